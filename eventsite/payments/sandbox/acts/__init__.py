"""What changes the sandbox's world. Each act keeps what it changed and announces it."""
