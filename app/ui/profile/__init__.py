"""The profile: a vendor's form table drawn as fields."""
