"""Attendee pages that show several features at once; no models."""
