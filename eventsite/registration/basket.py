"""What somebody wants to buy, as it stands in an address: pass.all-access=2&pass.one-day.2026-10-29=1.

Pure and without trust: whether there is such a pass is for `services/ordering.py` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eventsite.core.errors import DomainError

PREFIX = "pass."
#: Seats of one order, of all passes together. More is a group, and groups talk to the desk.
MOST_SEATS = 50


class BadBasket(DomainError):
    """What was asked for cannot be a purchase."""


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """`how_many` of the pass `code`; `choice` is an event's slug or an ISO date, where the pass lets one choose."""

    code: str
    choice: str
    how_many: int

    @property
    def name(self) -> str:
        """The name of its field in a form and in an address."""
        return f"{PREFIX}{self.code}{'.' if self.choice else ''}{self.choice}"


def read(pairs: Iterable[tuple[str, str]]) -> tuple[Item, ...]:
    """Return what is wanted at all, in order; names without our prefix are somebody else's, empty fields are nothing.

    Raises:
        BadBasket: for a number that is none, is negative or absurd, or for the same pass twice.
    """
    items: dict[tuple[str, str], Item] = {}
    for name, text in pairs:
        if not name.startswith(PREFIX) or not text.strip():
            continue
        code, _, choice = name.removeprefix(PREFIX).partition(".")
        if (code, choice) in items:
            raise BadBasket("One pass stands twice in this address. Choose again.")
        items[code, choice] = Item(code[:60], choice[:60], _number(text.strip()))
    wanted = tuple(sorted(item for item in items.values() if item.how_many))
    if sum(item.how_many for item in wanted) > MOST_SEATS:
        raise BadBasket(f"One order has at most {MOST_SEATS} seats. Make two, or write to the desk.")
    return wanted


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 6:
        raise BadBasket(f"{text[:20]!r} is no number of passes. Use a whole number, as in 2.")
    return int(text)
