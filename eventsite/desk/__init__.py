"""The organizers' desk across features; its buttons call services below; no models."""
