"""One moment of an order's story, and what the story is told from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from eventsite.billing.models import Receipt
from eventsite.desk.mails import Mail
from eventsite.desk.trail import Trail
from eventsite.payments.models import Payment
from eventsite.registration.models import Order


class Tone(StrEnum):
    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Rank(IntEnum):
    """What comes first of what happened within one second: Stripe's clock counts whole ones."""

    PLACED = 0
    AGREED = 1
    PAYING = 2
    PAID = 3
    CHANGED = 4
    RECEIPT = 5
    MAIL = 6
    REFUNDING = 7
    DISPUTED = 8
    SETTLED = 9


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened. `ids` are Stripe's, to be copied; `who` is the account that did it, '' otherwise."""

    at: datetime
    what: str
    details: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    who: str = ""
    tone: Tone = Tone.PLAIN
    rank: Rank = Rank.CHANGED

    @property
    def place(self) -> tuple[datetime, Rank, datetime]:
        return self.at.replace(microsecond=0), self.rank, self.at


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything the story is told from, loaded."""

    order: Order
    payments: Sequence[Payment]
    receipts: Sequence[Receipt]
    mails: Sequence[Mail]
    trail: Trail


def given(*texts: str | None) -> tuple[str, ...]:
    """Return those of the texts that say something."""
    return tuple(text for text in texts if text)
