"""Checking in, and the queue of the day."""
