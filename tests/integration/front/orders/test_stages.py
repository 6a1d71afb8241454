"""Each stage of an order has its own page: what happened, and the one next thing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.payments.services import beginning, refunding
from eventsite.registration.models import Order, PricePhase
from eventsite.registration.services.ordering import Guest
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements, counted_queries
from tests.integration.front.orders.buying import Buyer, Shop
from tests.on_sale import add_order, add_terms

Arrive = Callable[..., Buyer]
JUNE = Guest("June Vale", "june@example.org", "City of Larkhaven")


def end(shop: Shop, order_id: int) -> None:
    """Let the time of a basket be over."""

    def past() -> None:
        db.session.get_one(Order, order_id).hold_ends_at = clock.now() - timedelta(seconds=1)

    shop.write(past)


def price(shop: Shop, amount: int) -> None:
    shop.write(lambda: setattr(db.session.scalars(db.select(PricePhase)).one(), "amount", amount))


def test_a_held_order_is_reviewed(buyer: Arrive) -> None:
    page = buyer(guests=[JUNE]).look()
    assert page.headline == "Review and pay"
    assert page.lead == "2 seats, $1,198.00 in all. Look whether everything is right, then pay below."
    assert page.forms == ["hold", "pay", "cancel"]
    assert page.fields("pay") == {"total": "119800"}
    assert "June Vale june@example.org $599.00" in page.text
    assert "To be named $599.00 Total that will be charged $1,198.00" in page.text


def test_the_hold_is_told_on_the_summits_clock(buyer: Arrive, frozen_clock: FrozenClock) -> None:
    """It is 01:30 in New York, for the first of two times that night."""
    hold = buyer().look().between('<div data-behaviour="hold" data-seconds="900">', "</p>")
    assert hold == "Your seats are kept until 01:45 EDT."


def test_a_free_order_that_gets_no_mail_says_so(
    buyer: Arrive, shop: Shop, monkeypatch: pytest.MonkeyPatch, frozen_clock: FrozenClock
) -> None:
    """So that nobody writes to strangers, an address gets few such mails an hour: its page is then the only way."""
    monkeypatch.setattr(beginning, "MOST_FREE_MAILS", 1)
    price(shop, 0)
    first, second, third = buyer(1), buyer(1), buyer(1)
    first.pay()
    frozen_clock.forward(seconds=1)
    second.pay()
    frozen_clock.forward(hours=1)
    third.pay()
    assert second.look().lead == (
        "Save this page now: it is the only way to your order. Many orders went to ada@example.org within the hour, so "
        "this one is not confirmed by mail."
    )
    assert ["This page is yours" in one.look().lead for one in (first, third)] == [True, True]
    assert shop.mails() == ["order_confirmed", "order_confirmed"]


def test_what_is_free_is_taken_without_paying(buyer: Arrive, shop: Shop) -> None:
    price(shop, 0)
    june = buyer(1, guests=[JUNE])
    page = june.look()
    assert page.headline == "Review your order"
    assert page.between('<p><button class="button">', "</button>") == "Get your free pass"
    assert june.pay() == june.path
    page = june.look()
    assert page.headline == "Your seat is safe, Ada"
    assert shop.stripe.calls == []


def test_terms_are_accepted_in_their_version(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()

    def terms() -> None:
        add_terms(db.session.get_one(Order, ada.order_id).summit)

    shop.write(terms)
    page = ada.look()
    assert page.fields("pay") == {"total": "119800", "terms": "1"}
    assert 'href="/summit/passes/terms?version=1"' in page.html
    refused = ada.press("pay")
    assert (refused.status, refused.alerts) == (409, ["Accept the terms and the refund policy to go on."])
    shop.write(terms)
    assert ada.press("pay", page, accept="yes").alerts == ["Accept the terms and the refund policy to go on."]
    assert ada.pay(accept="yes").startswith(shop.stripe.url)


def test_the_payment_page_is_open(buyer: Arrive) -> None:
    ada = buyer()
    ada.pay()
    page = ada.look()
    assert page.headline == "Not paid yet"
    assert page.lead == "The payment page is open and your seats are kept. Nothing was charged so far."
    assert page.forms == ["pay", "cancel"]


def test_paid_seats_are_safe(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(guests=[JUNE])
    page = ada.pays()
    assert page.headline == "Your two seats are safe, Ada"
    assert "Next: name the guest of seat 2" in page.text
    assert "$1,198.00 paid Card ending 4242" in page.text
    assert "1 of 2 guests named 1 to go" in page.text
    assert "Receipt 2026-0001 as PDF" in page.text
    assert page.html.count('<svg class="qr"') == 1
    assert shop.standing(ada.order_id) == "confirmed 2/2"


def test_the_page_of_a_paid_order_reads_no_long_texts(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(3)
    shop.write(lambda: add_terms(db.session.get_one(Order, ada.order_id).summit))
    ada.pay(accept="yes")
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    ada.come_back()
    with counted_queries() as sent:
        assert ada.look().status == 200
    assert [statement for statement in sent if "refund_policy" in statement] == []


def test_with_every_guest_named_the_calendar_is_next(buyer: Arrive) -> None:
    page = buyer(1, guests=[JUNE]).pays()
    assert "Next: put it into your calendar" in page.text
    assert "Guest named" in page.text


def test_a_bank_debit_keeps_the_seats(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    page = ada.pays("ach")
    assert page.headline == "Your two seats are safe, Ada"
    assert page.lead.startswith("Your bank confirms the payment within some days.")
    assert "$1,198.00 by bank debit" in page.text
    assert [form for form in page.forms if "guests" not in form] == []
    shop.stripe.sandbox.settle(shop.intent_of(ada.order_id))
    shop.deliver()
    assert "$1,198.00 paid Bank debit ending 6789" in ada.look().text


def test_a_debit_that_fails_says_so(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pays("ach_fails")
    shop.stripe.sandbox.bounce(shop.intent_of(ada.order_id))
    shop.deliver()
    page = ada.look()
    assert page.headline == "Your seats were given back"
    assert page.lead.startswith("Bank debit ending 2227 did not pay: your bank sent it back.")
    assert page.forms == ["pay"]


def test_an_ended_basket_can_be_had_again(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    end(shop, ada.order_id)
    page = ada.look()
    assert page.headline == "Your seats were given back"
    assert page.lead.endswith("They are still available.")
    assert ada.pay().startswith(shop.stripe.url)
    assert ada.look().headline == "Not paid yet"


def test_an_ended_basket_costs_what_it_costs_now(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    stale = ada.look()
    end(shop, ada.order_id)
    price(shop, 69900)
    page = ada.look()
    assert page.fields("pay") == {"total": "139800"}
    assert "The total changed from $1,198.00 to $1,398.00 since you chose." in page.text
    assert ada.press("pay", stale).response.location == ada.path
    page = ada.look()
    assert page.headline == "Review and pay"
    assert "The total changed from $1,198.00 to $1,398.00 since you chose." in page.text
    assert shop.stripe.calls == []
    assert ada.pay().startswith(shop.stripe.url)


def test_an_ended_basket_that_others_have_now(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(4)
    stale = ada.look()
    end(shop, ada.order_id)
    buyer(1)
    page = ada.look()
    assert page.lead.endswith("Others have them now, or they are not on sale any more.")
    assert page.forms == []
    assert "Next: choose again" in page.text
    assert ada.press("pay", stale).alerts == ["Only 3 of All access are left. Choose fewer, or another pass."]


def test_seats_are_let_go(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    assert ada.press("cancel").response.location == ada.path
    page = ada.look()
    assert page.headline == "You let these seats go"
    assert 'href="/summit/passes?pass.all-access=2"' in page.html


def test_an_open_page_is_closed_before_seats_are_let_go(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pay()
    assert ada.press("cancel").status == 303
    session = shop.stripe.sandbox.find("checkout.session", shop.session_of(ada.order_id))
    assert session is not None
    assert session["status"] == "expired"
    assert shop.standing(ada.order_id) == "cancelled 0/2"


def test_a_changed_order_leads_to_the_new_one(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()

    def change() -> int:
        before = db.session.get_one(Order, ada.order_id)
        return add_order(before.summit, {before.lines[0].pass_type: 3}, previous=before).id

    after = Buyer(shop, ada.client, shop.write(change))
    page = ada.look()
    assert page.headline == "You changed this order"
    assert f'href="{after.path}"' in page.html
    assert page.forms == []


def test_money_without_a_seat_is_told_honestly(buyer: Arrive, shop: Shop) -> None:
    ada = buyer(4)
    ada.pay()
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    shop.write(lambda: _take_away(ada.order_id))
    buyer(1)
    page = ada.come_back()
    assert page.headline == "Your money is here, your seats are not yet"
    assert page.lead.startswith("We received $2,396.00, but the seats could not be kept until then.")
    assert "The desk decides Seats, or your money back" in page.text
    shop.write(lambda: refunding.refund_credit(ada.order_id, reason="", outbox=shop.outbox))
    shop.work()
    page = ada.look()
    assert page.headline == "This order was cancelled"
    assert "$2,396.00 paid back" in page.text


def _take_away(order_id: int) -> None:
    """End a hold as if the clock had, though Stripe was not asked: what a restored backup may look like."""
    from eventsite.registration.services import holding
    from eventsite.registration.states import OrderState

    holding.give_up(holding.lock_order(order_id), OrderState.EXPIRED)


def test_a_cancelled_seat_is_struck_through(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pays()
    line = shop.line_ids(ada.order_id)[1]
    shop.write(lambda: refunding.refund_seats(ada.order_id, [line], reason="", outbox=shop.outbox))
    assert "$599.00 on its way back Banks take 5 to 10 days" in ada.look().text
    shop.work()
    page = ada.look()
    assert page.headline == "Your seat is safe, Ada"
    assert "1 seat cancelled" in page.text
    assert "Total $599.00 Paid Card ending 4242" in page.text
    assert page.html.count('<li class="ticket is-off"') == 1
    shop.write(lambda: refunding.refund_seats(ada.order_id, shop_first(shop, ada), reason="", outbox=shop.outbox))
    assert ada.look().headline == "This order was cancelled"


def shop_first(shop: Shop, ada: Buyer) -> list[int]:
    return [line.id for line in db.session.get_one(Order, ada.order_id).lines][:1]


def test_a_dispute_is_flagged(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pays()
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(ada.order_id))
    shop.deliver()
    page = ada.look()
    assert page.headline == "Your payment is disputed"
    assert "The payment of this order is disputed." in page.text
    assert "The payment for this ticket is disputed." in ada.client.get(ada.tickets()[0]).text
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=True)
    shop.deliver()
    page = ada.look()
    assert page.headline == "Your two seats are safe, Ada"
    assert "Dispute over The payment stands" in page.text


@pytest.mark.parametrize("seats", [1, 3])
def test_the_page_costs_as_few_queries_for_any_number(
    buyer: Arrive, shop: Shop, seats: int, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    ada, counts = buyer(seats), {}
    path = ada.path

    def count(stage: str) -> None:
        ada.client.get(path)  # so that the process knows the release, and Stripe was asked
        with count_queries() as queries:
            assert ada.client.get(path).status_code == 200
        # What is released and on sale is asked once a second, by whichever page comes first.
        counts[stage] = sum(" FROM summit JOIN " not in " ".join(text.split()) for text in queries)

    count("review")
    end(shop, ada.order_id)
    count("ended")
    ada.pay()
    count("page open")
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    shop.deliver()
    count("confirmed")
    assert counts == {"review": 4, "ended": 6, "page open": 4, "confirmed": 5}
