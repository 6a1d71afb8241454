"""What is done to payments: begun, settled, refunded, reconciled."""
