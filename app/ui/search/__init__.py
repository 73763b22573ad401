"""The search box and the results below it."""
