"""Connecting a store: the dialog, drawn from the vendors' table."""
