"""What this desk did with a customer in this run."""
