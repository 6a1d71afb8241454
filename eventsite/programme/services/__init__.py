"""What can be done to a programme, a module per activity."""
