"""Money back: from the desk, from what waits to be sorted, from Stripe's dashboard; and when a bank refuses it."""

from __future__ import annotations

import pytest

from eventsite.payments.services import refunding
from eventsite.payments.services.refunding import CannotRefund
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE

ONE_LEFT = {"deferred_revenue": -PRICE, "stripe_clearing": PRICE}


def refund_seats(shop: Shop, order_id: int, *places: int) -> None:
    lines = [shop.line_ids(order_id)[place] for place in places]
    shop.write(lambda: refunding.refund_seats(order_id, lines, reason="Ill", outbox=shop.outbox))


def refunds(shop: Shop) -> list[tuple[str, int]]:
    return [(refund["status"], refund["amount"]) for refund in shop.stripe.sandbox.all("refund")]


def test_one_seat_of_two_is_refunded(shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 1)
    assert shop.books() == {**ONE_LEFT, "refund_payable": -PRICE, "stripe_clearing": 2 * PRICE}
    shop.work()
    assert refunds(shop) == [("succeeded", PRICE)]
    assert (shop.standing(order_id), shop.books()) == ("confirmed 1/2", ONE_LEFT)
    assert shop.mails() == ["order_confirmed", "seats_cancelled"]
    shop.order(3, email="bo@example.org")


def test_the_last_seat_takes_the_order_with_it(shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 0, 1)
    shop.work()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})


def test_a_seat_is_refunded_once(shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 1)
    with pytest.raises(CannotRefund):
        refund_seats(shop, order_id, 1)
    with pytest.raises(CannotRefund):
        shop.write(lambda: refunding.refund_seats(order_id, [10**6], reason="", outbox=shop.outbox))


def test_an_amount_is_given_back_and_the_seats_stay(shop: Shop) -> None:
    order_id = shop.buy()
    shop.write(lambda: refunding.refund_amount(order_id, 5000, reason="Sorry", outbox=shop.outbox))
    shop.work()
    assert refunds(shop) == [("succeeded", 5000)]
    left = 2 * PRICE - 5000
    assert (shop.standing(order_id), shop.books()) == (
        "confirmed 2/2", {"deferred_revenue": -left, "stripe_clearing": left})
    assert shop.mails() == ["order_confirmed", "money_back"]


def test_seats_bring_back_what_was_not_given_back_before(shop: Shop) -> None:
    order_id = shop.buy()
    shop.write(lambda: refunding.refund_amount(order_id, 5000, reason="Sorry", outbox=shop.outbox))
    refund_seats(shop, order_id, 0, 1)
    shop.work()
    assert refunds(shop) == [("succeeded", 5000), ("succeeded", 2 * PRICE - 5000)]
    assert shop.books() == {}


@pytest.mark.parametrize("amount", [0, -1, 2 * PRICE + 1])
def test_more_than_was_paid_is_not_given_back(shop: Shop, amount: int) -> None:
    order_id = shop.buy()
    with pytest.raises(CannotRefund):
        shop.write(lambda: refunding.refund_amount(order_id, amount, reason="", outbox=shop.outbox))
    assert shop.entries() == ["sold", "paid"]


def test_a_refund_that_stripe_did_not_answer_is_sent_once(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 1)
    shop.stripe.sandbox.break_next("lost_answer", operation="refunds.create")
    shop.work()
    assert shop.books()["refund_payable"] == -PRICE
    frozen_clock.forward(minutes=10)
    shop.work()
    assert refunds(shop) == [("succeeded", PRICE)]
    assert shop.books() == ONE_LEFT


def test_a_refund_that_fails_later_returns_to_the_money_to_sort(shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 1)
    shop.work()
    (refund,) = shop.stripe.sandbox.all("refund")
    shop.stripe.sandbox.fail_refund(refund["id"])
    shop.deliver()
    waiting = {"customer_credit": -PRICE, "deferred_revenue": -PRICE, "stripe_clearing": 2 * PRICE}
    assert shop.books() == waiting
    shop.write(lambda: refunding.refund_credit(order_id, reason="Again", outbox=shop.outbox))
    shop.work()
    assert shop.books() == ONE_LEFT
    assert shop.mails() == ["order_confirmed", "seats_cancelled", "money_back"]
    with pytest.raises(CannotRefund):
        shop.write(lambda: refunding.refund_credit(order_id, reason="Again", outbox=shop.outbox))


def test_a_refund_on_its_way_is_asked_about(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.buy()
    shop.stripe.sandbox.let_refunds_wait()
    refund_seats(shop, order_id, 1)
    shop.work()
    assert shop.books()["refund_payable"] == -PRICE
    (refund,) = shop.stripe.sandbox.all("refund")
    shop.stripe.sandbox.succeed_refund(refund["id"])
    frozen_clock.forward(hours=2)
    shop.reconcile()
    assert shop.books() == ONE_LEFT


def test_a_whole_refund_in_the_dashboard_takes_the_seats(shop: Shop) -> None:
    order_id = shop.buy()
    shop.stripe.sandbox.refund(shop.intent_of(order_id))
    shop.deliver()
    shop.deliver()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})
    assert shop.mails() == ["order_confirmed", "seats_cancelled"]


def test_a_part_refunded_in_the_dashboard_leaves_the_seats(shop: Shop) -> None:
    order_id = shop.buy()
    shop.stripe.sandbox.refund(shop.intent_of(order_id), PRICE)
    shop.deliver()
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", ONE_LEFT)
    shop.stripe.sandbox.refund(shop.intent_of(order_id), PRICE)
    shop.reconcile()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})
    assert shop.mails() == ["order_confirmed", "money_back", "seats_cancelled"]


def test_our_own_refund_is_not_taken_in_a_second_time(shop: Shop) -> None:
    order_id = shop.buy()
    refund_seats(shop, order_id, 1)
    shop.stripe.sandbox.break_next("lost_answer", operation="refunds.create")
    shop.work()
    shop.deliver()
    assert shop.books() == ONE_LEFT
    assert shop.entries().count("refund_asked") == 1


def test_a_dispute_is_flagged_and_blocks_refunds(shop: Shop) -> None:
    order_id = shop.buy()
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id))
    shop.deliver()
    assert shop.books() == {"deferred_revenue": -2 * PRICE, "receivable": 2 * PRICE}
    for refund in (
        lambda: refund_seats(shop, order_id, 1),
        lambda: shop.write(lambda: refunding.refund_amount(order_id, 100, reason="", outbox=shop.outbox)),
    ):
        with pytest.raises(CannotRefund, match="dispute"):
            refund()
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=True)
    shop.deliver()
    assert shop.books() == {"deferred_revenue": -2 * PRICE, "stripe_clearing": 2 * PRICE}
    refund_seats(shop, order_id, 1)


def test_a_lost_dispute_stays_owed_and_is_told_in_any_order(shop: Shop) -> None:
    order_id = shop.buy()
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id))
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=False)
    client = shop.app.test_client()
    for event in reversed(shop.stripe.sandbox.undelivered()):
        assert shop.stripe.bring(client, event) == 200
    shop.reconcile()
    assert shop.books() == {"deferred_revenue": -2 * PRICE, "receivable": 2 * PRICE}
    refund_seats(shop, order_id, 1)
    assert shop.books() == {"deferred_revenue": -PRICE, "receivable": PRICE}
    refund_seats(shop, order_id, 0)
    shop.work()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})
    assert shop.entries() == ["sold", "paid", "dispute_opened", "seats_taken_back", "seats_taken_back"]


def test_what_a_lost_dispute_left_can_be_given_back(shop: Shop) -> None:
    order_id = shop.buy()
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id), 5000)
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=False)
    shop.deliver()
    with pytest.raises(CannotRefund, match=r"^At most \$1,148\.00 can be given back"):
        shop.write(lambda: refunding.refund_amount(order_id, 2 * PRICE - 4999, reason="", outbox=shop.outbox))
    shop.write(lambda: refunding.refund_amount(order_id, 4800, reason="", outbox=shop.outbox))
    refund_seats(shop, order_id, 0, 1)
    shop.work()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})
    assert sorted(refunds(shop)) == [("succeeded", 4800), ("succeeded", 2 * PRICE - 9800)]
