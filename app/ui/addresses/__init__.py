"""The addresses of a customer."""
