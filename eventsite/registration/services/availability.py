"""What is left: counted from the seats that are live, never stored.

Live is a confirmed seat, and a held one whose hold has not ended. Only the hold of a basket ends by the clock; seats
of a payment page or a bank debit stay until Stripe has been asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select, union_all

from eventsite.core import clock
from eventsite.core.db import db, in_transaction
from eventsite.core.errors import DomainError
from eventsite.registration.models import Capacity, Line, Order, PassType, pass_capacity
from eventsite.registration.states import HoldReason, OrderState, SeatState


class SoldOut(DomainError):
    """Not enough is left of what was asked for."""


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
    """
    if not in_transaction():
        raise RuntimeError("Seats are counted in the transaction that takes them.")
    ids = {capacity.id for pass_type in wanted for capacity in pass_type.capacities}
    fit(wanted, count(lock(ids), without=without))


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
    rows = select(Capacity).where(Capacity.id.in_(sorted(ids))).order_by(Capacity.id)
    return list(db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)))


def _taken(ids: Collection[int], without: int | None) -> dict[int, int]:
    if not ids:
        return {}
    parts = union_all(_confirmed(ids, without), _held(ids, without)).subquery()
    rows = db.session.execute(select(parts.c.capacity_id, func.sum(parts.c.seats)).group_by(parts.c.capacity_id))
    return {id: int(seats) for id, seats in rows}


def _seats(ids: Collection[int], state: SeatState) -> Select[tuple[int, int]]:
    return (
        select(pass_capacity.c.capacity_id, func.count().label("seats"))
        .join_from(pass_capacity, Line, Line.pass_type_id == pass_capacity.c.pass_type_id)
        .where(pass_capacity.c.capacity_id.in_(sorted(ids)), Line.state == state)
        .group_by(pass_capacity.c.capacity_id)
    )


def _confirmed(ids: Collection[int], without: int | None) -> Select[tuple[int, int]]:
    seats = _seats(ids, SeatState.CONFIRMED)
    return seats if without is None else seats.where(Line.order_id != without)


def _held(ids: Collection[int], without: int | None) -> Select[tuple[int, int]]:
    ends_by_asking = Order.hold_reason != HoldReason.BASKET
    seats = (
        _seats(ids, SeatState.HELD)
        .join(Order, Order.id == Line.order_id)
        .where(Order.state == OrderState.HELD, or_(ends_by_asking, Order.hold_ends_at > clock.now()))
    )
    return seats if without is None else seats.where(Order.id != without)


def _sentence(pass_type: PassType, left: int, *, is_shared: bool) -> str:
    name = pass_type.name
    if left == 0:
        return f"{name} is sold out. Nothing was taken from you; choose another pass."
    together = " together with the others you chose" if is_shared else ""
    return f"Only {left} of {name} {'is' if left == 1 else 'are'} left{together}. Choose fewer, or another pass."
