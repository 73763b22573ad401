"""What happens after a card was scanned."""
