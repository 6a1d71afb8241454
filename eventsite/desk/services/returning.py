"""Money goes back as it was agreed to: what the organizer saw is what happens, once, or nothing does.

Each takes the order's lock first, so that who comes second finds what the first one did.
"""

from __future__ import annotations

from collections.abc import Collection

from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.desk.giving_back import seats_of, still_sold
from eventsite.payments.services import refunding, settling
from eventsite.registration.services import holding
from eventsite.registration.services.availability import SoldOut


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
    try:
        settling.give_seat(order, outbox=outbox)
    except holding.NotYours as error:
        raise CannotGive(str(error)) from error
    except SoldOut as error:
        passes = " and ".join(sorted({line.pass_type.name for line in order.lines}))
        raise NoSeatLeft(f"Order {order.code} gets no seat: {passes} is sold out.") from error
