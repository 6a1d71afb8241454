"""The mails of what comes after, or goes wrong: money without a seat, failed debits, cancelled seats, lost links."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.payments.services import refunding, settling
from eventsite.registration.services import finding, holding
from eventsite.registration.states import OrderState
from tests.fixtures.clocks import FrozenClock
from tests.integration.front.mails.mailbox import mails, to, words
from tests.integration.front.mails.mailing import ADA, BO, CY, buy, code_of, days, opens, refund
from tests.integration.payments.shop import Shop


def paid_too_late(clock: FrozenClock, shop: Shop) -> int:
    """Pay a page, and tell nobody until its seats are sold."""
    order_id = shop.order()
    shop.pay_page(order_id)
    session = shop.session_of(order_id)
    shop.stripe.sandbox.pay(session, "card")
    shop.write(lambda: holding.give_up(holding.lock_order(order_id), OrderState.EXPIRED))
    return order_id


def test_money_without_a_seat_is_told(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = paid_too_late(frozen_clock, shop)
    shop.order(3, email=CY)
    shop.come_back(order_id)
    shop.work()
    (mail,) = mails(shop.app)
    code = code_of(shop, order_id)
    assert (mail.to, mail.files) == (ADA, {})
    assert mail.subject == f"Smart Cities Summit 2035: your payment for order {code} is safe with us"
    assert f"\n\n$1,198.00 came for order {code}, but no seat could be confirmed with it: its time was" in mail.text
    assert "our desk sees it, and either finds you a seat or gives all of it back." in words(mail.html)
    assert opens(shop, mail) == {"orders": 200}


def test_money_that_was_sorted_meanwhile_is_not_told(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = paid_too_late(frozen_clock, shop)
    shop.order(3, email=CY)
    shop.come_back(order_id)
    shop.resize(5)
    shop.write(lambda: settling.give_seat(holding.lock_order(order_id), outbox=shop.outbox))
    shop.work()
    assert [mail.subject.partition(": ")[2][:13] for mail in mails(shop.app)] == ["your 2 passes"]


def test_a_second_payment_is_told(frozen_clock: FrozenClock, shop: Shop) -> None:
    order_id = paid_too_late(frozen_clock, shop)
    shop.pay_page(order_id)
    shop.stripe.sandbox.pay(shop.session_of(order_id), "card")
    shop.come_back(order_id)
    shop.come_back(order_id)
    shop.work()
    code = code_of(shop, order_id)
    told = [mail.text for mail in mails(shop.app) if "is safe with us" in mail.subject]
    assert len(told) == 1
    assert f"Your order {code} is confirmed. $1,198.00 came for it beside what it costs" in told[0]


def test_a_debit_that_failed_is_told(shop: Shop) -> None:
    order_id = buy(shop, "ach")
    assert mails(shop.app) == []
    shop.stripe.sandbox.bounce(shop.intent_of(order_id))
    shop.come_back(order_id)
    shop.work()
    (mail,) = mails(shop.app)
    code = code_of(shop, order_id)
    assert (mail.to, mail.subject) == (ADA, f"Smart Cities Summit 2035: your bank did not pay order {code}")
    assert f"The bank debit of $1,198.00 for order {code} came back unpaid" in mail.text
    assert opens(shop, mail) == {"orders": 200}


def test_cancelled_seats_are_told_with_what_goes_back(shop: Shop) -> None:
    order_id = buy(shop)
    refund(shop, order_id, 1)
    _, mail = to(shop.app, ADA)
    code = code_of(shop, order_id)
    assert mail.subject == f"Smart Cities Summit 2035: a seat of order {code} cancelled"
    assert mail.text.startswith(
        f"Hello Ada Okafor,\n\nThis seat of order {code} is cancelled, and its ticket opens nothing any more:\n\n"
        "- All access: Bo Li, $599.00\n\n"
        "$599.00 went back to card ending 4242. Your bank may take 5 to 10 days to show it.\n\n"
        "Still yours:\n\n- All access: Ada Okafor, $599.00\n\n"
    )
    assert {read.status for read in days(mail).values()} == {"CONFIRMED"}


def test_money_back_is_told_although_the_seats_stay(shop: Shop) -> None:
    order_id = buy(shop)
    shop.write(lambda: refunding.refund_amount(order_id, 5000, reason="Sorry", outbox=shop.outbox))
    shop.work()
    _, mail = to(shop.app, ADA)
    code = code_of(shop, order_id)
    assert mail.subject == f"Smart Cities Summit 2035: money back for order {code}"
    assert mail.text.startswith(
        f"Hello Ada Okafor,\n\nThis is about order {code}. Your 2 seats stay yours.\n\n"
        "$50.00 went back to card ending 4242. Your bank may take 5 to 10 days to show it.\n\nOpen your order:\n\n"
    )
    assert "$50.00 went back to card ending 4242." in words(mail.html)
    assert (len(to(shop.app, BO)), opens(shop, mail)) == (1, {"orders": 200})


def test_a_refund_that_waits_is_on_its_way(shop: Shop) -> None:
    order_id = buy(shop, seats=1)
    shop.stripe.sandbox.let_refunds_wait()
    refund(shop, order_id, 0)
    _, mail = to(shop.app, ADA)
    assert "\n$599.00 is on its way back to card ending 4242. Banks take 5 to 10 days.\n" in mail.text
    assert "Still yours" not in mail.text + mail.html
    assert {read.status for read in days(mail).values()} == {"CANCELLED"}


def test_a_refund_that_failed_is_the_desks(shop: Shop) -> None:
    order_id = buy(shop, seats=1)
    shop.stripe.sandbox.let_refunds_wait()
    shop.write(lambda: refunding.refund_seats(order_id, shop.line_ids(order_id), reason="Ill", outbox=shop.outbox))
    fail = "UPDATE refund SET state = 'failed'"
    shop.write(lambda: db.session.execute(db.text(fail)))
    shop.work()
    _, mail = to(shop.app, ADA)
    assert "\n$599.00 could not be given back yet. Our desk sees it and finds another way" in mail.text
    assert "goes back" not in mail.text


def test_a_guest_is_told_that_the_ticket_is_dead(shop: Shop) -> None:
    order_id = buy(shop)
    ticket = to(shop.app, BO)[0]
    refund(shop, order_id, 0, 1)
    _, mail = to(shop.app, BO)
    assert mail.subject == "Smart Cities Summit 2035: your ticket was cancelled"
    assert "The pass for Smart Cities Summit 2035 that Ada Okafor got for you is cancelled: All access." in mail.text
    assert "$" not in mail.text + mail.html
    before, after = days(ticket), days(mail)
    assert list(before) == list(after)
    assert {read.status for read in after.values()} == {"CANCELLED"}
    assert all(after[uid].sequence > before[uid].sequence for uid in after)


def test_lost_links_come_to_their_address(frozen_clock: FrozenClock, shop: Shop) -> None:
    confirmed, held = buy(shop), shop.order(1)
    shop.order(1, email=CY)
    shop.write(lambda: finding.ask_for_links(email=" Ada@Example.org ", outbox=shop.outbox))
    shop.work()
    mail = to(shop.app, ADA)[-1]
    codes = [code_of(shop, order_id) for order_id in (held, confirmed)]
    assert mail.subject == "Your orders at localhost"
    assert [line for line in mail.text.splitlines() if line.startswith(("Order", "Not", "Conf"))] == [
        f"Order {codes[0]}: Smart Cities Summit 2035, 10–12 March 2035",
        "Not paid yet; its seats are kept until Sun 1 Nov 2026, 01:45 EDT.",
        f"Order {codes[1]}: Smart Cities Summit 2035, 10–12 March 2035",
        "Confirmed.",
    ]
    paths = [link.removeprefix("http://localhost") for link in mail.links if "/orders/" in link]
    pages = [shop.app.test_client().get(path) for path in paths]
    assert [page.status_code for page in pages] == [200, 200]
    assert [code in page.text for code, page in zip(codes, pages, strict=True)] == [True, True]


def test_links_of_nobody_are_no_mail(shop: Shop) -> None:
    shop.write(lambda: finding.ask_for_links(email="nobody@example.org", outbox=shop.outbox))
    assert (shop.work(), mails(shop.app)) == (1, [])
