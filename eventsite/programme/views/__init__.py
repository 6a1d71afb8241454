"""Programme pages: for everybody, from the release; for organizers, from the draft."""
