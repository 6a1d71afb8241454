"""What the desk does beyond pressing one button of a feature below."""
