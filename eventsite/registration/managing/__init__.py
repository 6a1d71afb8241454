"""What the organizers' pages of passes show: each page is one frozen dataclass."""
