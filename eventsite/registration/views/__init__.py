"""The pages of registration: what organizers put on sale. What buyers see stands in `front`."""
