"""What people see: the payment page, and a dashboard from which to play the bank, the colleague and the weather."""
