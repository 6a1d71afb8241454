"""Money that comes for a basket whose time is over: its seats count as anybody's until they were counted again."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.desk.services import returning
from eventsite.registration.models import Capacity, Line, Order
from eventsite.registration.services import holding
from eventsite.registration.services.holding import NotYours
from eventsite.registration.states import HoldReason, OrderState, SeatState
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop

SEATS = 2


@pytest.fixture
def small(shop: Shop) -> Shop:
    """Give a shop in which one order takes every seat."""

    def shrink() -> None:
        db.session.scalars(select(Capacity)).one().size = SEATS

    shop.write(shrink)
    return shop


def confirmed(shop: Shop) -> int:
    rows = select(func.count()).select_from(Line).where(Line.state == SeatState.CONFIRMED)
    return shop.read(lambda: int(db.session.scalar(rows) or 0))


def state_of(shop: Shop, order_id: int) -> OrderState:
    return shop.read(lambda: db.session.get_one(Order, order_id).state)


def let_go(shop: Shop, order_id: int) -> None:
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), OrderState.EXPIRED))


def sell_to_another(shop: Shop) -> None:
    other = shop.order(SEATS, email="bob@example.org")
    shop.write(lambda: holding.confirm(holding.lock_order(other)))


def test_money_for_an_ended_basket_takes_no_seat_of_others(small: Shop, frozen_clock: FrozenClock) -> None:
    """The basket is over and was not let go yet, as in the minute before the worker comes."""
    late = small.order(SEATS)
    small.pay_page(late)
    small.write(lambda: holding.keep(holding.lock_order(late), HoldReason.BASKET, clock.now()))
    sell_to_another(small)
    small.stripe.sandbox.pay(small.session_of(late), "card")
    small.come_back(late)
    assert (state_of(small, late), confirmed(small)) == (OrderState.EXPIRED, SEATS)


def test_the_desk_gives_no_seat_of_others(small: Shop, frozen_clock: FrozenClock) -> None:
    """The money waits, its order is a basket again whose time is over, and others bought the seats."""
    late = small.order(SEATS)
    small.pay_page(late)
    small.stripe.sandbox.pay(small.session_of(late), "card")
    let_go(small, late)
    taken = small.order(SEATS, email="cy@example.org")
    small.come_back(late)
    let_go(small, taken)
    with pytest.raises(NotYours):
        small.pay_page(late, total=1)  # the buyer cannot make it one: we have their money
    small.write(lambda: holding.keep(holding.lock_order(late), HoldReason.BASKET, clock.now()))
    frozen_clock.forward(minutes=16)
    sell_to_another(small)
    with pytest.raises(returning.NoSeatLeft):
        small.write(lambda: returning.give_the_seat(late, outbox=small.outbox))
    assert confirmed(small) == SEATS
