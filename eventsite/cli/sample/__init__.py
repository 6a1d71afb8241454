"""The sample summit: an archived edition of 2018 and an upcoming one, as data."""
