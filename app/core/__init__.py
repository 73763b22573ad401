"""The domain: what a front desk knows about customers. Standard library only, no I/O, no async."""
