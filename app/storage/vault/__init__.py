"""The encrypted file of this program: one key in the system's store of secrets, one writer, readers beside it."""
