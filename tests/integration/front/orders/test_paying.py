"""Paying, and every way in which it does not go straight: seats are kept, nothing is paid twice, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from eventsite.core.db import db
from eventsite.payments.flows.paying import close_pages
from eventsite.payments.models import Payment
from tests.fixtures.apps import close, make_app
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.stripe import StripeSandbox
from tests.integration.front.orders.buying import Buyer, Seen, Shop
from tests.integration.payments.shop import open_shop
from tests.on_sale import add_terms

Arrive = Callable[..., Buyer]


def sessions(shop: Shop) -> list[str]:
    return [session["status"] for session in shop.stripe.sandbox.all("checkout.session")]


def test_the_buyer_is_sent_to_the_payment_page_and_back(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    page = ada.look()
    leads = ada.press("pay", page).response
    session = shop.stripe.sandbox.find("checkout.session", shop.session_of(ada.order_id))
    assert session is not None
    assert (leads.status_code, leads.location) == (303, session["url"])
    assert session["success_url"] == f"http://localhost{ada.path}?from=payment"
    assert session["cancel_url"] == f"http://localhost{ada.path}"
    policy = page.response.headers["Content-Security-Policy"]
    assert f"form-action 'self' {shop.stripe.url};" in policy
    assert shop.stripe.url not in ada.client.get("/orders/").headers["Content-Security-Policy"]


def test_pages_of_an_order_are_kept_by_nobody(buyer: Arrive) -> None:
    ada = buyer()
    lost = Seen(ada.client.get("/orders/1-no"))
    answers = [lost, ada.look(), ada.press("hold"), ada.press("pay", total="1"), ada.look()]
    said = {
        (seen.response.headers["Cache-Control"], seen.response.headers["Referrer-Policy"],
         seen.response.headers["X-Robots-Tag"]) for seen in answers
    }  # fmt: skip
    assert said == {("private, no-store", "same-origin", "noindex, nofollow")}
    assert [cookie.key for cookie in ada.client._cookies.values()] == ["order"]


def test_a_declined_card_can_be_followed_by_another(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pay()
    session = shop.session_of(ada.order_id)
    shop.stripe.sandbox.pay(session, "card_declined")
    assert ada.look().headline == "Not paid yet"
    assert ada.pay().endswith(session)
    shop.stripe.sandbox.pay(session, "card")
    assert ada.come_back().headline == "Your two seats are safe, Ada"
    assert shop.payments(ada.order_id) == [("succeeded", 2 * 59900)]


@pytest.mark.parametrize("query", ["", "?from=payment"])
def test_a_webhook_that_comes_while_the_page_is_made_cancels_nothing(buyer: Arrive, shop: Shop, query: str) -> None:
    """The order was read before it and its payments after it, which is no moment that there ever was."""
    ada = buyer()
    ada.pay()
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    is_told = Lock()

    def tell(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "FROM payment" in statement and is_told.acquire(blocking=False):
            webhook = Thread(target=shop.stripe.deliver, args=(shop.app.test_client(),))
            webhook.start()
            webhook.join()

    event.listen(Engine, "before_cursor_execute", tell)
    try:
        assert ada.look(query).headline == "Your two seats are safe, Ada"
    finally:
        event.remove(Engine, "before_cursor_execute", tell)
    assert is_told.locked()
    assert shop.payments(ada.order_id) == [("succeeded", 2 * 59900)]


def test_an_abandoned_page_is_gone_on_with(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    address = ada.pay()
    page = ada.look()
    assert page.headline == "Not paid yet"
    assert ada.press("pay", page).response.location == address
    assert sessions(shop) == ["open"]


def test_two_tabs_share_one_page(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    first, second = ada.look(), ada.look()
    assert ada.press("pay", first).response.location == ada.press("pay", second).response.location
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    assert ada.come_back().headline == "Your two seats are safe, Ada"
    late = ada.press("pay", second)
    assert late.status == 409
    assert late.alerts == ["This order has gone on in another window. Look at where it stands now."]
    assert late.headline == "Your two seats are safe, Ada"
    assert shop.payments(ada.order_id) == [("succeeded", 2 * 59900)]


def test_a_double_click_makes_one_page(buyer: Arrive, shop: Shop) -> None:
    """The second of two at once may be told to try again, as Stripe tells it; never is there a second page."""
    ada = buyer()
    page, path = ada.look(), ada.path
    fields = page.fields("pay")

    def click(_: int) -> tuple[int, str]:
        answer = shop.app.test_client().post(f"{path}/pay", data=fields)
        return answer.status_code, answer.location or ""

    with ThreadPoolExecutor(4) as clicks:
        answers = list(clicks.map(click, range(4)))
    assert sessions(shop) == ["open"]
    address = ada.pay()
    assert {location for status, location in answers if status == 303} == {address}
    assert {status for status, _ in answers} <= {303, 503}


def test_the_time_runs_out_while_the_page_is_open(buyer: Arrive, shop: Shop, frozen_clock: FrozenClock) -> None:
    """Seats of a payment page are kept until Stripe has closed it, however the clock stands here."""
    ada = buyer(4)
    ada.pay()
    frozen_clock.forward(minutes=20)
    assert ada.look().headline == "Not paid yet"
    assert shop.standing(ada.order_id) == "held for payment_page 0/4"
    frozen_clock.forward(minutes=12)
    page = ada.look()
    assert page.headline == "Your seats were given back"
    assert page.forms == ["pay"]
    assert ada.pay() != ""
    assert sessions(shop) == ["expired", "open"]


def test_paid_in_the_last_moment(buyer: Arrive, shop: Shop, frozen_clock: FrozenClock) -> None:
    ada = buyer()
    ada.pay()
    frozen_clock.forward(minutes=30)
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    frozen_clock.forward(minutes=60)
    assert ada.come_back().headline == "Your two seats are safe, Ada"


def test_whoever_pays_and_closes_the_browser_has_seats(buyer: Arrive, shop: Shop) -> None:
    ada, ben = buyer(), buyer()
    for one in (ada, ben):
        one.pay()
        shop.stripe.sandbox.pay(shop.session_of(one.order_id), "card")
    assert shop.deliver() == [200] * len(shop.stripe.sandbox.events())
    calls = len(shop.stripe.calls)
    assert ada.look().headline == ben.look().headline == "Your two seats are safe, Ada"
    assert len(shop.stripe.calls) == calls


def test_without_a_webhook_the_page_itself_finds_out(buyer: Arrive, shop: Shop) -> None:
    """Also days later, by the link in a mail, and without saying where one comes from."""
    ada = buyer()
    ada.pay()
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    assert ada.look().headline == "Your two seats are safe, Ada"
    assert shop.receipts() == ["2026-0001"]
    assert shop.mails() == ["order_confirmed"]


def test_stripe_is_down_at_paying(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    shop.stripe.sandbox.break_next("no_connection", calls=1)
    refused = ada.press("pay")
    assert refused.status == 503
    said = "The payment service does not answer just now. Your seats are kept, and nothing is charged twice."
    assert refused.alerts == [f"{said} Try again in a minute."]
    assert shop.standing(ada.order_id) == "held for payment_page 0/2"
    assert ada.press("pay", refused).response.location != ""
    assert sessions(shop) == ["open"]


def test_an_answer_that_was_lost_makes_no_second_page(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    shop.stripe.sandbox.break_next("lost_answer", calls=1)
    assert ada.press("pay").status == 503
    assert ada.pay() != ""
    assert sessions(shop) == ["open"]


def test_a_page_that_stripe_does_not_know_is_followed_by_one_it_knows(
    buyer: Arrive, shop: Shop, frozen_clock: FrozenClock
) -> None:
    """The site's keys were changed while somebody was paying: their page belongs to the former ones."""
    ada = buyer()
    ada.pay()
    page = ada.look()

    def change_keys() -> None:
        db.session.scalars(db.select(Payment)).one().session_id = "cs_test_of_former_keys"

    shop.write(change_keys)
    frozen_clock.forward(minutes=40)
    leads = ada.press("pay", page)
    assert (leads.status, leads.alerts) == (303, [])
    assert leads.response.location.endswith(shop.session_of(ada.order_id))
    assert shop.standing(ada.order_id) == "held for payment_page 0/2"
    assert shop.payments(ada.order_id) == [("failed", 0), ("created", 0)]


def test_stripe_is_down_at_coming_back(buyer: Arrive, shop: Shop, frozen_clock: FrozenClock) -> None:
    ada = buyer()
    ada.pay()
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    shop.stripe.sandbox.break_next("no_connection", calls=1)
    page = ada.come_back()
    assert (page.status, page.headline) == (200, "We are asking whether you paid")
    assert page.response.headers["Refresh"] == "5"
    assert page.forms == []
    calls = len(shop.stripe.calls)
    assert ada.come_back().headline == "We are asking whether you paid"
    assert len(shop.stripe.calls) == calls  # not asked again within the same moment
    frozen_clock.forward(seconds=6)
    page = ada.come_back()
    assert page.headline == "Your two seats are safe, Ada"
    assert "Refresh" not in page.response.headers


def test_an_order_that_is_looked_at_asks_stripe_seldom(buyer: Arrive, shop: Shop, frozen_clock: FrozenClock) -> None:
    ada = buyer()
    ada.pay()
    counts = []
    for seconds in (0, 1, 1, 9, 1):
        frozen_clock.forward(seconds=seconds)
        before = len(shop.stripe.calls)
        assert ada.look().headline == "Not paid yet"
        counts.append(len(shop.stripe.calls) - before)
    assert counts == [1, 0, 0, 1, 0]


def test_while_stripe_is_down_other_pages_do_not_wait_for_it(
    buyer: Arrive, shop: Shop, frozen_clock: FrozenClock
) -> None:
    ada, ben = buyer(), buyer()
    for one in (ada, ben):
        one.pay()
    shop.stripe.sandbox.break_next("no_connection", calls=9)
    ada.look()
    calls = len(shop.stripe.calls)
    page = ben.look()
    assert len(shop.stripe.calls) == calls
    assert page.headline == "Not paid yet"
    assert "so we do not know yet whether you paid. Please do not pay a second time." in page.lead
    frozen_clock.forward(seconds=6)
    shop.stripe.sandbox.mend()
    assert ben.look().lead.endswith("Nothing was charged so far.")


def test_seats_stay_when_nobody_can_say_whether_the_page_is_closed(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pay()
    page = ada.look()
    shop.stripe.sandbox.break_next("no_connection", calls=9)
    refused = ada.press("cancel", page)
    assert refused.status == 503
    assert refused.alerts[0].startswith("We could not make sure that nobody is paying just now, so the seats are kept.")
    assert shop.standing(ada.order_id) == "held for payment_page 0/2"


def test_what_was_paid_cannot_be_let_go(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    page = ada.look()
    ada.pay()
    shop.stripe.sandbox.pay(shop.session_of(ada.order_id), "card")
    late = ada.press("cancel", page)
    assert (late.status, late.headline) == (503, "Your two seats are safe, Ada")
    again = ada.press("cancel", page)
    assert (again.status, shop.standing(ada.order_id)) == (409, "confirmed 2/2")


def test_the_hold_is_extended_twice(buyer: Arrive, frozen_clock: FrozenClock) -> None:
    ada = buyer()
    page = ada.look()
    for minute in (10, 20):
        frozen_clock.forward(minutes=10)
        assert ada.press("hold", page).status == 303
        assert ada.look().fields("pay") == {"total": "119800"}, minute
    last = ada.look()
    assert last.forms == ["pay", "cancel"]
    refused = ada.press("hold", page)
    assert (refused.status, refused.alerts) == (
        409, ["Seats can be kept longer twice, and you have done that. Pay now, or choose again later."]
    )  # fmt: skip
    frozen_clock.forward(minutes=16)
    assert ada.press("hold", page).alerts == [
        "The time was over before you asked for more. Your seats may still be free: try to pay."
    ]


@pytest.mark.parametrize("total", ["", "-1", "1e3", "119800.00", "99999999999", "4294967296", "²"])
def test_a_forged_total_is_no_form_of_ours(buyer: Arrive, shop: Shop, total: str) -> None:
    ada = buyer()
    assert ada.press("pay", total=total).status == 400
    assert shop.stripe.calls == []


def test_another_total_than_the_orders_is_shown_and_not_charged(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    assert ada.pay(total="100") == ada.path
    assert "The total changed from $1.00 to $1,198.00 since you chose." in ada.look().text
    assert shop.stripe.calls == []


@pytest.mark.parametrize("does", ["pay", "hold", "cancel", "guests/1"])
def test_a_tampered_link_opens_nothing(buyer: Arrive, shop: Shop, does: str) -> None:
    ada = buyer()
    id, _, secret = ada.path.removeprefix("/orders/").partition("-")
    for token in (f"{int(id) + 1}-{secret}", f"{id}-{secret[::-1]}", f"{id}-", id, "0-x", "99999999999-x", f"{id}-é"):
        answer = Seen(shop.app.test_client().post(f"/orders/{token}/{does}", data={"total": "1", "name": "Eve"}))
        assert (answer.status, answer.headline) == (404, "This link opens nothing")
        seen = Seen(shop.app.test_client().get(f"/orders/{token}"))
        assert (seen.status, 'href="/orders/"' in seen.html) == (404, True)
    assert shop.standing(ada.order_id) == "held for basket 0/2"


def test_without_keys_nothing_can_be_paid_but_free_passes_can_be_had(
    database_url: str, tmp_path: Path, stripe_sandbox: StripeSandbox
) -> None:
    environ = {
        "EVENTSITE_ENV": "production", "EVENTSITE_URL": "https://summit.example", "EVENTSITE_MAIL_FROM": "d@x.example",
    }  # fmt: skip
    app = make_app(tmp_path, database_url, environ=environ)
    shop = open_shop(app, stripe_sandbox)
    ada = Buyer(shop, app.test_client(), shop.order(2))
    refused = ada.press("pay")
    assert refused.status == 503
    assert refused.alerts == [
        "Nothing can be paid on this site yet. Write to the desk; your seats are held meanwhile."
    ]
    close(app)


def test_a_payment_page_on_a_domain_of_ones_own_is_linked_to(buyer: Arrive, shop: Shop, paying_app: Flask) -> None:
    """A form may lead to Stripe's pages alone, and no policy can name a domain before the page is known."""
    ada = buyer()
    ada.pay()

    def move() -> None:
        from eventsite.core.db import db
        from eventsite.payments.models import Payment

        db.session.scalars(db.select(Payment)).one().page = "https://pay.summit.example/c/pay/cs_1"

    shop.write(move)
    page = ada.look()
    assert 'href="https://pay.summit.example/c/pay/cs_1"' in page.html
    assert page.forms == ["cancel"]
    assert "pay.summit.example" not in page.response.headers["Content-Security-Policy"]


def test_new_terms_do_not_stop_a_page_that_is_open(buyer: Arrive, shop: Shop) -> None:
    from eventsite.core.db import db
    from eventsite.registration.models import Order

    ada = buyer()
    shop.write(lambda: add_terms(db.session.get_one(Order, ada.order_id).summit).version)
    address = ada.pay(accept="yes")
    page = ada.look()
    assert "You accepted the terms and refund policy (version 1)." in page.text
    assert ada.press("pay", page).response.location == address


def test_a_page_closed_by_the_desk_leaves_a_basket(buyer: Arrive, shop: Shop) -> None:
    ada = buyer()
    ada.pay()
    with shop.app.app_context():
        assert close_pages(ada.order_id, gateway=shop.gateway, outbox=shop.outbox)
    assert ada.look().headline == "Review and pay"
