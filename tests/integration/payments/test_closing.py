"""Pages that we close ourselves, pages that Stripe no longer knows, and money that is not asked for twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import transaction
from eventsite.core.numbering import next_number
from eventsite.payments.flows import paying
from eventsite.payments.gateway import Gateway
from eventsite.payments.services import refunding
from eventsite.registration.services.holding import NotYours
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop


def test_a_webhook_of_our_own_closing_may_come_first(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    close, client = Gateway.close_page, shop.app.test_client()

    def close_and_tell(gateway: Gateway, session_id: str) -> Any:
        facts = close(gateway, session_id)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(shop.stripe.deliver, client).result()
        return facts

    monkeypatch.setattr(Gateway, "close_page", close_and_tell)
    with shop.app.app_context():
        assert paying.close_pages(order_id, gateway=shop.gateway, outbox=shop.outbox) is True
    assert shop.standing(order_id) == "held for basket 0/2"
    shop.write(lambda: refunding.cancel_unpaid(order_id))
    assert shop.standing(order_id) == "cancelled 0/2"


def test_a_page_that_stripe_does_not_know_gives_its_seats_back(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    with shop.stripe.sandbox.work() as books:
        books.connection.execute("DELETE FROM thing")
    frozen_clock.forward(minutes=10)
    shop.reconcile()
    assert shop.standing(order_id) == "held for payment_page 0/2"
    frozen_clock.forward(minutes=30)
    shop.reconcile()
    assert (shop.standing(order_id), shop.payments(order_id)) == ("expired 0/2", [("failed", 0)])


def test_nobody_pays_again_while_a_debit_is_on_its_way(shop: Shop) -> None:
    order_id = shop.buy("ach")
    with pytest.raises(NotYours):
        shop.pay_page(order_id)


def test_nobody_pays_again_while_their_money_waits(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.buy()
    lines = shop.line_ids(order_id)
    shop.write(lambda: refunding.refund_seats(order_id, lines, reason="Ill", outbox=shop.outbox))
    shop.work()
    shop.stripe.sandbox.fail_refund(shop.stripe.sandbox.all("refund")[0]["id"])
    shop.deliver()
    assert "customer_credit" in shop.books()
    with pytest.raises(NotYours):
        shop.pay_page(order_id)


def test_the_first_two_numbers_of_a_year_may_be_taken_at_once(app: Flask) -> None:
    def take(_number: int) -> int:
        with app.app_context(), transaction():
            return next_number("receipt:1:2035")

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(take, range(8))) == [1, 2, 3, 4, 5, 6, 7, 8]
