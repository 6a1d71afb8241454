"""What a visitor holds already: the order that their browser remembers, so that its seats do not count against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventsite.registration.basket import Item
from eventsite.registration.models import Order
from eventsite.registration.services.taking_up import items_of
from eventsite.registration.states import HoldReason


@dataclass(frozen=True, slots=True)
class Held:
    """`until` is when the hold ends, on the summit's wall clock; `token` opens the order's page."""

    order_id: int
    token: str
    seats: int
    until: datetime | None
    is_paying: bool
    items: tuple[Item, ...]


def held(order: Order, token: str) -> Held:
    """Return what an open order holds; its lines are loaded."""
    ends_at = order.hold_ends_at
    return Held(
        order_id=order.id,
        token=token,
        seats=len(order.lines),
        until=None if ends_at is None else ends_at.astimezone(order.summit.zone_info),
        is_paying=order.hold_reason == HoldReason.PAYMENT_PAGE,
        items=items_of(order),
    )
