"""What the page "Who is coming" shows: what is being bought, seat by seat, and what it costs now."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from eventsite.core import clock
from eventsite.core.wording import day
from eventsite.programme.releases.public import Programme
from eventsite.registration import queries
from eventsite.registration.basket import Item
from eventsite.registration.models import Order, PassType
from eventsite.registration.pricing import price_at
from eventsite.registration.services import availability
from eventsite.registration.services.ordering import read_seats
from eventsite.registration.services.taking_up import items_of
from eventsite.registration.states import Opens


@dataclass(frozen=True, slots=True)
class Kind:
    """So many of one pass, called "One day, Mon 29 Oct" where the pass leaves a choice."""

    name: str
    how_many: int
    price: int

    @property
    def amount(self) -> int:
        return self.how_many * self.price


@dataclass(frozen=True, slots=True)
class GuestsPage:
    """`kinds` make up the seats, in this order."""

    kinds: tuple[Kind, ...]
    currency: str

    @property
    def total(self) -> int:
        return sum(kind.amount for kind in self.kinds)

    @property
    def seats(self) -> tuple[Kind, ...]:
        return tuple(kind for kind in self.kinds for _ in range(kind.how_many))


def firsts_of(items: Sequence[Item]) -> tuple[int, ...]:
    """Return the first seat of each item of a basket."""
    return tuple(accumulate((item.how_many for item in items[:-1]), initial=0)) if items else ()


def check(summit: str, items: Sequence[Item], *, without: int | None) -> list[PassType]:
    """See that a basket could be bought now, and return its passes. No seat is taken; 2 queries.

    Raises:
        BadBasket, SoldOut: as it would when it is.
    """
    wanted: dict[PassType, int] = {}
    for seat in read_seats(summit, items):
        wanted[seat.pass_type] = wanted.get(seat.pass_type, 0) + 1
    capacities = {capacity.id: capacity for pass_type in wanted for capacity in pass_type.capacities}
    availability.fit(wanted, availability.count(capacities.values(), without=without))
    return list(wanted)


def compose(programme: Programme, items: Sequence[Item], passes: Sequence[PassType] | None = None) -> GuestsPage:
    """Return the page, also for a basket that can no longer be bought; unknown passes are left out.

    Costs one query without the `passes`.
    """
    slug = programme.summit.slug
    found = queries.list_wanted(slug, {item.code for item in items}) if passes is None else passes
    by_code = {pass_type.code: pass_type for pass_type in found}
    events = {event.slug: event.short_name or event.name for event in programme.events.values()}
    kinds = (_kind(by_code[item.code], item, events) for item in items if item.code in by_code)
    return GuestsPage(tuple(kinds), found[0].summit.currency if found else "")


def _kind(pass_type: PassType, item: Item, events: Mapping[str, str]) -> Kind:
    choice = events.get(item.choice, item.choice)
    if pass_type.chooses == Opens.ANY_DAY:
        with suppress(ValueError):
            choice = day(date.fromisoformat(choice))
    name = f"{pass_type.name}, {choice}" if choice else pass_type.name
    return Kind(name, item.how_many, price_at(pass_type, clock.now()))


def first_words(items: Sequence[Item], order: Order | None) -> dict[str, Any]:
    """Return what stands in the form at first: what this browser's order says already, so nothing is typed twice."""
    words: dict[str, Any] = {"once": secrets.token_urlsafe(24), "is_mine": True}
    if order is None:
        return words
    words |= {"name": order.buyer_name, "email": order.buyer_email, "organization": order.buyer_organization}
    return words | _seat_words(items, order) if items_of(order) == tuple(items) else words


def _seat_words(items: Sequence[Item], order: Order) -> dict[str, Any]:
    """Return who uses each seat; the row of the buyer's own stays empty."""
    users = [(line.attendee.name, line.attendee.email) for line in order.lines]
    buyer = order.buyer_name, order.buyer_email
    mine = users.index(buyer) if buyer in users else -1
    rows = [("", "") if place == mine else user for place, user in enumerate(users)]
    return {
        "is_mine": mine >= 0,
        "mine": max((first for first in firsts_of(items) if first <= mine), default=0),
        "seats": [{"name": name, "email": email} for name, email in rows],
    }
