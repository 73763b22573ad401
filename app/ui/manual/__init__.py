"""The manual: the keys, and how everything at the desk is done."""
