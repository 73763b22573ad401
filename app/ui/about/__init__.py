"""What this program is, what it consists of, and where it keeps things."""
