"""The clock's part, when it comes late or Stripe is half away: nobody waits for another, and nothing is missed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from eventsite.core.db import db
from eventsite.payments.flows import reconciling
from eventsite.payments.flows.reconciling import Reconciled
from eventsite.payments.models import Payment
from eventsite.registration.services import holding
from eventsite.registration.states import OrderState
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE
from tests.racing import caught

CREATE = "checkout.sessions.create"


def stuck_order(shop: Shop) -> int:
    """Place an order whose payment page Stripe answers with the same 500 for a day."""
    order_id = shop.order(1)
    shop.stripe.sandbox.break_next("stuck", operation=CREATE)
    assert type(caught(lambda: shop.pay_page(order_id, PRICE))).__name__ == "Unreachable"
    return order_id


def test_a_payment_stripe_cannot_answer_for_keeps_nobody_waiting(frozen_clock: FrozenClock, shop: Shop) -> None:
    stuck = stuck_order(shop)
    other = shop.order()
    shop.pay_page(other)
    shop.stripe.sandbox.pay(shop.session_of(other), "card")
    frozen_clock.forward(minutes=3)
    assert shop.reconcile() == Reconciled(payments=2, events=1)
    assert (shop.standing(stuck), shop.standing(other)) == ("held for payment_page 0/1", "confirmed 2/2")


def test_a_page_nobody_was_sent_to_does_not_hold_its_seats_for_a_day(frozen_clock: FrozenClock, shop: Shop) -> None:
    stuck = stuck_order(shop)
    frozen_clock.forward(minutes=32)
    shop.reconcile()
    assert shop.standing(stuck) == "held for basket 0/1"
    shop.pay_page(stuck, PRICE)
    assert shop.standing(stuck) == "held for payment_page 0/1"


def test_when_stripe_is_away_a_run_ends_early(frozen_clock: FrozenClock, shop: Shop) -> None:
    for _ in range(4):
        shop.pay_page(shop.order(1), PRICE)
    frozen_clock.forward(minutes=3)
    shop.stripe.sandbox.break_next("no_connection", calls=100)
    asked = len(shop.stripe.calls)
    assert shop.reconcile() == Reconciled(is_cut_short=True)
    assert len(shop.stripe.calls) - asked == 3


def waiting_at_stripe(shop: Shop, orders: int) -> list[int]:
    ids = [shop.order(1) for _ in range(orders)]
    for order_id in ids:
        shop.pay_page(order_id, PRICE)
    return ids


def test_who_was_asked_about_before_does_not_wait_behind_all_who_come(
    frozen_clock: FrozenClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "MOST", 2)
    shop.resize(20)
    (first,) = waiting_at_stripe(shop, 1)
    frozen_clock.forward(minutes=3)
    assert shop.reconcile().payments == 1
    shop.stripe.sandbox.pay(shop.session_of(first), "card")
    shop.stripe.sandbox.break_next("server_error", operation="events.list")
    waiting_at_stripe(shop, 4)
    frozen_clock.forward(minutes=3)
    assert shop.reconcile() == Reconciled(is_cut_short=True)
    assert shop.standing(first) == "confirmed 1/1"


def test_pages_that_closed_do_not_wait_behind_open_ones_that_are_older(
    frozen_clock: FrozenClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "MOST", 2)
    shop.resize(20)
    closed = waiting_at_stripe(shop, 2)
    frozen_clock.forward(minutes=29)
    assert shop.reconcile().payments == 2
    waiting_at_stripe(shop, 4)
    frozen_clock.forward(minutes=3)
    assert shop.reconcile().payments == 4
    assert [shop.standing(id) for id in closed] == ["expired 0/1", "expired 0/1"]


def test_what_happened_while_nobody_listened_is_fetched(frozen_clock: FrozenClock, shop: Shop) -> None:
    """The worker was down for a week, and of what Stripe told meanwhile only the last thing arrived."""
    first, second = shop.buy(), shop.buy()
    shop.reconcile()
    shop.stripe.sandbox.refund(shop.intent_of(first))
    for told in shop.stripe.sandbox.undelivered():
        shop.stripe.sandbox.take(told.id)
    frozen_clock.forward(days=7)
    shop.stripe.sandbox.refund(shop.intent_of(second))
    assert set(shop.deliver()) == {200}
    assert (shop.standing(first), shop.standing(second)) == ("confirmed 2/2", "cancelled 0/2")
    shop.reconcile()
    assert (shop.standing(first), shop.books()) == ("cancelled 0/2", {})


def test_a_gap_with_more_than_a_run_takes_is_fetched_from_its_beginning(
    frozen_clock: FrozenClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stripe lists the newest first: whoever stops among those must not forget the oldest."""
    monkeypatch.setattr(reconciling, "MOST_EVENTS", 10)
    oldest, latest = shop.buy(), shop.buy()
    shop.reconcile()
    frozen_clock.forward(hours=20)
    for _ in range(6):
        shop.stripe.sandbox.refund(shop.intent_of(oldest), 100)
    frozen_clock.forward(days=2)
    shop.stripe.sandbox.refund(shop.intent_of(latest))
    assert shop.reconcile().events > 10
    assert shop.books()["deferred_revenue"] == -4 * PRICE + 600
    assert shop.standing(latest) == "confirmed 2/2", "the next run is for what came later"
    assert (shop.reconcile().events > 0, shop.standing(latest)) == (True, "cancelled 0/2")
    assert shop.reconcile().events == 0


def test_events_are_read_from_the_first_payment_on_and_then_from_the_last_time(
    frozen_clock: FrozenClock, shop: Shop
) -> None:
    assert shop.reconcile() == Reconciled()
    assert shop.stripe.calls == [], "before the first payment there is nothing to hear of"
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    frozen_clock.now += timedelta(days=20)
    assert shop.reconcile().events == 1
    assert shop.standing(order_id) == "confirmed 2/2"


def test_a_debit_that_fails_beside_an_open_page_leaves_it_its_seats(frozen_clock: FrozenClock, shop: Shop) -> None:
    """They are kept for as long as that page can be paid, and no longer."""
    order_id = shop.order()
    shop.pay_page(order_id)
    first = shop.session_of(order_id)
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), OrderState.EXPIRED))
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(first, "ach")
    shop.come_back(order_id)
    assert shop.standing(order_id) == "held for bank_debit 0/2"
    shop.stripe.sandbox.bounce(shop.intent_of(order_id))
    shop.deliver()
    assert shop.standing(order_id) == "held for payment_page 0/2"
    frozen_clock.forward(minutes=32)
    shop.reconcile()
    assert shop.standing(order_id) == "expired 0/2"


def test_money_in_another_currency_is_sorted_by_people_and_holds_no_seat(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.write(lambda: db.session.execute(update(Payment).values(currency="EUR")))
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.payments(order_id)) == ("expired 0/2", [("succeeded", 0)])
    assert (shop.books(), shop.mails()) == ({}, ["money_without_seat"])
