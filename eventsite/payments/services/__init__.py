"""What is done to payments: begun, settled, refunded, disputed. What asks Stripe first is in `flows`."""
