"""What is left: counted from the seats that are live, never stored.

Live is a confirmed seat, and a held one whose hold has not ended. Only the hold of a basket ends by the clock; seats
of a payment page or a bank debit stay until Stripe has been asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from eventsite.core import clock
from eventsite.core.db import db, in_transaction, is_writer_alone
from eventsite.core.errors import DomainError
from eventsite.registration.models import Capacity, Line, Order, PassCapacity, PassType
from eventsite.registration.states import HoldReason, OrderState, SeatState


class SoldOut(DomainError):
    """Not enough is left of what was asked for."""


class PassChanging(DomainError):
    """An organizer saved the pass at this very moment: it may draw from other capacities now."""


@dataclass(frozen=True, slots=True)
class Left:
    """How much of a capacity is taken and left; `left` is below zero only where its size was lowered later."""

    size: int
    taken: int

    @property
    def left(self) -> int:
        return self.size - self.taken


def count(capacities: Iterable[Capacity], *, without: int | None = None) -> dict[int, Left]:
    """Return capacity id -> what is left, leaving out the order `without`; one query."""
    rows = list(capacities)
    taken = _taken([capacity.id for capacity in rows], without)
    return {capacity.id: Left(capacity.size, taken.get(capacity.id, 0)) for capacity in rows}


def left_of(pass_type: PassType, counted: Mapping[int, Left]) -> Left | None:
    """Return the tightest limit of a pass; None where it has none."""
    return min((counted[capacity.id] for capacity in pass_type.capacities), key=lambda found: found.left, default=None)


def ensure(wanted: Mapping[PassType, int], *, without: int | None = None) -> None:
    """Lock every capacity these passes draw from, in the order of their ids, and see that all of `wanted` fits.

    Call it once in a transaction, as late as possible and before what it guards is written.

    Raises:
        SoldOut: naming the pass that there is not enough of, and how many there are.
        PassChanging: when an organizer saved one of them meanwhile; trying again finds it as it is then.
    """
    if not in_transaction():
        raise RuntimeError("Seats are counted in the transaction that takes them.")
    fit(wanted, count(lock_for(wanted), without=without))


def lock_for(passes: Collection[PassType]) -> list[Capacity]:
    """Lock every capacity that these passes draw from, in the order of their ids, and see that they still do.

    Raises:
        PassChanging: when an organizer saved one of them meanwhile.
    """
    seen = {pass_type.id: pass_type.version for pass_type in passes}
    locked = lock({capacity.id for pass_type in passes for capacity in pass_type.capacities})
    if not is_writer_alone() and versions(seen) != seen:
        raise PassChanging("Somebody is changing this pass at this very moment. Nothing was taken; try again.")
    return locked


def fit(wanted: Mapping[PassType, int], counted: Mapping[int, Left]) -> None:
    """See that all of `wanted` fits into what was counted; what was counted without a lock is a hint, no promise.

    Raises:
        SoldOut: naming the pass that there is not enough of, and how many there are.
    """
    for id, found in counted.items():
        drawing = [(p, number) for p, number in wanted.items() if id in {capacity.id for capacity in p.capacities}]
        if sum(number for _, number in drawing) > found.left:
            raise SoldOut(_sentence(drawing[0][0], max(found.left, 0), is_shared=len(drawing) > 1))


def lock(ids: Collection[int]) -> list[Capacity]:
    """Lock capacities in the order of their ids, as they are now and not as they were loaded."""
    if not ids:
        return []
    return list(db.session.scalars(_locked(), {"ids": sorted(ids)}))


def versions(ids: Collection[int]) -> dict[int, int]:
    """Return pass id -> its version as it is now; whoever saves one, and so ties it anew, waits until we commit.

    The lock is the weakest, which every new seat takes on its pass anyway.
    """
    return {row.id: row.version for row in db.session.execute(_versions(), {"ids": sorted(ids)})}


def _taken(ids: Collection[int], without: int | None) -> dict[int, int]:
    if not ids:
        return {}
    known = {"ids": sorted(ids), "now": clock.now(), "without": without}
    rows = db.session.execute(_counted(is_all=without is None), known)
    return {id: int(seats) for id, seats in rows}


# Put together once: every order asks these several times.


@cache
def _locked() -> Select[Capacity]:
    rows = select(Capacity).where(Capacity.id.in_(bindparam("ids", expanding=True))).order_by(Capacity.id)
    return rows.with_for_update().execution_options(populate_existing=True)


@cache
def _versions() -> Select[int, int]:
    rows = select(PassType.id, PassType.version).where(PassType.id.in_(bindparam("ids", expanding=True)))
    return rows.order_by(PassType.id).with_for_update(read=True, key_share=True)


@cache
def _counted(*, is_all: bool) -> Select[int, int]:
    """Count every order's seats, or those of all but one: an index alone answers the first.

    They are counted pass by pass: seats that were joined with what they draw from would be thousands of rows to join.
    """
    confirmed = _seats().where(_stands(Line.state, SeatState.CONFIRMED))
    held = _seats().join(Order, Order.id == Line.order_id).where(is_held(bindparam("now")))
    if not is_all:
        others = Line.order_id != bindparam("without")
        confirmed, held = confirmed.where(others), held.where(others)
    seats = func.sum(confirmed.scalar_subquery() + held.scalar_subquery())
    asked = PassCapacity.capacity_id.in_(bindparam("ids", expanding=True))
    return select(PassCapacity.capacity_id, seats).where(asked).group_by(PassCapacity.capacity_id)


def _seats() -> Select[int]:
    """Count the seats of one pass, inside of a query for what passes draw from."""
    drawing = Line.pass_type_id == PassCapacity.pass_type_id
    return select(func.count()).select_from(Line).where(drawing).correlate(PassCapacity)


def is_held(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the clause that a line, joined with its order, is a seat that is held at `now`."""
    is_kept = or_(~_stands(Order.hold_reason, HoldReason.BASKET), Order.hold_ends_at > now)
    return and_(_stands(Line.state, SeatState.HELD), _stands(Order.state, OrderState.HELD), is_kept)


def _stands(column: InstrumentedAttribute[Any], state: StrEnum) -> ColumnElement[bool]:
    """Compare with a state that is part of the statement's text.

    PostgreSQL plans the count of seats once then. It cannot guess how many seats are in a state that it is told of only
    when it runs, so it would plan anew each time.
    """
    return column == literal(state, column.type, literal_execute=True)


def _sentence(pass_type: PassType, left: int, *, is_shared: bool) -> str:
    name = pass_type.name
    if left == 0:
        return f"{name} is sold out. Nothing was taken from you; choose another pass."
    together = " together with the others you chose" if is_shared else ""
    return f"Only {left} of {name} {'is' if left == 1 else 'are'} left{together}. Choose fewer, or another pass."
