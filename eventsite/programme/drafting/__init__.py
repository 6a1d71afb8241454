"""What the desk shows of the draft and what stands between a form and its saving, as values."""
