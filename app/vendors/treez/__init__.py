"""Treez, Customer API v2.0."""
