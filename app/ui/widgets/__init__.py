"""Small pieces that know nothing of customers."""
