"""From a basket to the payment page, and every way of not getting there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.money import MOST
from eventsite.payments.flows import paying
from eventsite.payments.gateway import Refused, Unreachable
from eventsite.payments.services.beginning import DEBITS, PAGE_LIVES, TermsNotAccepted, are_debits_over
from eventsite.registration.basket import BadBasket
from eventsite.registration.models import Order, PassType
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.services.holding import NotYours
from tests.fixtures.clocks import FrozenClock
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE, add_terms


def pages(shop: Shop) -> int:
    return len(shop.stripe.sandbox.all("checkout.session"))


def test_paying_leads_to_stripes_page_and_holds_the_seats_as_long_as_it_is_open(shop: Shop) -> None:
    order_id = shop.order()
    address = shop.pay_page(order_id)
    page = shop.stripe.sandbox.find("checkout.session", shop.session_of(order_id))
    assert address == page["url"]
    assert (page["amount_total"], page["currency"]) == (2 * PRICE, "usd")
    assert shop.standing(order_id) == "held for payment_page 0/2"
    held_until = shop.read(lambda: db.session.get_one(Order, order_id).hold_ends_at)
    assert held_until is not None
    assert int(held_until.timestamp()) == page["expires_at"]


def test_pressing_pay_again_finds_the_same_page(shop: Shop) -> None:
    order_id = shop.order()
    assert shop.pay_page(order_id) == shop.pay_page(order_id)
    assert pages(shop) == 1


def test_an_answer_that_was_lost_is_found_again_by_the_same_words(shop: Shop) -> None:
    order_id = shop.order()
    shop.stripe.sandbox.break_next("lost_answer", operation="checkout.sessions.create")
    with pytest.raises(Unreachable):
        shop.pay_page(order_id)
    assert shop.standing(order_id) == "held for payment_page 0/2"
    shop.pay_page(order_id)
    assert pages(shop) == 1
    assert shop.payments(order_id) == [("created", 0)]


@pytest.mark.parametrize("weather", ["no_connection", "server_error", "rate_limited"])
def test_stripe_being_down_loses_nothing(shop: Shop, weather: str) -> None:
    order_id = shop.order()
    shop.stripe.sandbox.break_next(weather)
    with pytest.raises(Unreachable):
        shop.pay_page(order_id)
    shop.pay_page(order_id)
    assert (pages(shop), shop.payments(order_id)) == (1, [("created", 0)])


def test_an_attempt_whose_words_are_too_old_is_given_up_for_a_new_one(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    shop.stripe.sandbox.break_next("no_connection")
    with pytest.raises(Unreachable):
        shop.pay_page(order_id)
    frozen_clock.forward(minutes=5)
    shop.pay_page(order_id)
    assert shop.payments(order_id) == [("failed", 0), ("created", 0)]
    assert pages(shop) == 1


def test_what_stripe_refuses_gives_the_seats_back_to_the_basket(shop: Shop) -> None:
    order_id = shop.order()
    shop.write(lambda: setattr(db.session.get_one(Order, order_id), "buyer_email", "no address"))
    with pytest.raises(Refused):
        shop.pay_page(order_id)
    assert shop.standing(order_id) == "held for basket 0/2"


def test_a_total_that_changed_is_shown_before_it_is_charged(shop: Shop) -> None:
    order_id = shop.order()
    assert shop.pay_page(order_id, total=1) == ""
    assert shop.read(lambda: db.session.get_one(Order, order_id).shown_total) == 1
    assert shop.pay_page(order_id) != ""
    assert shop.read(lambda: db.session.get_one(Order, order_id).shown_total) is None


def test_terms_are_accepted_and_their_version_is_kept(shop: Shop) -> None:
    order_id = shop.order()
    shop.write(lambda: add_terms(db.session.get_one(Order, order_id).summit).id)
    shop.write(lambda: add_terms(db.session.get_one(Order, order_id).summit, "Be kinder.").id)
    for version in (None, 1):
        with pytest.raises(TermsNotAccepted):
            shop.pay_page(order_id, terms=version)
    shop.pay_page(order_id, terms=2)
    accepted = shop.read(lambda: getattr(db.session.get_one(Order, order_id).terms, "version", None))
    assert accepted == 2


def test_a_free_order_is_confirmed_without_a_page(shop: Shop) -> None:
    shop.write(lambda: setattr(db.session.get_one(PassType, shop.pass_id).phases[0], "amount", 0))
    order_id = shop.order()
    assert shop.pay_page(order_id, total=0) == ""
    assert shop.standing(order_id) == "confirmed 2/2"
    assert (pages(shop), shop.payments(order_id), shop.books()) == (0, [], {})
    assert shop.mails() == ["order_confirmed"]


def test_a_basket_whose_time_is_over_is_won_back_and_priced_anew(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    frozen_clock.forward(minutes=16)
    shop.reconcile()
    assert shop.standing(order_id) == "expired 0/2"
    shop.write(lambda: setattr(db.session.get_one(PassType, shop.pass_id).phases[0], "amount", PRICE + 100))
    assert shop.pay_page(order_id) == ""
    assert shop.standing(order_id) == "held for basket 0/2"
    assert shop.pay_page(order_id, total=2 * PRICE + 200) != ""
    page = shop.stripe.sandbox.find("checkout.session", shop.session_of(order_id))
    assert page["amount_total"] == 2 * PRICE + 200


def test_seats_that_somebody_else_has_by_now_are_not_charged(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order(3)
    frozen_clock.forward(minutes=16)
    shop.order(3, email="bo@example.org")
    with pytest.raises(SoldOut):
        shop.pay_page(order_id, total=3 * PRICE)
    assert pages(shop) == 0


def test_what_was_paid_is_not_paid_again(shop: Shop) -> None:
    order_id = shop.buy()
    with pytest.raises(NotYours):
        shop.pay_page(order_id)


def test_changing_a_basket_closes_its_page_first(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    with shop.app.app_context():
        assert paying.close_pages(order_id, gateway=shop.gateway, outbox=shop.outbox) is True
    assert shop.stripe.sandbox.find("checkout.session", shop.session_of(order_id))["status"] == "expired"
    assert shop.standing(order_id) == "held for basket 0/2"


def test_a_page_that_was_paid_meanwhile_is_not_closed(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    with shop.app.app_context():
        assert paying.close_pages(order_id, gateway=shop.gateway, outbox=shop.outbox) is False
    assert shop.standing(order_id) == "confirmed 2/2"


def test_a_page_that_cannot_be_closed_keeps_its_seats(shop: Shop) -> None:
    order_id = shop.order()
    shop.pay_page(order_id)
    shop.stripe.sandbox.break_next("no_connection", calls=2)
    with shop.app.app_context():
        assert paying.close_pages(order_id, gateway=shop.gateway, outbox=shop.outbox) is False
    assert shop.standing(order_id) == "held for payment_page 0/2"


def test_bank_debits_are_offered_until_ten_days_before(shop: Shop) -> None:
    starts_on = clock.now().date()
    assert [are_debits_over(starts_on, starts_on - timedelta(days=n)) for n in (11, 10, 9, 0)] == [
        False, False, True, True]
    order_id = shop.order()
    shop.pay_page(order_id)
    assert "excluded_payment_method_types" not in shop.read(lambda: shop_request(order_id))
    near = clock.now().date() + timedelta(days=5)
    shop.write(lambda: _move_summit(order_id, near))
    other = shop.order(1)
    shop.pay_page(other, PRICE)
    assert shop.read(lambda: shop_request(other))["excluded_payment_method_types"] == DEBITS


def shop_request(order_id: int) -> dict[str, object]:
    from eventsite.payments.queries import list_attempts

    return list_attempts(db.session.get_one(Order, order_id))[-1].request


def _move_summit(order_id: int, starts_on: object) -> None:
    summit = db.session.get_one(Order, order_id).summit
    summit.starts_on = summit.ends_on = starts_on


def test_a_page_lives_long_enough_for_stripe() -> None:
    assert timedelta(minutes=30) < PAGE_LIVES


def test_an_address_gets_ten_mails_an_hour_about_orders_that_cost_nothing(
    frozen_clock: FrozenClock, shop: Shop
) -> None:
    shop.resize(20)
    shop.write(lambda: setattr(db.session.get_one(PassType, shop.pass_id).phases[0], "amount", 0))

    def take(email: str = "ada@example.org") -> str:
        order_id = shop.order(1, email=email)
        assert shop.pay_page(order_id, total=0) == ""
        return shop.standing(order_id)

    assert [take() for _ in range(11)] == ["confirmed 1/1"] * 11
    assert shop.mails() == ["order_confirmed"] * 10
    take("bo@example.org")
    assert shop.mails() == ["order_confirmed"] * 11
    frozen_clock.forward(hours=1)
    take()
    assert shop.mails() == ["order_confirmed"] * 12


def test_a_hold_is_not_renewed_at_a_price_that_no_order_may_have(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = shop.order()
    frozen_clock.forward(minutes=16)
    shop.write(lambda: setattr(db.session.get_one(PassType, shop.pass_id).phases[0], "amount", MOST // 2 + 1))
    with pytest.raises(BadBasket, match=r"^One order may cost at most \$999,999\.99\. Choose fewer"):
        shop.pay_page(order_id)
    assert (shop.standing(order_id), shop.payments(order_id)) == ("held for basket 0/2", [])
    assert shop.read(lambda: db.session.get_one(Order, order_id).total) == 2 * PRICE
