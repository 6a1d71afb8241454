"""What public pages show, as values: made from a released programme, without Flask and without queries."""
