"""A buyer comes with a basket, maybe not for the first time: what they hold already is gone on with, or exchanged."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.registration.basket import Item
from eventsite.registration.models import Line, Order
from eventsite.registration.services.holding import is_live, lock_order
from eventsite.registration.services.ordering import Guest, Placing, find_twin, place_order
from eventsite.registration.states import HoldReason, OrderState

#: An order of which the seats may still be exchanged or paid for by whoever holds its link.
OPEN = (HoldReason.BASKET, HoldReason.PAYMENT_PAGE)


def take_up(placing: Placing) -> Order:
    """Return the order to go on with: the one its buyer holds, with the names typed last, or a new one in its place.

    `placing.previous` is the order that this browser came with, whatever became of it.

    Raises:
        BadBasket, SoldOut: as `ordering.place_order` does.
    """
    twin = find_twin(placing.once)
    while twin is not None and twin.state == OrderState.CANCELLED:  # it was let go, or changed and now back again
        placing = replace(placing, once=_once_more(twin))
        twin = find_twin(placing.once)
    held = lock_order(twin.id) if twin is not None else _latest(placing.previous)
    if held is not None and is_open(held) and is_same(held, placing):
        _name(held, placing)
        return held
    if twin is not None:
        return twin
    return place_order(replace(placing, previous=held))


def is_open(order: Order) -> bool:
    """Tell whether its seats are held, and held for its buyer to decide."""
    return is_live(order, clock.now()) and order.hold_reason in OPEN


def is_same(order: Order, placing: Placing) -> bool:
    """Tell whether a form asks for what an order has already: the same passes for the same buyer."""
    same_buyer = order.buyer_email == placing.buyer.email.strip().lower()
    return same_buyer and items_of(order) == tuple(sorted(placing.items))


def items_of(order: Order) -> tuple[Item, ...]:
    """Return the basket that an order was made of, as `basket.read` gives it."""
    counted = Counter((line.pass_type.code, _choice(line)) for line in order.lines)
    return tuple(sorted(Item(code, choice, number) for (code, choice), number in counted.items()))


def _choice(line: Line) -> str:
    if line.event is not None:
        return line.event.slug
    return line.on_date.isoformat() if line.on_date is not None else ""


def _once_more(gone: Order) -> str:
    """Return what is the same whenever the form of an order that is gone is sent again."""
    return hashlib.sha256(f"{gone.once}\n{gone.code}".encode()).hexdigest()[:40]


def _latest(previous: Order | None) -> Order | None:
    """Lock an order, or the one that took its place: a form that is sent twice finds what the first one did."""
    order = lock_order(previous.id) if previous is not None else None
    while order is not None and order.replaced_by_id is not None:
        order = lock_order(order.replaced_by_id)
    return order


def _name(order: Order, placing: Placing) -> None:
    """Write down who buys and who comes, as it was typed last. The address of the buyer is the same."""
    order.buyer_name, order.buyer_organization = placing.buyer.name, placing.buyer.organization
    for payer in order.payers:
        payer.name, payer.organization = placing.buyer.name, placing.buyer.organization
    for line, guest in zip(order.lines, _padded(placing.guests, len(order.lines)), strict=True):
        attendee = line.attendee
        attendee.name, attendee.email, attendee.organization = (
            guest.name,
            guest.email.strip().lower(),
            guest.organization,
        )
    db.session.flush()


def _padded(guests: Iterable[Guest], length: int) -> list[Guest]:
    return [*guests, *[Guest()] * length][:length]
