"""One order at the desk: its whole story, its books, and the buttons that put it right."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.registration.models import Attendee, Line, Order, Payer
from eventsite.registration.services import holding
from eventsite.registration.services.ordering import Guest
from tests.fixtures.clocks import FrozenClock
from tests.integration.desk.conftest import HERE, Desk, hidden, words
from tests.on_sale import PRICE, add_order


def story(desk: Desk, order_id: int) -> list[str]:
    """Return what happened, in order, without the times."""
    page = desk.browser.get(desk.path(order_id)).text
    return [words(f"<main>{said}") for said in re.findall(r'<p class="story-what">(.*?)</p>', page, re.DOTALL)]


def asked_again(desk: Desk, kind: str) -> int:
    rows = db.select(OutboxRow).where(OutboxRow.kind == f"registration.{kind}", OutboxRow.key.contains("again"))
    return desk.shop.read(lambda: len(db.session.scalars(rows).all()))


def test_a_paid_order_tells_its_story(desk: Desk, frozen_clock: FrozenClock) -> None:
    order_id = desk.shop.buy()
    desk.shop.work()
    assert story(desk, order_id) == [
        "Placed: 2 seats, $1,198.00", "Went to pay $1,198.00", "Paid $1,198.00", "Seats confirmed",
        f"Receipt {desk.shop.receipts()[0]} issued", "Confirmation sent",
    ]  # fmt: skip
    page = desk.order(order_id)
    intent = desk.shop.intent_of(order_id)
    assert f"Card ending 4242 {intent}" in page
    assert "Balance $1,198.00 $0.00 −$1,198.00 Together $0.00" in page


def test_an_order_that_failed_twice_tells_it_too(desk: Desk, frozen_clock: FrozenClock) -> None:
    shop = desk.shop
    order_id = shop.order(1)
    frozen_clock.forward(minutes=5)
    shop.write(lambda: holding.extend(db.session.get_one(Order, order_id)))
    frozen_clock.forward(minutes=1)
    shop.pay_page(order_id, PRICE)
    shop.stripe.sandbox.expire(shop.session_of(order_id))
    shop.come_back(order_id)
    frozen_clock.forward(minutes=40)
    shop.pay_page(order_id, PRICE)
    frozen_clock.forward(minutes=1)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "ach_fails")
    shop.come_back(order_id)
    frozen_clock.forward(hours=1)
    shop.stripe.sandbox.bounce(shop.intent_of(order_id))
    shop.come_back(order_id)
    assert [re.sub(r"until .*", "until", line) for line in story(desk, order_id)] == [
        "Placed: 1 seat, $599.00", "Asked for more time: held until", "Went to pay $599.00",
        "The payment page was closed; nothing was paid", "Time was over: the seats were let go",
        "Went to pay $599.00", "Seats held again", "A bank debit began: its money takes days",
        "The payment failed", "Time was over: the seats were let go",
        "Mail that the bank debit failed waits to be sent",
    ]  # fmt: skip


def test_a_mail_that_cannot_be_sent_says_why(desk: Desk) -> None:
    order_id = desk.shop.buy()

    def park() -> None:
        row = db.session.scalars(db.select(OutboxRow).filter_by(kind="registration.order_confirmed")).one()
        row.state, row.error = OutboxState.PARKED, "SMTPRecipientsRefused: no such mailbox\nTraceback"

    desk.shop.write(park)
    page = desk.order(order_id)
    assert "Confirmation could not be sent SMTPRecipientsRefused: no such mailbox" in page
    assert "Traceback" not in page


def stuck(desk: Desk, kind: str) -> str:
    """Let the site give something up; return its number in the outbox."""

    def park() -> int:
        row = db.session.scalars(db.select(OutboxRow).filter_by(kind=kind)).one()
        row.state, row.tries, row.error = OutboxState.PARKED, 8, "ConnectionError: nobody there"
        return row.id

    return str(desk.shop.write(park))


def test_a_mail_that_was_given_up_is_tried_again_and_the_story_says_by_whom(desk: Desk) -> None:
    order_id = desk.shop.buy()
    row = stuck(desk, "registration.order_confirmed")
    assert hidden(desk.browser.get(desk.path(order_id)).text)["row"] == [row]
    assert desk.told(order_id, "/again", row=row) == "Confirmation: it is tried again now."
    assert desk.told(order_id, "/again", row=row) == "This is not stuck any more: it was tried again."
    assert "Confirmation: to be tried again, by Owner" in desk.order(order_id)
    assert desk.shop.work() == 1
    page = desk.order(order_id)
    assert ("Confirmation sent" in page, "Try again" in page, "nobody there" in page) == (True, False, False)


def test_a_refund_that_was_given_up_is_money_to_sort_until_it_is_tried_again(desk: Desk) -> None:
    order_id = desk.shop.buy()
    desk.agree(order_id, "/refund?seat=1")
    row = stuck(desk, "payments.send_refund")
    assert "could not be asked for The site tried eight times" in desk.look(f"{HERE}/money")
    assert "Money to sort (1)</a>" in desk.browser.get(f"{HERE}/money").text
    assert "Refund could not be asked for at Stripe. The site tried eight times" in desk.order(order_id)
    desk.told(order_id, "/again", row=row)
    desk.shop.work()
    assert "$599.00 went back to the payer" in desk.order(order_id)
    assert "All is sorted" in desk.look(f"{HERE}/money")


def test_only_what_belongs_to_the_order_is_tried_again(desk: Desk) -> None:
    desk.shop.buy()
    row, other = stuck(desk, "registration.order_confirmed"), desk.shop.order(1)
    for number in (row, "", "-1", "NaN", "9" * 30):
        assert desk.told(other, "/again", row=number).startswith("Nothing of this order waits under that number.")
    assert desk.shop.work() == 0


def test_the_confirmation_is_sent_again_but_not_at_once(desk: Desk, frozen_clock: FrozenClock) -> None:
    order_id = desk.shop.buy()
    assert desk.told(order_id, "/confirmation") == "The confirmation is on its way to ada@example.org."
    frozen_clock.forward(minutes=4)
    assert desk.told(order_id, "/confirmation").startswith("This was sent again less than five minutes ago.")
    frozen_clock.forward(minutes=2)
    desk.told(order_id, "/confirmation")
    assert asked_again(desk, "order_confirmed") == 2
    held = desk.shop.order(1)
    assert desk.told(held, "/confirmation") == "Only a confirmed order has a confirmation to send."


def test_a_ticket_is_sent_again_and_made_anew(desk: Desk) -> None:
    order_id = desk.shop.order(2, guests=[Guest("Zoë", "zoe@example.org")], is_confirmed=True)
    assert desk.told(order_id, "/seats/1/ticket") == "The ticket is on its way to zoe@example.org."
    assert desk.told(order_id, "/seats/2/ticket").startswith("This guest has no mail address yet.")
    assert asked_again(desk, "ticket") == 1
    before = desk.browser.get(desk.path(order_id)).text
    desk.told(order_id, "/seats/1/link")
    pages = before, desk.browser.get(desk.path(order_id)).text
    tickets = [re.findall(r'href="(http[^"]*/tickets/[^"]*)"', page) for page in pages]
    assert [a == b for a, b in zip(*tickets, strict=True)] == [False, True]
    assert "Seat 1, All access: a new ticket; the old one is dead, by Owner" in story(desk, order_id)


def test_a_new_link_kills_the_old_one(desk: Desk) -> None:
    order_id = desk.shop.buy()

    def link() -> str:
        return re.findall(r'href="http://localhost(/orders/[^"]*)"', desk.browser.get(desk.path(order_id)).text)[0]

    old = link()
    desk.told(order_id, "/link")
    stranger = desk.shop.app.test_client()
    assert (stranger.get(old).status_code, stranger.get(link()).status_code) == (404, 200)


def test_the_buyer_is_put_right_and_the_receipt_stays(desk: Desk) -> None:
    order_id = desk.shop.buy()
    typed = {"name": "Ada Lovelace", "email": " ADA@new.example ", "organization": "Engines"}
    assert desk.told(order_id, "/buyer", **typed) == "Saved. Mails about this order go to ADA@new.example from now on."
    assert desk.look(desk.path(order_id, "/buyer")).count("ada@new.example") == 0  # it stands in the field
    assert "Ada Lovelace Engines ada@new.example" in desk.order(order_id)
    assert "Mail: ada@example.org → ada@new.example" in desk.order(order_id)
    assert desk.shop.read(lambda: db.session.scalars(db.select(Payer.email)).one()) == "ada@new.example"


@pytest.mark.parametrize(
    "typed",
    [{"name": "", "email": "a@b.example"}, {"name": "A", "email": "nobody"}, {"name": "A", "email": "a b@c.example"},
     {"name": "A" * 10_000, "email": "a@b.example"}, {"name": "A", "email": "a@b.example\nBcc: all@c.example"},
     {"name": "A", "email": "jörg@b.example"}, {"name": "\u200b\u200d", "email": "a@b.example"}],
)  # fmt: skip
def test_a_buyer_who_is_none_is_refused(desk: Desk, typed: dict[str, str]) -> None:
    order_id = desk.shop.order(1)
    answer = desk.press(order_id, "/buyer", **typed)
    assert (answer.status_code, "field-error" in answer.text) == (422, True)
    assert "Ada Okafor" in desk.order(order_id)


def test_a_guest_is_named_and_two_who_name_at_once_both_know(desk: Desk) -> None:
    order_id = desk.shop.order(2, is_confirmed=True)
    said = desk.told(order_id, "/seats/2", seen="", name="Zoë Núñez", email="Zoe@example.org")
    assert said == "The seat is Zoë Núñez’s now."
    answer = desk.press(order_id, "/seats/2", seen="", name="Bo", email="")
    assert (answer.status_code, "Somebody named Zoë Núñez for this seat" in words(answer.text)) == (422, True)
    guest = desk.shop.read(lambda: db.session.scalars(db.select(Attendee).join(Line).filter_by(position=1)).one())
    assert (guest.name, guest.email) == ("Zoë Núñez", "zoe@example.org")
    assert desk.shop.mails() == ["ticket"]
    assert "Seat 2, All access: guest named, by Owner" in story(desk, order_id)


@pytest.mark.parametrize("typed", [{"name": "\u200b\u200d"}, {"name": "Bo", "email": "jörg@example.org"}])
def test_a_guest_who_is_none_is_refused(desk: Desk, typed: dict[str, str]) -> None:
    order_id = desk.shop.order(1)
    answer = desk.press(order_id, "/seats/1", seen="", **typed)
    assert (answer.status_code, "field-error" in answer.text) == (422, True)
    assert desk.shop.read(lambda: db.session.scalars(db.select(Attendee.name)).all()) == [""]


def test_the_desk_is_told_that_a_ticket_was_mailed_too_often(desk: Desk) -> None:
    order_id = desk.shop.order(1, is_confirmed=True)
    said = [
        desk.told(order_id, "/seats/1", seen=before, name=name, email=f"{name}@bücher.example")
        for before, name in pairwise(["", *"ABCDEF"])
    ]
    assert said[4:] == [
        "The seat is E’s now, and the ticket of the former guest is dead.",
        (
            "The seat is F’s now, and the ticket of the former guest is dead. "
            "It had too many mails today, so the ticket is not mailed."
        ),
    ]
    assert desk.shop.read(lambda: db.session.scalars(db.select(Attendee.email)).one()) == "f@xn--bcher-kva.example"


def test_an_unpaid_order_is_cancelled_and_its_page_closed(desk: Desk) -> None:
    shop = desk.shop
    order_id = shop.order(4)
    shop.pay_page(order_id, 4 * PRICE)
    assert desk.told(order_id, "/cancel") == "The order is cancelled. Nothing was paid, and its seats are free."
    (page,) = shop.stripe.sandbox.all("checkout.session")
    assert (shop.standing(order_id), page["status"]) == ("cancelled 0/4", "expired")
    shop.order(4, email="bo@example.org")
    assert "has gone on in the meantime" in desk.told(order_id, "/cancel")


@pytest.mark.parametrize("trouble", ["paid", "no_connection", "debit"])
def test_what_may_be_paid_still_is_not_cancelled(desk: Desk, trouble: str) -> None:
    shop = desk.shop
    order_id = shop.order(2)
    shop.pay_page(order_id)
    if trouble == "no_connection":
        shop.stripe.sandbox.break_next("no_connection", calls=9)
    else:
        shop.stripe.sandbox.pay(shop.session_of(order_id), "card" if trouble == "paid" else "ach")
    assert desk.told(order_id, "/cancel").startswith("Nothing was cancelled:")
    assert shop.standing(order_id) in ("confirmed 2/2", "held for payment_page 0/2", "held for bank_debit 0/2")


def test_stripe_is_looked_at_again(desk: Desk) -> None:
    shop = desk.shop
    order_id = shop.order(2)
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    assert desk.told(order_id, "/stripe") == "This is what Stripe says now."
    assert shop.standing(order_id) == "confirmed 2/2"
    shop.stripe.sandbox.refund(shop.intent_of(order_id), PRICE)
    desk.told(order_id, "/stripe")
    assert "Refund of $599.00 made in Stripe’s dashboard" in story(desk, order_id)
    shop.stripe.sandbox.open_dispute(shop.intent_of(order_id), 5000)
    desk.told(order_id, "/stripe")
    assert "The payer’s bank disputes $50.00" in story(desk, order_id), "although no webhook told of it"
    shop.stripe.sandbox.break_next("no_connection")
    assert desk.told(order_id, "/stripe") == "The payment service does not answer just now."
    shop.stripe.sandbox.mend()


def test_a_changed_order_names_its_successor(desk: Desk) -> None:
    old = desk.shop.order(1)

    def change() -> int:
        order = db.session.get_one(Order, old)
        return add_order(order.summit, {order.lines[0].pass_type: 2}, previous=order).id

    new = desk.shop.write(change)
    assert f"The buyer changed this order for another one: {desk.code(new)}." in desk.order(old)
    assert story(desk, old)[-1] == "The buyer changed it for another order"
