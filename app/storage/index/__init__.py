"""The index of customers: found while somebody types, kept in the vault."""
