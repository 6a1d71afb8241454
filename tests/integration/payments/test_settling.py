"""Every way a payment can end, told by the return page, a webhook or the clock, once or many times."""

from __future__ import annotations

import pytest

from eventsite.core.db import db
from eventsite.payments.services import settling
from eventsite.registration.models import Order
from eventsite.registration.services import holding
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.states import OrderState
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE

SOLD = {"deferred_revenue": -2 * PRICE, "stripe_clearing": 2 * PRICE}
CREDIT = {"customer_credit": -2 * PRICE, "stripe_clearing": 2 * PRICE}


def test_a_card_pays_and_the_seats_are_sure(shop: Shop) -> None:
    order_id = shop.buy()
    assert shop.standing(order_id) == "confirmed 2/2"
    assert shop.payments(order_id) == [("succeeded", 2 * PRICE)]
    assert shop.books() == SOLD
    assert (shop.mails(), len(shop.receipts())) == (["order_confirmed"], 1)


def test_a_declined_card_can_be_followed_by_a_good_one(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card_declined")
    shop.come_back(order_id)
    assert shop.standing(order_id) == "held for payment_page 0/2"
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


@pytest.mark.parametrize(("is_confirmed", "standing"), [(True, "confirmed 2/2"), (False, "held for payment_page 0/2")])
def test_a_bank_may_ask_the_buyer_first(shop: Shop, is_confirmed: bool, standing: str) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card_3ds")
    shop.come_back(order_id)
    assert shop.standing(order_id) == "held for payment_page 0/2"
    shop.stripe.sandbox.answer_bank(shop.session_of(order_id), is_confirmed=is_confirmed)
    shop.come_back(order_id)
    assert shop.standing(order_id) == standing


def test_a_browser_that_never_comes_back_is_no_loss(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    assert set(shop.deliver()) == {200}
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


def test_a_webhook_that_never_comes_is_no_loss_either(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    frozen_clock.forward(minutes=3)
    assert shop.reconcile().payments == 1
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


def test_what_is_told_many_times_happens_once(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    events = shop.stripe.sandbox.undelivered()
    client = shop.app.test_client()
    for event in [*reversed(events), *events * 5]:
        assert shop.stripe.bring(client, event) == 200
    shop.come_back(order_id)
    shop.reconcile()
    assert shop.entries() == ["sold", "paid"]
    assert (shop.mails(), len(shop.receipts())) == (["order_confirmed"], 1)


def test_a_process_killed_after_stripe_made_the_page_is_found_by_its_webhook(shop: Shop) -> None:
    """The page exists and was paid, and we never learned its id: the attempt in its metadata says whose it is."""
    order_id = shop.order()
    shop.stripe.sandbox.break_next("lost_answer", operation="checkout.sessions.create")
    with pytest.raises(Exception, match="does not answer"):
        shop.pay_page(order_id)
    assert shop.session_of(order_id) == ""
    (page,) = shop.stripe.sandbox.all("checkout.session")
    shop.stripe.sandbox.pay(page["id"], "card")
    assert set(shop.deliver()) == {200}
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


def test_a_process_killed_before_stripe_was_asked_is_no_loss(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    shop.stripe.sandbox.break_next("no_connection")
    with pytest.raises(Exception, match="does not answer"):
        shop.pay_page(order_id)
    frozen_clock.forward(minutes=40)
    shop.reconcile()
    shop.reconcile()
    assert shop.payments(order_id) == [("failed", 0)]
    frozen_clock.forward(minutes=16)
    shop.reconcile()
    assert shop.standing(order_id) == "expired 0/2"


def test_a_page_that_expires_gives_the_seats_back(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order(4)
    shop.pay_page(order_id, 4 * PRICE)
    frozen_clock.forward(minutes=32)
    with pytest.raises(SoldOut):
        shop.order(1)
    shop.reconcile()
    assert (shop.standing(order_id), shop.payments(order_id)) == ("expired 0/4", [("cancelled", 0)])
    shop.order(4)


def test_stripe_is_asked_before_seats_of_a_page_are_released(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    frozen_clock.forward(minutes=90)
    shop.stripe.sandbox.break_next("no_connection", calls=5)
    assert shop.reconcile().is_cut_short is True
    assert shop.standing(order_id) == "held for payment_page 0/2"


def test_a_bank_debit_keeps_its_seats_for_days_and_then_pays(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.buy("ach")
    assert shop.standing(order_id) == "held for bank_debit 0/2"
    assert shop.books() == {}
    frozen_clock.forward(days=3)
    shop.reconcile()
    assert shop.standing(order_id) == "held for bank_debit 0/2"
    shop.stripe.sandbox.settle(shop.intent_of(order_id))
    shop.deliver()
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


def test_a_bank_debit_that_fails_gives_the_seats_back_and_says_so(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.buy("ach")
    shop.stripe.sandbox.bounce(shop.intent_of(order_id))
    frozen_clock.forward(hours=2)
    shop.reconcile()
    assert (shop.standing(order_id), shop.payments(order_id)) == ("expired 0/2", [("failed", 0)])
    assert (shop.mails(), shop.books()) == (["debit_failed"], {})


def test_money_that_comes_late_wins_free_seats_back(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = _paid_after_giving_up(frozen_clock, shop)
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)


def test_money_that_comes_too_late_waits_to_be_sorted(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = _paid_after_giving_up(frozen_clock, shop)
    shop.order(3, email="bo@example.org")
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.books()) == ("expired 0/2", CREDIT)
    assert shop.mails() == ["money_without_seat"]


def test_the_desk_gives_the_seat_once_there_is_one(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = _paid_after_giving_up(frozen_clock, shop)
    shop.order(3, email="bo@example.org")
    shop.come_back(order_id)

    def give() -> None:
        settling.give_seat(holding.lock_order(order_id), outbox=shop.outbox)

    with pytest.raises(SoldOut):
        shop.write(give)
    assert shop.books() == CREDIT
    shop.resize(5)
    shop.write(give)
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)
    assert (len(shop.receipts()), shop.mails()[-1]) == (1, "order_confirmed")


def test_paying_twice_leaves_credit_and_not_two_sales(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = _paid_after_giving_up(frozen_clock, shop)
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    shop.come_back(order_id)
    assert shop.payments(order_id) == [("succeeded", 2 * PRICE), ("succeeded", 2 * PRICE)]
    assert shop.books() == {
        "customer_credit": -2 * PRICE, "deferred_revenue": -2 * PRICE, "stripe_clearing": 4 * PRICE}
    assert len(shop.receipts()) == 1
    with pytest.raises(holding.NotYours, match=r"The order has its seats\."):
        shop.write(lambda: settling.give_seat(holding.lock_order(order_id), outbox=shop.outbox))


def test_an_amount_that_is_too_small_waits_to_be_sorted(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.write(lambda: _raise_price(order_id))
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.books()) == ("expired 0/2", CREDIT)
    assert shop.mails() == ["money_without_seat"]


def test_an_amount_that_is_too_large_sells_the_seats_and_leaves_credit(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.write(lambda: _raise_price(order_id, by=-100))
    shop.come_back(order_id)
    assert (shop.standing(order_id), shop.payments(order_id)) == ("confirmed 2/2", [("succeeded", 2 * PRICE)])
    assert shop.books() == {
        "customer_credit": -100, "deferred_revenue": 100 - 2 * PRICE, "stripe_clearing": 2 * PRICE}
    assert (shop.mails(), len(shop.receipts())) == (["order_confirmed"], 1)


def _raise_price(order_id: int, by: int = 100) -> None:
    """Let another amount be owed than was asked for: what a mistake of ours would look like."""
    order = db.session.get_one(Order, order_id)
    order.total += by
    order.shares[0].amount += by


def _paid_after_giving_up(frozen_clock: FrozenClock, shop: Shop) -> int:
    """Pay at the very end, while our clock gives the seats up: what a delayed answer of Stripe looks like."""
    order_id = shop.order()
    shop.pay_page(order_id)
    page = shop.session_of(order_id)
    shop.stripe.sandbox.pay(page, "card")
    shop.write(lambda: _forget(order_id))
    frozen_clock.forward(minutes=1)
    return order_id


def _forget(order_id: int) -> None:
    order = holding.lock_order(order_id)
    holding.give_up(order, OrderState.EXPIRED)
