"""What the desk shows of a venue and its events, and what it asks."""
