"""What is done to passes and orders."""
