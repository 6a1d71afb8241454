"""Money and seats at once: whoever comes first, one payment confirms once, and one seat has one owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from eventsite.core.db import db, transaction
from eventsite.payments.models import Payment, Refund, StripeEvent
from eventsite.payments.services import beginning, refunding
from eventsite.payments.services.beginning import Agreed
from eventsite.registration.models import Order, PassType
from eventsite.registration.services import availability, holding, selling
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.states import Opens
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE
from tests.racing import at_once, caught, meanwhile

SOLD = {"deferred_revenue": -2 * PRICE, "stripe_clearing": 2 * PRICE}


def kinds(results: list[Any]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def count(shop: Shop, model: type[Any]) -> int:
    return shop.read(lambda: int(db.session.scalar(select(func.count()).select_from(model)) or 0))


def paid_page(shop: Shop, how: str = "card") -> int:
    """Pay for two seats and close the browser; return the order's id."""
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), how)
    return order_id


def webhook(shop: Shop, kind: str) -> Callable[[], int]:
    (event,) = [event for event in shop.stripe.sandbox.undelivered() if event.type == kind]
    return lambda: shop.stripe.bring(shop.app.test_client(), event)


def test_two_tabs_that_pay_at_once_share_one_page(shop: Shop) -> None:
    order_id = shop.order()
    results = at_once(shop.app, [partial(shop.pay_page, order_id)] * 6)
    assert set(kinds(results)) <= {"str", "Unreachable"}, "who is not sent to the page is told to try again"
    page = shop.pay_page(order_id)
    assert {result for result in results if isinstance(result, str)} == {page}
    assert (count(shop, Payment), len(shop.stripe.sandbox.all("checkout.session"))) == (1, 1)


def test_everybody_who_tells_of_one_payment_at_once_settles_it_once(shop: Shop, frozen_clock: FrozenClock) -> None:
    order_id = paid_page(shop)
    frozen_clock.forward(minutes=3)
    told = webhook(shop, "checkout.session.completed")
    works = [partial(shop.come_back, order_id), told, shop.reconcile] * 4
    results = at_once(shop.app, works)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert {result for result in results if isinstance(result, int)} == {200}
    assert (shop.standing(order_id), shop.books()) == ("confirmed 2/2", SOLD)
    assert shop.entries() == ["sold", "paid"]
    assert (shop.mails(), len(shop.receipts()), count(shop, StripeEvent)) == (["order_confirmed"], 1, 1)


def test_one_event_brought_ten_times_at_once_is_taken_once(shop: Shop) -> None:
    order_id = paid_page(shop)
    assert set(at_once(shop.app, [webhook(shop, "checkout.session.completed")] * 10)) == {200}
    assert (shop.standing(order_id), shop.entries()) == ("confirmed 2/2", ["sold", "paid"])


def test_an_event_about_nothing_of_ours_brought_at_once_is_taken_once(shop: Shop) -> None:
    paid_page(shop)
    told = webhook(shop, "checkout.session.completed")
    shop.write(lambda: db.session.execute(db.update(Payment).values(session_id="cs_of_another_shop")))
    shop.write(lambda: db.session.execute(db.update(Payment).values(idempotency_key="of another shop")))
    assert set(at_once(shop.app, [told] * 6)) == {200}
    assert (count(shop, StripeEvent), shop.entries()) == (1, [])


def test_a_bank_debit_told_by_all_at_once_is_told_right(shop: Shop) -> None:
    order_id = paid_page(shop, "ach")
    told = webhook(shop, "checkout.session.completed")
    assert kinds(at_once(shop.app, [told, partial(shop.come_back, order_id)] * 3))["int"] == 3
    shop.stripe.sandbox.settle(shop.intent_of(order_id))
    arrived = webhook(shop, "checkout.session.async_payment_succeeded")
    at_once(shop.app, [told, arrived, partial(shop.come_back, order_id)] * 3)
    assert (shop.standing(order_id), shop.entries()) == ("confirmed 2/2", ["sold", "paid"])


def pressed(shop: Shop, refund: Callable[..., object], order_id: int, *what: object) -> Callable[[], None]:
    def work() -> None:
        with transaction():
            refund(order_id, *what, reason="", outbox=shop.outbox)

    return work


def test_a_refund_of_seats_that_is_pressed_at_once_is_made_once(shop: Shop) -> None:
    order_id = shop.buy()
    press = pressed(shop, refunding.refund_seats, order_id, shop.line_ids(order_id))
    assert kinds(at_once(shop.app, [press] * 4)) == {"NoneType": 1, "CannotRefund": 3}
    shop.work()
    assert shop.books() == {}
    assert [refund["amount"] for refund in shop.stripe.sandbox.all("refund")] == [2 * PRICE]


def test_two_refunds_that_go_together_are_both_made_and_no_third(shop: Shop) -> None:
    order_id = shop.buy()
    works = [pressed(shop, refunding.refund_seats, order_id, [line]) for line in shop.line_ids(order_id)] * 2
    assert kinds(at_once(shop.app, works)) == {"NoneType": 2, "CannotRefund": 2}
    shop.work()
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})


def test_an_amount_that_is_pressed_at_once_never_exceeds_what_was_paid(shop: Shop) -> None:
    order_id = shop.buy()
    press = pressed(shop, refunding.refund_amount, order_id, PRICE + 1)
    assert kinds(at_once(shop.app, [press] * 4)) == {"NoneType": 1, "CannotRefund": 3}
    assert count(shop, Refund) == 1


def test_the_worker_twice_at_once_sends_a_refund_once(shop: Shop) -> None:
    order_id = shop.buy()
    pressed_once = pressed(shop, refunding.refund_seats, order_id, shop.line_ids(order_id))
    assert at_once(shop.app, [pressed_once]) == [None]
    at_once(shop.app, [shop.outbox.deliver_due] * 4)
    assert [refund["amount"] for refund in shop.stripe.sandbox.all("refund")] == [2 * PRICE]
    assert shop.books() == {}


def test_the_desk_and_stripes_dashboard_refund_at_once(shop: Shop) -> None:
    """Whoever is second gives nothing: the desk's request is refused by Stripe, and its money is not lost."""
    order_id = shop.buy()
    press = pressed(shop, refunding.refund_seats, order_id, shop.line_ids(order_id))
    at_once(shop.app, [press, lambda: shop.stripe.sandbox.refund(shop.intent_of(order_id))])
    shop.work()
    shop.deliver()
    assert [refund["amount"] for refund in shop.stripe.sandbox.all("refund")] == [2 * PRICE]
    assert (shop.standing(order_id), shop.books()) == ("cancelled 0/2", {})


def test_a_dashboard_that_overtakes_the_desk_leaves_what_is_left_to_sort(shop: Shop) -> None:
    """Both were asked for at once: Stripe refuses the second, and what it did not give back can be given back still."""
    order_id = shop.buy()
    at_once(shop.app, [pressed(shop, refunding.refund_seats, order_id, shop.line_ids(order_id))])
    shop.stripe.sandbox.refund(shop.intent_of(order_id), 10000)
    assert set(shop.deliver()) == {200}
    shop.work()
    assert shop.books() == {"customer_credit": 10000 - 2 * PRICE, "stripe_clearing": 2 * PRICE - 10000}
    at_once(shop.app, [pressed(shop, refunding.refund_credit, order_id)])
    shop.work()
    assert shop.books() == {}


# Two instants that meet: the end of a basket's time, and its buyer's next step. The clock is moved on while the
# buyer's transaction is open, so that for everybody else the time is over.


def pays(shop: Shop, order_id: int) -> None:
    beginning.begin_payment(order_id, agreed=Agreed(4 * PRICE), page="http://localhost/o", outbox=shop.outbox)


def extends(shop: Shop, order_id: int) -> None:
    holding.extend(db.session.get_one(Order, order_id))


@pytest.mark.parametrize("act", [pays, extends])
def test_a_basket_whose_time_ends_while_its_buyer_goes_on_is_theirs_alone(
    shop: Shop, frozen_clock: FrozenClock, act: Callable[[Shop, int], None]
) -> None:
    order_id = shop.order(4)
    frozen_clock.forward(minutes=14, seconds=59)
    is_in, others = Event(), list[Any]()

    def another_buyer() -> None:
        is_in.wait(10)
        others.append(caught(partial(shop.order, 4, email="grace@example.org")))

    rival = Thread(target=another_buyer)
    rival.start()
    with shop.app.app_context(), transaction():
        act(shop, order_id)
        frozen_clock.forward(seconds=2)
        is_in.set()
        rival.join(1)
    rival.join()
    assert [type(answer) for answer in others] == [SoldOut]
    assert shop.standing(order_id).startswith("held")


def test_a_basket_that_ends_and_is_paid_at_once_is_one_of_both(shop: Shop, frozen_clock: FrozenClock) -> None:
    order_id = shop.order(4)
    frozen_clock.forward(minutes=15)
    works = [partial(shop.pay_page, order_id, 4 * PRICE), shop.reconcile, partial(shop.order, 4)]
    page, _, other = at_once(shop.app, works)
    assert {isinstance(page, str), isinstance(other, int)} == {True, False}, "one of them has the seats"
    assert isinstance(page, str | SoldOut)
    assert isinstance(other, int | SoldOut)
    wanted = "held for payment_page 0/4" if isinstance(page, str) else "expired 0/4"
    assert shop.standing(order_id) == wanted


def test_the_last_seats_go_to_a_late_payment_or_to_a_new_buyer(shop: Shop, frozen_clock: FrozenClock) -> None:
    order_id = shop.order(4)
    shop.pay_page(order_id, 4 * PRICE)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), holding.OrderState.EXPIRED))
    _, other = at_once(shop.app, [partial(shop.come_back, order_id), partial(shop.order, 4)])
    if isinstance(other, int):
        assert (shop.standing(order_id), shop.mails()) == ("expired 0/4", ["money_without_seat"])
        assert shop.books() == {"customer_credit": -4 * PRICE, "stripe_clearing": 4 * PRICE}
    else:
        assert (type(other), shop.standing(order_id)) == (SoldOut, "confirmed 4/4")
        assert shop.books() == {"deferred_revenue": -4 * PRICE, "stripe_clearing": 4 * PRICE}


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_money_that_comes_while_its_pass_is_saved_is_taken_in_when_asked_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = paid_page(shop)
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), holding.OrderState.EXPIRED))
    told = webhook(shop, "checkout.session.completed")

    def save() -> None:
        with shop.app.app_context(), transaction():
            found = db.session.get_one(PassType, shop.pass_id)
            opens, phases = (Opening(Opens.SUMMIT),), (PhasePlan("", PRICE),)
            plan = PassPlan(name=found.name, opens=opens, phases=phases, own_limit=4)
            selling.revise_pass(pass_type=found, version=found.version, plan=plan)

    meanwhile(monkeypatch, availability, "lock", save)
    assert (told(), shop.standing(order_id), shop.books()) == (503, "expired 0/2", {})
    assert (told(), shop.standing(order_id), shop.books()) == (200, "confirmed 2/2", SOLD)
