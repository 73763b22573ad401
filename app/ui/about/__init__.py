"""What this program is, what it consists of, where it keeps things, and whether there is a newer one."""
