"""The process dies right after any one of its commits, or right after Stripe did what it was asked.

Whoever comes next, the same buyer, the worker or the clock, goes on from the rows: one charge, one sale, one refund.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.payments.services import refunding
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE

#: More than the longest way has; the last ones prove that it was walked to its end.
MOST_COMMITS = 18


class Killed(BaseException):
    """The process ended here: nothing after this line ran."""


@contextmanager
def killed_after_commit(number: int) -> Iterator[list[int]]:
    """Let the process die right after its commit of that number, counted from 1; give the commits made so far."""
    commit, done = db.session.commit, []

    def commit_and_die() -> None:
        commit()
        done.append(len(done) + 1)
        if len(done) == number:
            raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db.session, "commit", commit_and_die)
        yield done


def step(work: Callable[[], object]) -> bool:
    """Take one step of the way; False when the process died in it, or the step was not to be had."""
    try:
        work()
    except (Killed, DomainError):
        return False
    return True


def buy_and_refund(shop: Shop, order_id: int, frozen_clock: FrozenClock) -> None:
    """Go the way from a basket to a refunded seat, each step as often as somebody who was interrupted would."""
    for _ in range(2):
        if shop.session_of(order_id) == "" or not shop.intent_of(order_id):
            step(lambda: shop.pay_page(order_id))
    page = shop.session_of(order_id)
    if page and shop.stripe.sandbox.find("checkout.session", page)["status"] == "open":
        shop.stripe.sandbox.pay(page, "card")
    for _ in range(2):
        step(lambda: shop.come_back(order_id))
        step(shop.deliver)
        frozen_clock.forward(minutes=6)
        step(shop.reconcile)
        step(shop.work)
    if shop.entries().count("seats_taken_back") == 0:
        seat = shop.line_ids(order_id)[1]
        for _ in range(2):
            step(lambda: shop.write(
                lambda: refunding.refund_seats(order_id, [seat], reason="Ill", outbox=shop.outbox)))
    for _ in range(3):
        step(shop.work)
        frozen_clock.forward(minutes=70)
        step(shop.reconcile)


@pytest.mark.parametrize("number", range(1, MOST_COMMITS + 1))
def test_a_death_after_any_commit_loses_nothing_and_doubles_nothing(
    frozen_clock: FrozenClock, shop: Shop, number: int
) -> None:
    order_id = shop.order()
    with killed_after_commit(number):
        buy_and_refund(shop, order_id, frozen_clock)
    buy_and_refund(shop, order_id, frozen_clock)
    assert shop.standing(order_id) == "confirmed 1/2"
    assert [refund["amount"] for refund in shop.stripe.sandbox.all("refund")] == [PRICE]
    assert [intent["amount_received"] for intent in shop.stripe.sandbox.all("payment_intent")] == [2 * PRICE]
    assert shop.books() == {"deferred_revenue": -PRICE, "stripe_clearing": PRICE}
    assert (len(shop.receipts()), shop.mails()) == (1, ["order_confirmed", "seats_cancelled"])


def test_the_way_has_fewer_commits_than_are_tried(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    with killed_after_commit(10**6) as done:
        buy_and_refund(shop, order_id, frozen_clock)
    assert 8 < len(done) <= MOST_COMMITS


@pytest.mark.parametrize("operation", ["checkout.sessions.create", "checkout.sessions.retrieve", "refunds.create"])
def test_a_death_after_stripe_did_it_loses_nothing(frozen_clock: FrozenClock, shop: Shop, operation: str) -> None:
    order_id = shop.order()
    shop.stripe.sandbox.break_next("lost_answer", operation=operation)
    buy_and_refund(shop, order_id, frozen_clock)
    buy_and_refund(shop, order_id, frozen_clock)
    assert shop.standing(order_id) == "confirmed 1/2"
    assert shop.books() == {"deferred_revenue": -PRICE, "stripe_clearing": PRICE}
