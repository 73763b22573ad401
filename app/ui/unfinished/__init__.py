"""Unsaved work that is left over from earlier."""
