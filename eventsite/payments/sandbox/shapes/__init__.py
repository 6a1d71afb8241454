"""What Stripe's objects look like: each complete, with null for what is not there, because the SDK raises otherwise."""

from __future__ import annotations

from eventsite.payments.sandbox.books import Thing

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def nulls(*names: str) -> Thing:
    """Return the named fields, empty."""
    return dict.fromkeys(names)
