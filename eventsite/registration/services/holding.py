"""How seats are kept for an order that has not committed, and how they are let go: one reason, one end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.states import step
from eventsite.registration.models import Line, Order, PassCapacity, PassType, Share
from eventsite.registration.services import availability
from eventsite.registration.states import (
    ORDER_STEPS,
    SEAT_STEPS,
    SHARE_STEPS,
    HoldReason,
    OrderState,
    SeatState,
    ShareState,
)

#: How long a basket keeps its seats; `extend` gives the same again, twice at most.
BASKET = timedelta(minutes=15)
MOST_EXTENSIONS = 2


class HoldExpired(DomainError):
    """The seats were kept for as long as was said, and then given back."""


class NotYours(DomainError):
    """The order has gone on in the meantime: it was paid, cancelled or changed."""


def lock_order(id: int) -> Order:
    """Lock an order and read it anew; payments of it come after it, capacities last."""
    return db.session.scalars(_one_locked(), {"id": id}).one()


def read_whole(order: Order) -> Order:
    """Read a locked order with its summit, seats, what they draw from, and who pays; one query.

    It is a second one after the lock, never the same: who had to wait for a lock is given the locked row as it is now,
    but rows that are joined to it as they were before.
    """
    return db.session.scalars(_one_with_seats(), {"id": order.id}).unique().one()


@cache
def _one_locked() -> Select[Order]:
    rows = select(Order).where(Order.id == bindparam("id")).with_for_update()
    return rows.execution_options(populate_existing=True)


@cache
def _one_with_seats() -> Select[Order]:
    lines, shares = joinedload(Order.lines), joinedload(Order.shares)
    parts = (
        joinedload(Order.summit),
        lines.joinedload(Line.pass_type).joinedload(PassType.draws).joinedload(PassCapacity.capacity),
        lines.joinedload(Line.event),
        shares.joinedload(Share.payer),
    )
    rows = select(Order).where(Order.id == bindparam("id")).options(*parts)
    return rows.execution_options(populate_existing=True)


def is_live(order: Order, now: datetime) -> bool:
    """Tell whether its seats are kept: a basket's until its time is over, the others' until Stripe was asked."""
    if order.state != OrderState.HELD:
        return False
    return order.hold_reason != HoldReason.BASKET or (order.hold_ends_at is not None and order.hold_ends_at > now)


def still_has(order: Order) -> bool:
    """Tell whether a locked order has its seats, and let nobody have them before we commit.

    Whoever counts when the time of a basket is over counts it no more, although its buyer goes on with it at this very
    moment: so the clock is read under the lock that they wait for.

    Raises:
        PassChanging: when an organizer saved one of its passes meanwhile; nothing was decided.
    """
    if order.state == OrderState.HELD and order.hold_reason == HoldReason.BASKET:
        availability.lock_for({line.pass_type for line in order.lines})
    return is_live(order, clock.now())


def list_ended_baskets(most: int = 500) -> list[int]:
    """Return the ids of orders whose basket's time is over, the oldest first."""
    ended = select(Order.id).where(
        Order.state == OrderState.HELD, Order.hold_reason == HoldReason.BASKET, Order.hold_ends_at <= clock.now()
    )
    return list(db.session.scalars(ended.order_by(Order.hold_ends_at, Order.id).limit(most)))


def expire_basket(id: int) -> bool:
    """Let the seats of a basket go if its time is over still; tell whether they went."""
    order = lock_order(id)
    is_over = order.state == OrderState.HELD and not is_live(order, clock.now())
    if is_over:
        give_up(order, OrderState.EXPIRED)
    return is_over


def extend(order: Order) -> None:
    """Give a basket its time again.

    Raises:
        HoldExpired: when it was extended twice, or is over.
    """
    order = lock_order(order.id)
    if order.state in (OrderState.CONFIRMED, OrderState.CANCELLED):
        raise NotYours("This order has gone on in another window. Look at where it stands now.")
    if not still_has(order):
        raise HoldExpired("The time was over before you asked for more. Your seats may still be free: try to pay.")
    if order.hold_reason != HoldReason.BASKET:
        raise NotYours("You are on the payment page already: your seats are kept until that closes.")
    if order.hold_extensions >= MOST_EXTENSIONS:
        raise HoldExpired("Seats can be kept longer twice, and you have done that. Pay now, or choose again later.")
    order.hold_extensions += 1
    order.hold_ends_at = clock.now() + BASKET
    db.session.flush()


def keep(order: Order, reason: HoldReason, until: datetime | None) -> None:
    """Hold the seats of an order that is live, or win them back if its time was over.

    `order` is locked. The caller commits, so the seats are its own from then on.

    Raises:
        SoldOut: when somebody else has them.
        NotYours: when the order is neither held nor expired.
    """
    if not still_has(order):
        if order.state not in (OrderState.HELD, OrderState.EXPIRED) or order.replaced_by_id is not None:
            raise NotYours("This order has gone on in another window. Look at where it stands now.")
        availability.ensure(_wanted(order.lines), without=order.id)
    go_on(order, reason, until)
    db.session.flush()


def go_on(order: Order, reason: HoldReason, until: datetime | None) -> None:
    """Hold seats for another reason and to another end; this transaction has seen that the order has them."""
    _become(order, OrderState.HELD, reason, until)
    _move(order.lines, SeatState.HELD)


def confirm(order: Order) -> None:
    """Make held seats the buyer's own. `order` is locked."""
    _become(order, OrderState.CONFIRMED)
    _move([line for line in order.lines if line.state != SeatState.CANCELLED], SeatState.CONFIRMED)
    order.confirmed_at = order.confirmed_at or clock.now()
    for share in order.shares:
        share.state = step(SHARE_STEPS, share.state, ShareState.COMMITTED, "The share")


def win_back(order: Order) -> None:
    """Confirm an order whose seats were let go, if they are still free; `order` is locked.

    Raises:
        SoldOut: when they are not.
    """
    lines = [line for line in order.lines if line.state != SeatState.CANCELLED]
    availability.ensure(_wanted(lines), without=order.id)
    confirm(order)


def give_up(order: Order, state: OrderState) -> None:
    """End a hold: the seats are free from the commit on. `state` is EXPIRED or CANCELLED; `order` is locked."""
    _become(order, state)
    _move([line for line in order.lines if line.state == SeatState.HELD], SeatState.RELEASED)
    db.session.flush()


def cancel_seats(order: Order, lines: Collection[Line]) -> int:
    """Take confirmed seats out of an order; return by how much its total fell. `order` is locked.

    The last one takes the order with it.
    """
    _move(lines, SeatState.CANCELLED)
    gone = {line.id for line in lines}
    for share in order.shares:
        _lighten(share, gone)
    amount = sum(line.price for line in lines)
    order.total -= amount
    if all(line.state == SeatState.CANCELLED for line in order.lines):
        _become(order, OrderState.CANCELLED)
    db.session.flush()
    return amount


def _become(order: Order, state: OrderState, reason: HoldReason | None = None, until: datetime | None = None) -> None:
    """Move an order and its hold in one stroke: the table allows no state without the hold that belongs to it."""
    order.state = step(ORDER_STEPS, order.state, state, f"Order {order.code}")
    order.hold_reason, order.hold_ends_at = reason, until
    order.ended_at = clock.now() if state in (OrderState.EXPIRED, OrderState.CANCELLED) else None


def _lighten(share: Share, gone: Collection[int]) -> None:
    share.amount -= sum(part.amount for part in share.parts if part.line_id in gone)


def _wanted(lines: Collection[Line]) -> dict[PassType, int]:
    wanted: dict[PassType, int] = {}
    for line in lines:
        wanted[line.pass_type] = wanted.get(line.pass_type, 0) + 1
    return wanted


def _move(lines: Collection[Line], state: SeatState) -> None:
    for line in lines:
        line.state = step(SEAT_STEPS, line.state, state, f"Seat {line.position + 1}")
