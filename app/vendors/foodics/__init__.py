"""Foodics, API v5."""
