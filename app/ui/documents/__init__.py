"""The files kept with a customer."""
