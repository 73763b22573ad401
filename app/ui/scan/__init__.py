"""Catching an ID: from a scanner that types, a scanner on a serial line, or a picture."""
