"""Signing in and out, and what an account looks after itself: sessions, password, passkeys, second factor."""

from eventsite.people.views import account, again, passkeys, password, second_factor, sessions, signing_in, stepping
from eventsite.people.views.blueprint import bp

__all__ = [
    "account", "again", "bp", "passkeys", "password", "second_factor", "sessions", "signing_in", "stepping",
]  # fmt: skip
