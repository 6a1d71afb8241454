"""The mails of a confirmed order, from what asks for them to what lies in a box: each once, and to nobody else."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from eventsite.billing.documents import rendering
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.registration.basket import Item
from eventsite.registration.emails import ORDER_CONFIRMED, TICKET
from eventsite.registration.models import Order
from eventsite.registration.services import finding, holding
from eventsite.registration.services.naming import Named, name_guest
from eventsite.registration.services.ordering import Guest
from eventsite.registration.states import Opens
from tests.fixtures.clocks import FrozenClock
from tests.integration.billing.documents.reading import words as words_of_pdf
from tests.integration.front.mails.mailbox import elements, mails, to, words
from tests.integration.front.mails.mailing import (
    ADA,
    BO,
    CY,
    GUESTS,
    ask_to_confirm,
    buy,
    code_of,
    days,
    free_shop,
    opens,
    states,
    summit,
)
from tests.integration.payments.shop import Shop
from tests.on_sale import PRICE, add_order, add_pass


def test_the_buyer_gets_a_confirmation_with_receipt_and_calendar(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = buy(shop)
    (mail,) = to(shop.app, ADA)
    code = code_of(shop, order_id)
    assert mail.subject == f"Smart Cities Summit 2035: your 2 passes, order {code}"
    head, _, rest = mail.text.partition(f"\nOrder {code}\n")
    assert head.startswith(
        "Hello Ada Okafor,\n\nYour 2 passes for Smart Cities Summit 2035 are confirmed.\n"
        "It begins for you on Sat 10 Mar 2035, 09:00 EST, Peachtree Hall, 12 Peachtree Place, Atlanta, GA 30303, US."
        "\n\n"
        "Your tickets, receipt and calendar are on your order's page:\n\nhttp://localhost/orders/"
    )
    assert rest.startswith(
        "- All access: Ada Okafor, $599.00\n- All access: Bo Li, $599.00\n\nTotal: $1,198.00\n"
        "Paid: $1,198.00 by card ending 4242, Sun 1 Nov 2026, 01:30 EDT (receipt 2026-0001)\n"
    )
    assert list(mail.files) == ["receipt-2026-0001.pdf", "summit.ics"]
    assert opens(shop, mail) == {"orders": 200, "summit": 200}


def test_html_says_what_the_text_says(shop: Shop) -> None:
    order_id = buy(shop)
    (mail,) = to(shop.app, ADA)
    html = words(mail.html)
    for said in (
        "Your 2 passes are confirmed", "Sat 10 Mar 2035, 09:00 EST", f"Order {code_of(shop, order_id)}", "Ada Okafor",
        "Bo Li", "Total $1,198.00", "by card ending 4242", "write to desk@localhost", "10–12 March 2035",
    ):  # fmt: skip
        assert said in html
    assert {link for link in mail.links if link in mail.text} == {link for link in mail.links if link in mail.html}
    assert {"img", "script", "link", "iframe", "form"}.isdisjoint(elements(mail.html))


def test_the_receipt_is_the_one_that_was_issued(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = buy(shop)
    (mail,) = to(shop.app, ADA)
    (page,) = words_of_pdf(mail.files["receipt-2026-0001.pdf"])
    for said in ("Receipt 2026-0001", "Paid in full", f"Order {code_of(shop, order_id)}", "2 $599.00 $1,198.00", ADA):
        assert said in page
    path = next(iter(mail.tokens & {token for token in mail.tokens if token[0] == "orders"}))[1]
    answer = shop.app.test_client().get(f"/orders/{path}/receipt-2026-0001.pdf")
    assert (answer.status_code, answer.data) == (200, mail.files["receipt-2026-0001.pdf"])


def test_the_calendar_has_each_day_once(shop: Shop) -> None:
    order_id = buy(shop)
    (mail,) = to(shop.app, ADA)
    assert list(days(mail)) == [f"order-{order_id}-2035-03-{day}@localhost" for day in (10, 11, 12)]


def test_a_guest_gets_a_ticket_and_nothing_of_the_order(shop: Shop) -> None:
    order_id = buy(shop)
    (mail,) = to(shop.app, BO)
    assert mail.subject == "Smart Cities Summit 2035: your ticket"
    assert mail.text.startswith(
        "Hello Bo Li,\n\nAda Okafor got a pass for Smart Cities Summit 2035 for you: All access.\n"
        "It begins for you on Sat 10 Mar 2035, 09:00 EST, Peachtree Hall,"
    )
    everything = mail.text + mail.html + mail.files["summit.ics"].decode()
    for secret in ("/orders/", code_of(shop, order_id), "$", ADA, "Card"):
        assert secret not in everything
    assert list(mail.files) == ["summit.ics"]
    assert list(days(mail)) == [f"ticket-{shop.line_ids(order_id)[1]}-2035-03-{day}@localhost" for day in (10, 11, 12)]
    assert opens(shop, mail) == {"tickets": 200, "summit": 200}


def test_nobody_is_told_a_secret_of_somebody_else(shop: Shop) -> None:
    buy(shop)
    shop.order(1, email=CY)
    shop.write(lambda: finding.ask_for_links(email=CY, outbox=shop.outbox))
    shop.work()
    by_address = {
        address: {token for mail in to(shop.app, address) for token in mail.tokens} for address in (ADA, BO, CY)
    }
    assert {address: sorted(kind for kind, _ in found) for address, found in by_address.items()} == {
        ADA: ["orders"], BO: ["tickets"], CY: ["orders"],
    }  # fmt: skip
    assert not by_address[ADA] & by_address[CY]


def test_a_guest_without_an_address_gets_none(shop: Shop) -> None:
    order_id = shop.order(2, guests=[Guest("Ada Okafor"), Guest("Bo Li")])
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    shop.work()
    shop.work()
    assert [mail.to for mail in mails(shop.app)] == [ADA]


def test_a_guest_who_is_named_later_gets_the_ticket_then(shop: Shop) -> None:
    order_id = buy(shop, seats=1)

    def name(who: str, address: str) -> None:
        line = db.session.get_one(Order, order_id).lines[0]
        name_guest(line, Named(who, address), outbox=shop.outbox)

    shop.write(lambda: name("Cy Adler", CY))
    shop.work()
    (mail,) = to(shop.app, CY)
    assert opens(shop, mail) == {"tickets": 200, "summit": 200}
    shop.write(lambda: name("Bo Li", BO))
    shop.work()
    assert opens(shop, mail)["tickets"] == 404
    assert opens(shop, to(shop.app, BO)[0])["tickets"] == 200


def test_unnamed_seats_are_spoken_of(shop: Shop) -> None:
    order_id = shop.order(3, guests=GUESTS[:1])
    shop.pay_page(order_id, 3 * PRICE)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    shop.work()
    (mail,) = to(shop.app, ADA)
    assert "\n2 seats are still to be named. The page has a link for each" in mail.text
    assert mail.text.count(": to be named, $599.00\n") == 2


def test_a_free_order_is_confirmed_without_a_receipt(app: Flask) -> None:
    shop = free_shop(app)
    order_id = shop.write(lambda: add_order(summit(), [Item("virtual", "", 1)], is_confirmed=True).id)
    ask_to_confirm(shop, order_id)
    (mail,) = to(app, ADA)
    assert list(mail.files) == ["summit.ics"]
    assert "Your tickets and calendar are on" in mail.text
    assert "- Virtual: to be named, free\n\nTotal: Free\n\nAttached" in mail.text
    assert "It begins for you on Sat 10 Mar 2035, 09:00 EST, Online." in mail.text


def test_whatever_asks_again_sends_nothing_again(shop: Shop) -> None:
    order_id = buy(shop)
    shop.come_back(order_id)
    shop.deliver()
    ask_to_confirm(shop, order_id)
    assert sorted(mail.to for mail in mails(shop.app)) == [ADA, BO]


def test_a_worker_that_dies_before_the_mail_asks_its_guests_once(
    frozen_clock: FrozenClock, shop: Shop, tmp_path: Path
) -> None:
    (tmp_path / "mail").write_text("a file where the folder of mails should be")
    order_id = buy(shop)
    assert mails(shop.app) == []
    bo = shop.line_ids(order_id)[1]
    assert states(shop, TICKET) == [(f"{bo}-1", OutboxState.WAITING)]
    (tmp_path / "mail").unlink()
    frozen_clock.forward(minutes=10)
    shop.work()
    assert states(shop, TICKET) == [(f"{bo}-1", OutboxState.DONE)]
    assert sorted(mail.to for mail in mails(shop.app)) == [ADA, BO]


def test_a_worker_that_dies_after_the_mail_sends_the_same_one(shop: Shop) -> None:
    buy(shop)
    not_noted = update(OutboxRow).values(state=OutboxState.WAITING, due_at=clock.now() - timedelta(minutes=1))
    shop.write(lambda: db.session.execute(not_noted))
    shop.work()
    for address in (ADA, BO):
        first, again = to(shop.app, address)
        assert (first.id, first.text, first.files) == (again.id, again.text, again.files)
    assert to(shop.app, ADA)[0].id != to(shop.app, BO)[0].id


def test_a_press_that_fails_keeps_no_mail_back(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_running", [])  # none that an earlier document has left waiting
    monkeypatch.setattr(sys, "executable", "/bin/false")
    buy(shop)
    (mail,) = to(shop.app, ADA)
    assert list(mail.files) == ["summit.ics"]


def test_an_order_that_was_cancelled_meanwhile_is_not_confirmed(app: Flask) -> None:
    shop = free_shop(app)

    def cancel() -> int:
        order = add_order(summit(), [Item("virtual", "", 1)], is_confirmed=True)
        holding.cancel_seats(order, order.lines)
        return order.id

    ask_to_confirm(shop, shop.write(cancel))
    assert mails(app) == []


def test_each_choice_is_named(app: Flask) -> None:
    shop = free_shop(app)

    def place() -> int:
        add_pass(summit(), "Day", amount=0, opens=[Opens.ANY_DAY])
        add_pass(summit(), "Event", amount=0, opens=[Opens.ANY_EVENT])
        items = [Item("day", "2035-03-11", 1), Item("event", "side", 1)]
        return add_order(summit(), items, is_confirmed=True).id

    ask_to_confirm(shop, shop.write(place))
    (mail,) = to(app, ADA)
    assert "- Day, Sun 11 Mar: to be named, free\n- Event, Side event: to be named, free\n" in mail.text


def test_a_mail_waits_for_a_press_that_is_busy(
    frozen_clock: FrozenClock, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendering, "_TURN", 0.01)
    with rendering._PRESSES, rendering._PRESSES:
        order_id = buy(shop, seats=1)
    assert (mails(shop.app), states(shop, ORDER_CONFIRMED)) == ([], [(str(order_id), OutboxState.WAITING)])
    frozen_clock.forward(minutes=10)
    shop.work()
    (mail,) = to(shop.app, ADA)
    assert sorted(mail.files) == ["receipt-2026-0001.pdf", "summit.ics"]
