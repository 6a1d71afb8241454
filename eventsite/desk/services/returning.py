"""Money goes back as it was agreed to: what the organizer saw is what happens, once, or nothing does.

Each takes the order's lock first, so that who comes second finds what the first one did.
"""

from __future__ import annotations

from collections.abc import Collection

from eventsite.billing import journal
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.desk.giving_back import seats_of, still_sold
from eventsite.payments import queries
from eventsite.payments.services import refunding, settling
from eventsite.registration.models import Order
from eventsite.registration.services import holding
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.states import OrderState, SeatState


class NotAsShown(DomainError):
    """What would be given back is no longer what was shown."""


class CannotGive(DomainError):
    """The money that waits cannot pay these seats."""


class NoSeatLeft(DomainError):
    """There is no seat for the money that waits, until a capacity is raised."""


def give_seats_back(order_id: int, numbers: Collection[int], *, agreed: int, reason: str, outbox: Outbox) -> int:
    """Cancel seats (counted from 1) and give back what was agreed to, in minor units; return how many there were.

    Raises:
        CannotRefund: as `refunding.refund_seats` does.
        NotAsShown: when it would be another amount now.
    """
    order = holding.lock_order(order_id)
    lines = seats_of(order, numbers)
    refunds = refunding.refund_seats(order_id, [line.id for line in lines], reason=reason, outbox=outbox)
    if sum(refund.amount for refund in refunds) != agreed:
        raise NotAsShown("Somebody else gave money back just now, so another amount is left. Look at it again.")
    return len(lines)


def give_amount_back(order_id: int, amount: int, *, sold: int, reason: str, outbox: Outbox) -> None:
    """Give part of the price back; `sold` is what the price still was when this was agreed to.

    Raises:
        CannotRefund: as `refunding.refund_amount` does.
        NotAsShown: when somebody gave something back since, this very form perhaps.
    """
    order = holding.lock_order(order_id)
    if still_sold(order) != sold:
        raise NotAsShown("Money was given back after you opened this page, by you perhaps. Look at what is left.")
    refunding.refund_amount(order_id, amount, reason=reason, outbox=outbox)


def give_credit_back(order_id: int, *, agreed: int, reason: str, outbox: Outbox) -> None:
    """Give back everything of an order that waits to be sorted, if it is the amount that the page said.

    Raises:
        CannotRefund: as `refunding.refund_credit` does.
        NotAsShown: when more or less waits now.
    """
    holding.lock_order(order_id)
    refunds = refunding.refund_credit(order_id, reason=reason or "Sorted at the desk", outbox=outbox)
    if sum(refund.amount for refund in refunds) != agreed:
        raise NotAsShown("Another amount waits here now. Look at it again.")


def give_the_seat(order_id: int, *, outbox: Outbox) -> None:
    """Let the money that waits pay the seats of its order.

    Raises:
        CannotGive: when it cannot (any more), saying why.
        NoSeatLeft: when somebody else has the seats.
    """
    order = holding.lock_order(order_id)
    credit = -journal.balance(journal.credit(order.shares[0].payer))
    if why := why_no_seat(order, credit, is_disputed=queries.has_open_dispute(order)):
        raise CannotGive(why)
    try:
        settling.give_seat(order, outbox=outbox)
    except SoldOut as error:
        passes = " and ".join(sorted({line.pass_type.name for line in order.lines}))
        raise NoSeatLeft(f"Order {order.code} gets no seat: {passes} is sold out.") from error


def why_no_seat(order: Order, credit: int, *, is_disputed: bool) -> str:
    """Return why an order's credit (minor units) cannot pay its seats, '' when it can."""
    if credit <= 0:
        return "Nothing waits here any more: somebody has sorted it."
    if is_disputed:
        return "The payer's bank is deciding a dispute about this money."
    if order.replaced_by_id is not None:
        return "The buyer changed this order for another one."
    if order.state == OrderState.CONFIRMED or any(line.state == SeatState.CONFIRMED for line in order.lines):
        return "The order has its seats."
    if any(line.state == SeatState.CANCELLED for line in order.lines):
        return "The seats were cancelled."
    return "It is less than the seats cost." if credit < order.total else ""
