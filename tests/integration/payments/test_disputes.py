"""A bank takes money back and returns it, while its payer has paid once more: no cent is without an owner."""

from __future__ import annotations

import pytest

from eventsite.payments.services import refunding
from eventsite.registration.services import holding
from eventsite.registration.states import OrderState
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE

SOLD = {"deferred_revenue": -2 * PRICE, "stripe_clearing": 2 * PRICE}
TWICE = {"customer_credit": -2 * PRICE, "deferred_revenue": -2 * PRICE, "stripe_clearing": 4 * PRICE}


@pytest.mark.parametrize("is_second_first", [False, True])
def test_a_second_payment_and_a_dispute_that_is_won_leave_credit(shop: Shop, is_second_first: bool) -> None:
    """In either order: the second payment stands in for the first while that is disputed, and is too much after."""
    order_id = shop.order()
    shop.pay_page(order_id)
    first = shop.session_of(order_id)
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), OrderState.EXPIRED))
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(first, "card")
    shop.deliver()
    if is_second_first:
        shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
        shop.come_back(order_id)
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id))
    shop.deliver()
    if not is_second_first:
        assert shop.books() == {"deferred_revenue": -2 * PRICE, "receivable": 2 * PRICE}
        shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
        shop.come_back(order_id)
    assert shop.books() == SOLD
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=True)
    shop.deliver()
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", TWICE)


def test_a_refund_that_a_dispute_overtook_is_not_owed_twice(shop: Shop) -> None:
    """The bank gave the money back, so that the refund, which Stripe refuses then, is nobody's credit."""
    order_id = shop.buy()
    lines = shop.line_ids(order_id)
    shop.write(lambda: refunding.refund_seats(order_id, lines, reason="", outbox=shop.outbox))
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id))
    shop.deliver()
    shop.work()
    assert shop.books() == {}
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=True)
    shop.deliver()
    assert shop.books() == {"customer_credit": -2 * PRICE, "stripe_clearing": 2 * PRICE}
