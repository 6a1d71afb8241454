"""The seats of an order as its page shows them, one by one and, for the bill, together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from eventsite.billing.receipts import what
from eventsite.core.qr import qr_svg
from eventsite.core.tokens import LinkKey
from eventsite.front.papers import choice_of
from eventsite.programme.releases.public import Programme
from eventsite.registration.models import Line, Order
from eventsite.registration.opened import days_in_words, opened_days
from eventsite.registration.queries import TICKET_LINK
from eventsite.registration.services.naming import may_be_named
from eventsite.registration.states import SeatState
from eventsite.registration.ticket_codes import scanned, ticket_code


@dataclass(frozen=True, slots=True)
class SeatShown:
    """One seat. `name` is '' for one to be named; `ticket` is the token of its own page.

    `code` is for people and `qr` for scanners, as SVG: both are '' unless the seat is confirmed and has a name.
    """

    line: int
    number: int
    pass_name: str
    choice: str
    days: str
    price: int
    name: str
    email: str
    organization: str
    ticket: str
    code: str
    qr: str
    is_cancelled: bool
    is_confirmed: bool
    is_virtual: bool
    may_name: bool


@dataclass(frozen=True, slots=True)
class BillRow:
    """Equal seats together; amounts in minor units."""

    what: str
    how_many: int
    each: int
    is_cancelled: bool

    @property
    def amount(self) -> int:
        return self.how_many * self.each


def seats_of(order: Order, *, key: LinkKey, programme: Programme, now: datetime) -> tuple[SeatShown, ...]:
    return tuple(seat(line, key=key, programme=programme, now=now) for line in order.lines)


def seat(line: Line, *, key: LinkKey, programme: Programme, now: datetime) -> SeatShown:
    is_confirmed = line.state == SeatState.CONFIRMED
    attendee = line.attendee
    code = ticket_code(line, key) if is_confirmed and attendee.name else ""
    return SeatShown(
        line=line.id,
        number=line.position + 1,
        pass_name=line.pass_type.name,
        choice=choice_of(line, programme),
        days=days_in_words(opened_days(line, programme)),
        price=line.price,
        name=attendee.name,
        email=attendee.email,
        organization=attendee.organization,
        ticket=key.token(TICKET_LINK, line.id, line.ticket_version),
        code=code,
        qr=qr_svg(scanned(code), label=f"Ticket code {code}") if code else "",
        is_cancelled=line.state == SeatState.CANCELLED,
        is_confirmed=is_confirmed,
        is_virtual=line.pass_type.is_virtual,
        may_name=may_be_named(line, now),
    )


def bill(lines: Sequence[Line]) -> tuple[BillRow, ...]:
    """Return equal seats together: those that are, then those that were cancelled."""
    rows = sorted((line.state == SeatState.CANCELLED, what(line), line.price) for line in lines)
    return tuple(
        BillRow(name, _length(group), price, is_cancelled) for (is_cancelled, name, price), group in groupby(rows)
    )


def _length(things: Iterable[object]) -> int:
    return sum(1 for _ in things)
