"""Changes that no store has confirmed yet."""
