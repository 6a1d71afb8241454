"""What every view stands on: Flask, but no word of the domain."""
