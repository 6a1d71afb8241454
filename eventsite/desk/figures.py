"""The figures above the list: what was sold of each pass, and where the money stands, for the whole summit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select

from eventsite.billing.journal import CLEARING, DEFERRED, REFUND_PAYABLE
from eventsite.billing.models import JournalEntry, Posting
from eventsite.core.db import db
from eventsite.desk.flags import CREDITS
from eventsite.registration.models import Line, Order, PassType
from eventsite.registration.states import SeatState
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class SoldPass:
    """Seats of one pass that are confirmed, and held; `bar` is the confirmed ones of the most sold, from 0 to 100."""

    code: str
    name: str
    confirmed: int
    held: int
    bar: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Sums of the journal are minor units: what is sold and stays so, what is at Stripe, to sort, on its way back."""

    passes: tuple[SoldPass, ...]
    orders: int
    sold: int
    at_stripe: int
    to_sort: int
    going_back: int

    @property
    def seats(self) -> int:
        return sum(found.confirmed for found in self.passes)


def figures_of(summit: Summit) -> Figures:
    """Return the figures of a summit; 2 queries."""
    is_ours = (JournalEntry.order_id == Order.id) & (Order.summit_id == summit.id)
    orders = select(func.count()).select_from(Order).where(Order.summit_id == summit.id).scalar_subquery()
    sums = select(
        orders, *(_sum(account) for account in (DEFERRED, CLEARING, REFUND_PAYABLE)), _sum(CREDITS, is_prefix=True)
    )
    row = sums.select_from(Posting).join(JournalEntry).join(Order, is_ours)
    count, sold, clearing, payable, credits = (int(found) for found in db.session.execute(row).one())
    return Figures(_passes(summit), count, -sold, clearing, -credits, -payable)


def _sum(account: str, *, is_prefix: bool = False) -> ColumnElement[int]:
    is_it = Posting.account.startswith(account) if is_prefix else Posting.account == account
    return func.coalesce(func.sum(case((is_it, Posting.amount), else_=0)), 0)


def _passes(summit: Summit) -> tuple[SoldPass, ...]:
    live = (Line.pass_type_id == PassType.id) & Line.state.in_((SeatState.CONFIRMED, SeatState.HELD))
    rows = (
        select(PassType.code, PassType.name, Line.state, func.count(Line.id))
        .outerjoin(Line, live)
        .where(PassType.summit_id == summit.id)
        .group_by(PassType.id, PassType.code, PassType.name, PassType.position, Line.state)
        .order_by(PassType.position, PassType.id)
    )
    names: dict[str, str] = {}
    seats: dict[tuple[str, SeatState | None], int] = defaultdict(int)
    for code, name, state, how_many in db.session.execute(rows):
        names[code] = name
        seats[code, state] += how_many
    most = max((seats[code, SeatState.CONFIRMED] for code in names), default=0) or 1
    return tuple(
        SoldPass(code, name, confirmed, seats[code, SeatState.HELD], round(100 * confirmed / most))
        for code, name in names.items()
        for confirmed in [seats[code, SeatState.CONFIRMED]]
    )
