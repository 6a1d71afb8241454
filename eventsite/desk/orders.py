"""The list of orders: one light row for each, narrowed, sorted and cut in pages here, whatever database keeps them.

Names are searched and sorted without case and accents, which SQL does differently on each database.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from eventsite.core.db import db
from eventsite.core.tokens import LinkKey
from eventsite.desk.asked import Flag, OrderFilter, Sort
from eventsite.desk.figures import Figures, figures_of
from eventsite.desk.flags import flags_of
from eventsite.desk.searching import UNKNOWN_ID, find
from eventsite.programme.drafting.paging import Slice, slice_of
from eventsite.programme.releases.public import fold
from eventsite.registration.models import Attendee, Line, Order, PassType
from eventsite.registration.states import HoldReason, OrderState, SeatState
from eventsite.summits.models import Summit

PAGE = 50


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as the list shows it; `total` is minor units. `seats` and `unnamed` are counted for what is shown."""

    id: int
    code: str
    at: datetime
    buyer: str
    email: str
    organization: str
    state: OrderState
    hold_reason: HoldReason | None
    hold_ends_at: datetime | None
    replaced_by_id: int | None
    total: int
    currency: str
    flags: tuple[Flag, ...] = ()
    seats: int = 0
    unnamed: int = 0

    @property
    def is_replaced(self) -> bool:
        return self.replaced_by_id is not None

    @property
    def texts(self) -> tuple[str, ...]:
        """What a search finds it by, beside its code, its guests and its money."""
        return self.buyer, self.email, self.organization


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """`together` is what the confirmed orders among those found come to, in minor units."""

    summit: Summit
    asked: OrderFilter
    rows: Slice[OrderRow]
    in_all: int
    together: int
    figures: Figures
    is_unknown_id: bool


def orders_page(summit: Summit, asked: OrderFilter, *, key: LinkKey) -> OrdersPage:
    """Return the page of the list that `asked` names; a page past the end is the last. 5 queries, 9 with a search."""
    found = list_found(summit, asked, key=key)
    rows = slice_of(found, asked.page, PAGE)
    figures = figures_of(summit)
    return OrdersPage(
        summit=summit,
        asked=asked.at_page(rows.number),
        rows=replace(rows, items=tuple(with_seats(rows.items))),
        in_all=figures.orders,
        together=sum(row.total for row in found if row.state == OrderState.CONFIRMED),
        figures=figures,
        is_unknown_id=UNKNOWN_ID.fullmatch(asked.q) is not None,
    )


def list_found(summit: Summit, asked: OrderFilter, *, key: LinkKey) -> list[OrderRow]:
    """Return every order that `asked` leaves in, sorted as it says; 2 queries, 6 with a search."""
    flags = flags_of(summit)
    rows = list(_rows(summit, asked, flags))
    if asked.q:
        ids = find(summit, asked.q, rows, key=key)
        rows = [row for row in rows if row.id in ids]
    kept = [row for row in rows if _has_flag(row, asked)]
    return sorted(kept, key=_place(asked.sort), reverse=asked.is_reversed)


def counted_seats(ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    """Return order id -> how many seats that were not cancelled, and how many of them nobody is named for."""
    unnamed = func.sum(case((Attendee.name == "", 1), else_=0))
    rows = (
        select(Line.order_id, func.count(), unnamed)
        .join(Attendee)
        .where(Line.order_id.in_(sorted(ids)), Line.state != SeatState.CANCELLED)
        .group_by(Line.order_id)
    )
    return {id: (int(seats), int(nameless)) for id, seats, nameless in db.session.execute(rows)}


def _rows(summit: Summit, asked: OrderFilter, flags: Mapping[int, tuple[Flag, ...]]) -> Iterator[OrderRow]:
    rows = select(
        Order.id, Order.code, Order.created_at, Order.buyer_name, Order.buyer_email, Order.buyer_organization,
        Order.state, Order.hold_reason, Order.hold_ends_at, Order.replaced_by_id, Order.total, Order.currency,
    ).where(Order.summit_id == summit.id)  # fmt: skip
    if asked.state is not None:
        rows = rows.where(Order.state == asked.state)
    if asked.pass_code:
        named = select(PassType.id).where(PassType.summit_id == summit.id, PassType.code == asked.pass_code)
        lines = select(Line.order_id).where(Line.pass_type_id.in_(named), Line.state != SeatState.CANCELLED)
        rows = rows.where(Order.id.in_(lines))
    found: Iterable[Any] = db.session.execute(rows.order_by(Order.id))
    return (OrderRow(*[*row, flags.get(row[0], ())]) for row in found)


def _has_flag(row: OrderRow, asked: OrderFilter) -> bool:
    if asked.is_flagged:
        return bool(row.flags)
    return asked.flag is None or asked.flag in row.flags


def _place(sort: Sort) -> Callable[[OrderRow], Any]:
    if sort == Sort.BUYER:
        return lambda row: (fold(row.buyer), row.id)
    if sort == Sort.TOTAL:
        return lambda row: (row.total, row.id)
    return lambda row: (row.at, row.id)


def with_seats(rows: Iterable[OrderRow]) -> Iterator[OrderRow]:
    """Count the seats of these rows; one query."""
    shown = list(rows)
    seats = counted_seats([row.id for row in shown])
    for row in shown:
        how_many, unnamed = seats.get(row.id, (0, 0))
        yield replace(row, seats=how_many, unnamed=unnamed)
