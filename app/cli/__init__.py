"""The same use cases from a terminal. The words, keys and exit codes of this package are promised to scripts."""
