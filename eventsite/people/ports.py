"""What this feature asks of those above it; `factory` says who answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from eventsite.people.models import Account


@dataclass(frozen=True, slots=True)
class Place:
    """A summit in whose team an account is, and as what: 'owner', 'editor for Smart Cities'."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    roles: tuple[str, ...]


class Standing(Protocol):
    def places_of(self, account: Account) -> Sequence[Place]:
        """Return where an account works, the latest summit first."""

    def needs_second_factor(self, account: Account) -> bool:
        """Tell whether an account holds something, anywhere, that is opened by a second factor only."""
