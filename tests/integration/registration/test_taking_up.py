"""A buyer comes again: the same order is gone on with, another one is exchanged, and a repeated form does nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import Order
from eventsite.registration.services import holding
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.services.ordering import Buyer, Guest, Placing
from eventsite.registration.services.taking_up import items_of, take_up
from eventsite.registration.states import HoldReason, Opens, OrderState
from eventsite.summits.models import Summit
from tests.drafts import add_summit
from tests.fixtures.clocks import FrozenClock
from tests.on_sale import add_pass

ONE, TWO = (Item("all-access", "", 1),), (Item("all-access", "", 2),)
A, B = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def summit(app: Flask, frozen_clock: FrozenClock) -> None:
    """Sell two seats."""
    with app.app_context(), transaction():
        add_pass(add_summit(), size=2)


def come(
    app: Flask, items: tuple[Item, ...] = TWO, *, once: str | None = None, previous: int | None = None, **buyer: Any
) -> int:
    """Come with a basket; return the order one goes on with."""
    guests = buyer.pop("guests", ())
    who = Buyer(**{"name": "Ada Okafor", "email": "ada@example.org", **buyer})
    with app.app_context(), transaction():
        order = db.session.get_one(Order, previous) if previous else None
        found = db.session.scalars(select(Summit)).one()
        return take_up(Placing(found.slug, items, who, guests, once=once, previous=order)).id


def states(app: Flask) -> list[OrderState]:
    with app.app_context():
        return list(db.session.scalars(select(Order.state).order_by(Order.id)))


def test_the_same_basket_goes_on_with_the_same_order(app: Flask) -> None:
    first = come(app, once=A)
    assert come(app, once=B, previous=first) == first
    assert states(app) == [OrderState.HELD]


def test_names_are_those_typed_last(app: Flask) -> None:
    first = come(app, once=A, guests=(Guest("Ada", "ada@example.org"), Guest("Bo", "bo@example.org")))
    come(app, once=A, previous=first, name="Ada O.", organization="City", guests=(Guest("Cy", "CY@example.org"),))
    with app.app_context():
        order = db.session.get_one(Order, first)
        assert [(line.attendee.name, line.attendee.email) for line in order.lines] == [
            ("Cy", "cy@example.org"),
            ("", ""),
        ]
        assert (order.buyer_name, order.buyer_organization) == ("Ada O.", "City")
        assert [(payer.name, payer.organization) for payer in order.payers] == [("Ada O.", "City")]


def test_a_changed_basket_takes_the_place_of_the_held_one(app: Flask) -> None:
    first = come(app, once=A)
    second = come(app, ONE, once=B, previous=first)
    assert second != first
    assert states(app) == [OrderState.CANCELLED, OrderState.HELD]


def test_another_address_is_another_buyer(app: Flask) -> None:
    first = come(app, once=A)
    assert come(app, once=B, previous=first, email="bo@example.org") != first
    assert states(app) == [OrderState.CANCELLED, OrderState.HELD]


def test_a_changed_form_sent_twice_finds_what_the_first_one_made(app: Flask) -> None:
    """Both come with the cookie of the first order: the second one finds its successor."""
    first = come(app, once=A)
    second = come(app, ONE, once=B, previous=first)
    assert come(app, ONE, once=B, previous=first) == second
    assert come(app, ONE, once=None, previous=first) == second
    assert states(app) == [OrderState.CANCELLED, OrderState.HELD]


def test_a_form_sent_twice_without_cookies_is_one_order_with_the_last_seats(app: Flask) -> None:
    assert come(app, once=A) == come(app, once=A)
    assert states(app) == [OrderState.HELD]


def test_going_back_to_the_first_form_changes_back(app: Flask) -> None:
    first = come(app, once=A)
    second = come(app, ONE, once=B, previous=first)
    third = come(app, once=A, previous=second)
    assert third not in (first, second)
    assert states(app) == [OrderState.CANCELLED, OrderState.CANCELLED, OrderState.HELD]
    assert come(app, once=A, previous=second) == third


@pytest.mark.parametrize("is_paid", [True, False])
def test_an_old_form_leads_to_what_became_of_its_order(app: Flask, frozen_clock: FrozenClock, is_paid: bool) -> None:
    first = come(app, once=A)
    with app.app_context(), transaction():
        if is_paid:
            holding.confirm(holding.lock_order(first))
        else:
            frozen_clock.forward(minutes=15)
            assert holding.expire_basket(first)
    assert come(app, once=A, previous=first) == first
    assert states(app) == [OrderState.CONFIRMED if is_paid else OrderState.EXPIRED]


def test_a_paid_order_is_never_given_up_for_another(app: Flask) -> None:
    first = come(app, ONE, once=A)
    with app.app_context(), transaction():
        holding.confirm(holding.lock_order(first))
    assert come(app, ONE, once=B, previous=first) != first
    assert states(app) == [OrderState.CONFIRMED, OrderState.HELD]


def test_the_same_basket_on_a_payment_page_is_gone_on_with(app: Flask) -> None:
    first = come(app, once=A)
    with app.app_context(), transaction():
        order = holding.lock_order(first)
        holding.keep(order, HoldReason.PAYMENT_PAGE, order.hold_ends_at)
    assert come(app, once=B, previous=first) == first
    with pytest.raises(SoldOut):
        come(app, ONE, once=B, previous=first)
    assert states(app) == [OrderState.HELD]


def test_a_basket_that_is_over_is_exchanged_too(app: Flask, frozen_clock: FrozenClock) -> None:
    first = come(app, once=A)
    frozen_clock.forward(minutes=15)
    assert come(app, once=B, previous=first) != first
    assert states(app) == [OrderState.CANCELLED, OrderState.HELD]


def test_an_order_says_what_basket_it_was(app: Flask) -> None:
    items = (Item("day", "2026-10-31", 1), Item("day", "2026-11-01", 2), Item("event", "main", 1))
    with app.app_context(), transaction():
        summit = db.session.scalars(select(Summit)).one()
        add_pass(summit, "Event", opens=[Opens.ANY_EVENT])
        add_pass(summit, "Day", opens=[Opens.ANY_DAY])
    id = come(app, items)
    with app.app_context():
        assert items_of(db.session.get_one(Order, id)) == items
        assert db.session.scalar(select(func.count()).select_from(Order)) == 1


def test_a_form_of_an_order_that_was_let_go_makes_one_order_however_often_it_is_sent(app: Flask) -> None:
    first = come(app, ONE, once=A)
    for rounds in (1, 2):
        with app.app_context(), transaction():
            holding.give_up(holding.lock_order(first), OrderState.CANCELLED)
        again = {come(app, ONE, once=A) for _ in range(3)}
        assert len(again) == 1
        assert again != {first}
        assert states(app) == [OrderState.CANCELLED] * rounds + [OrderState.HELD]
        first = again.pop()
