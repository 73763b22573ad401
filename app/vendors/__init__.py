"""The vendors' services: the only place of the program that knows HTTP."""
