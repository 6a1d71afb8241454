"""What takes several transactions: a try is counted and kept before a password is looked at, which takes long."""
