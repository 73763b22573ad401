"""Customers in bulk: those of a period, out of any connected store, in a window of their own."""
