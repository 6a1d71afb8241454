"""What can be done to a summit."""
