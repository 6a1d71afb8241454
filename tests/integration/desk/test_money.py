"""Money to sort: what happened in plain words, and its two buttons, whoever presses first."""

from __future__ import annotations

import re
from functools import partial

import pytest

from eventsite.core.db import db
from eventsite.desk.services import returning
from eventsite.payments.models import Payment
from eventsite.registration.models import Order
from eventsite.registration.services import holding
from eventsite.registration.states import OrderState
from tests.fixtures.clocks import FrozenClock
from tests.integration.desk.conftest import HERE, Desk, flashes, hidden, words
from tests.on_sale import PRICE, add_order
from tests.racing import at_once

MONEY = f"{HERE}/money"
WAITS = {"customer_credit": -2 * PRICE, "stripe_clearing": 2 * PRICE}
SOLD = {"deferred_revenue": -2 * PRICE, "stripe_clearing": 2 * PRICE}


def late(desk: Desk, *, is_full: bool = True, state: OrderState = OrderState.EXPIRED) -> int:
    """Let somebody pay for two seats after they were let go; where it `is_full`, others have them."""
    shop = desk.shop
    order_id = shop.order(2)
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), state))
    shop.order(4, email="quick@example.org", is_confirmed=True)
    shop.come_back(order_id)
    if not is_full:
        shop.resize(6)
    return order_id


def sort(desk: Desk, order_id: int, button: str) -> str:
    """Press one of the two buttons of an amount, and agree where it asks; return what the page after it says first."""
    asks = desk.browser.get(desk.path(order_id, button)) if button == "/refund-credit" else None
    if asks is not None and asks.status_code == 302:
        return " ".join(flashes(desk.browser.get(asks.location).text))
    return desk.told(order_id, button, **(hidden(asks.text) if asks is not None else {}))


def test_nothing_to_sort_says_so(desk: Desk) -> None:
    desk.shop.buy()
    page = desk.look(MONEY)
    assert "All is sorted" in page
    assert "Money to sort</a>" in desk.browser.get(f"{HERE}/").text
    assert "of money to sort" not in desk.look(f"{HERE}/")


def test_a_late_payment_says_what_happened(desk: Desk) -> None:
    order_id = late(desk)
    page = desk.look(MONEY)
    assert f"$1,198.00 {desk.code(order_id)} Ada Okafor ada@example.org It was paid after the seats were let go" in page
    assert ("Give the 2 seats" in page, "Refund $1,198.00" in page) == (True, True)


def test_a_payment_of_an_order_that_was_cancelled_says_so(desk: Desk) -> None:
    order_id = late(desk, is_full=False, state=OrderState.CANCELLED)
    page = desk.look(MONEY)
    assert f"{desk.code(order_id)} Ada Okafor ada@example.org It was paid after the order was cancelled. Waits" in page
    assert "Give the 2 seats" in page
    assert "1 amount of money to sort" in desk.look(f"{HERE}/")
    assert "Money to sort (1)</a>" in desk.browser.get(f"{HERE}/orders").text
    assert "$1,198.00 of this order waits to be sorted. Sort it" in desk.order(order_id)


def test_the_money_goes_back(desk: Desk) -> None:
    order_id = late(desk)
    page = desk.look(desk.path(order_id, "/refund-credit"))
    assert f"by the way it came: Card ending 4242 {desk.shop.intent_of(order_id)} $1,198.00" in page
    assert "Seats and tickets that change None" in page
    assert desk.shop.books() == WAITS
    said = sort(desk, order_id, "/refund-credit")
    assert said == f"$1,198.00 of order {desk.code(order_id)} goes back to the payer."
    desk.shop.work()
    assert (desk.shop.books(), desk.shop.standing(order_id)) == ({}, "expired 0/2")
    assert sort(desk, order_id, "/refund-credit") == "Nothing waits here any more: somebody has sorted it."
    assert sort(desk, order_id, "/give-seat") == "Nothing waits here any more: somebody has sorted it."
    assert "All is sorted" in desk.look(MONEY)


def test_another_amount_than_the_button_said_stays(desk: Desk) -> None:
    order_id = late(desk)
    for agreed in ("1", "", "-1", "NaN", "119801"):
        answer = desk.press(order_id, "/refund-credit", agreed=agreed, reason="Kept")
        assert (answer.status_code, hidden(answer.text)["agreed"]) == (409, [str(2 * PRICE)])
        assert "Another amount waits here now. Look at it again." in words(answer.text)
        assert 'value="Kept"' in answer.text
    assert desk.shop.books() == WAITS


def test_the_money_pays_the_seats(desk: Desk) -> None:
    order_id = late(desk, is_full=False)
    assert sort(desk, order_id, "/give-seat").startswith(f"Order {desk.code(order_id)} has its seats")
    assert (desk.shop.books(), desk.shop.standing(order_id)) == (SOLD, "confirmed 2/2")
    assert (len(desk.shop.receipts()), desk.shop.mails()[-1]) == (1, "order_confirmed")
    assert "Seats won back and confirmed, by Owner" in desk.order(order_id)


def test_without_a_seat_the_capacity_is_named(desk: Desk) -> None:
    order_id = late(desk)
    answer = desk.press(order_id, "/give-seat")
    said = words(answer.text)
    assert answer.status_code == 409
    assert f"Order {desk.code(order_id)} gets no seat: All access is sold out. Nothing was changed. Raise its" in said
    assert re.findall(rf'href="{HERE}/passes#capacities"', answer.text) != []
    assert (desk.shop.books(), desk.shop.standing(order_id)) == (WAITS, "expired 0/2")
    desk.shop.resize(6)
    desk.told(order_id, "/give-seat")
    assert desk.shop.standing(order_id) == "confirmed 2/2"


def paid_twice(desk: Desk) -> int:
    """Pay on a page, and on another one that was open when the order was confirmed without it."""
    shop = desk.shop
    order_id = shop.order(2)
    shop.pay_page(order_id)
    first = shop.session_of(order_id)
    shop.write(lambda: setattr(db.session.scalars(db.select(Payment)).one(), "state", "failed"))
    shop.pay_page(order_id)
    for session in (first, shop.session_of(order_id)):
        shop.stripe.sandbox.pay(session, "card")
    shop.deliver()
    return order_id


def test_what_was_paid_twice_goes_back_once(desk: Desk) -> None:
    order_id = paid_twice(desk)
    page = desk.look(MONEY)
    assert ("It was paid twice." in page, "Give the" in page) == (True, False)
    assert sort(desk, order_id, "/give-seat") == "The order has its seats."
    sort(desk, order_id, "/refund-credit")
    desk.shop.work()
    assert (desk.shop.books(), desk.shop.standing(order_id)) == (SOLD, "confirmed 2/2")


def test_what_was_paid_for_a_changed_order_buys_no_seat(desk: Desk) -> None:
    shop = desk.shop
    order_id = shop.order(2)

    def change() -> None:
        order = db.session.get_one(Order, order_id)
        add_order(order.summit, {order.lines[0].pass_type: 1}, previous=order)

    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.write(lambda: setattr(holding.lock_order(order_id), "hold_reason", "basket"))
    shop.write(change)
    shop.come_back(order_id)
    page = desk.look(MONEY)
    assert "It was paid after the buyer had changed it for another order." in page
    assert "Give the" not in page
    assert sort(desk, order_id, "/give-seat") == "The buyer changed this order for another one."
    assert shop.books() == WAITS


def test_a_refund_that_failed_waits_again(desk: Desk) -> None:
    shop, order_id = desk.shop, desk.shop.buy()
    desk.agree(order_id, "/refund?seat=1")
    shop.work()
    (refund,) = shop.stripe.sandbox.all("refund")
    shop.stripe.sandbox.fail_refund(refund["id"])
    shop.deliver()
    page = desk.look(MONEY)
    assert re.search(r"A refund of \$599.00 failed \([a-z ]+\), and the money is here again.", page)
    assert "Refunds that failed" in page
    assert page.endswith("To decide")
    sort(desk, order_id, "/refund-credit")
    assert "Sorted since" in desk.look(MONEY)


def test_disputed_money_is_no_longer_there_to_sort(desk: Desk) -> None:
    order_id = late(desk)
    desk.shop.stripe.sandbox.open_dispute(desk.shop.intent_of(order_id))
    desk.shop.deliver()
    page = desk.look(MONEY)
    assert ("Open disputes" in page, "To decide" in page) == (True, False)
    assert sort(desk, order_id, "/give-seat") == "Nothing waits here any more: somebody has sorted it."


def test_what_a_dispute_leaves_waits_for_its_end(desk: Desk) -> None:
    order_id = late(desk)
    dispute = desk.shop.stripe.sandbox.open_dispute(desk.shop.intent_of(order_id), 5000)
    desk.shop.deliver()
    page = desk.browser.get(MONEY).text
    said = words(page)
    assert ("Disputed: wait for its end" in said, dispute["id"] in said) == (True, True)
    assert "/refund-credit" not in page
    assert sort(desk, order_id, "/give-seat") == "The payer's bank is deciding a dispute about this money."
    assert "a refund now could pay twice" in desk.look(desk.path(order_id, "/refund-credit"))
    answer = desk.press(order_id, "/refund-credit", agreed=str(2 * PRICE - 5000))
    assert (answer.status_code, "a refund could pay twice" in words(answer.text)) == (409, True)


def test_a_debit_that_takes_long_is_shown(desk: Desk, frozen_clock: FrozenClock) -> None:
    order_id = desk.shop.buy("ach")
    assert "All is sorted" in desk.look(MONEY)
    frozen_clock.forward(days=10, minutes=1)
    page = desk.look(MONEY)
    assert "Bank debits that take long" in page
    assert desk.code(order_id) in page
    assert "Held for a bank debit" in desk.look(f"{HERE}/orders?flag=debit")


def test_another_currency_is_shown_until_it_went_back(desk: Desk) -> None:
    order_id = desk.shop.buy()

    def spoil() -> None:
        payment = db.session.scalars(db.select(Payment)).one()
        payment.received, payment.currency = 0, "EUR"
        payment.error = "119800 came in USD, not in EUR: look at it in Stripe."

    desk.shop.write(spoil)
    before = desk.shop.books()
    assert f"{desk.code(order_id)} 119800 came in USD, not in EUR: look at it in Stripe." in desk.look(MONEY)
    assert "Money to sort (1)</a>" in desk.browser.get(MONEY).text
    desk.shop.stripe.sandbox.refund(desk.shop.intent_of(order_id))
    desk.shop.deliver()
    assert "Another currency" not in desk.look(MONEY)
    assert "$1,198.00 went back in Stripe, another currency than was asked for" in desk.order(order_id)
    assert (desk.shop.books(), desk.shop.standing(order_id)) == (before, "confirmed 2/2")


def test_a_refund_in_another_currency_is_told_and_not_posted(desk: Desk) -> None:
    order_id = desk.shop.buy()
    desk.shop.write(lambda: setattr(db.session.scalars(db.select(Payment)).one(), "currency", "EUR"))
    desk.shop.stripe.sandbox.refund(desk.shop.intent_of(order_id), 1000)
    desk.shop.deliver()
    assert desk.shop.books() == SOLD
    assert "$10.00 went back, and €1,198.00 had come: look at it in Stripe." in desk.look(MONEY)
    assert "Money to sort (1)</a>" in desk.browser.get(MONEY).text


@pytest.mark.parametrize("first", ["give", "refund"])
def test_of_two_who_sort_at_once_one_does(desk: Desk, first: str) -> None:
    shop, order_id = desk.shop, late(desk, is_full=False)

    def give() -> None:
        shop.write(partial(returning.give_the_seat, order_id, outbox=shop.outbox))

    def refund() -> None:
        shop.write(partial(returning.give_credit_back, order_id, agreed=2 * PRICE, reason="", outbox=shop.outbox))

    works = [give, refund] if first == "give" else [refund, give]
    results = at_once(shop.app, works * 2)
    assert sum(result is None for result in results) == 1
    shop.work()
    given = (shop.books(), shop.standing(order_id)) == (SOLD, "confirmed 2/2")
    returned = (shop.books(), shop.standing(order_id)) == ({}, "expired 0/2")
    assert given != returned


def test_money_waits_since_it_came(desk: Desk, frozen_clock: FrozenClock) -> None:
    late(desk)
    came = frozen_clock.now
    frozen_clock.forward(days=3)
    local = came.astimezone(desk.shop.read(lambda: db.session.scalars(db.select(Order)).first().summit.zone_info))
    assert f"Waits since {local:%a} {local.day} {local:%b} {local.year}, {local:%H:%M}" in desk.look(MONEY)
