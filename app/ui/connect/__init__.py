"""Connecting a store."""
