"""Seats are taken back and money is given back: shown exactly before it is done, and done once."""

from __future__ import annotations

from functools import partial
from typing import Any

from eventsite.core.db import db
from eventsite.desk.giving_back import for_amount, for_seats
from eventsite.desk.services import returning
from eventsite.payments.models import Refund
from eventsite.registration.models import Order, PassType
from tests.integration.desk.conftest import Desk, flashes, found, hidden, words
from tests.on_sale import PRICE, add_order, add_pass
from tests.racing import at_once

HALF = {"deferred_revenue": -PRICE, "refund_payable": -PRICE, "stripe_clearing": 2 * PRICE}


def refunds(desk: Desk) -> list[int]:
    return desk.shop.read(lambda: list(db.session.scalars(db.select(Refund.amount).order_by(Refund.id))))


def test_one_seat_goes_back_as_the_page_said(desk: Desk) -> None:
    order_id = desk.shop.buy()
    page = desk.look(desk.path(order_id, "/refund?seat=2"))
    intent = desk.shop.intent_of(order_id)
    assert f"Goes back to Ada Okafor $599.00 by the way it came: Card ending 4242 {intent} $599.00" in page
    assert "Cancel 1 seat and refund $599.00" in page
    assert refunds(desk) == []
    answer = desk.agree(order_id, "/refund?seat=2", reason="Ill")
    said = flashes(desk.browser.get(answer.location).text)
    assert said == ["1 seat cancelled, and $599.00 goes back."]
    assert (desk.shop.standing(order_id), desk.shop.books()) == ("confirmed 1/2", HALF)
    assert "Refund of $599.00 asked for at the desk Ill" in desk.order(order_id)
    desk.shop.work()
    assert "$599.00 went back to the payer" in desk.order(order_id)


def test_a_whole_order_asks_for_its_code(desk: Desk) -> None:
    order_id = desk.shop.buy()
    code, query = desk.code(order_id), "/refund?seat=1&seat=2"
    for typed in ("", "nonsense", code[:-1]):
        answer = desk.agree(order_id, query, confirm=typed)
        assert answer.status_code == 422
        assert f"Type {code} here: the whole order is given back." in words(answer.text)
    assert refunds(desk) == []
    assert desk.agree(order_id, query, confirm=f" {code[:4].lower()}-{code[4:]} ").status_code == 302
    assert (desk.shop.standing(order_id), refunds(desk)) == ("cancelled 0/2", [2 * PRICE])


def test_free_seats_are_cancelled_without_money(desk: Desk) -> None:
    def place() -> int:
        free = add_pass(db.session.get_one(PassType, desk.shop.pass_id).summit, "Virtual", amount=0)
        return add_order(free.summit, {free: 2}, is_confirmed=True).id

    order_id = desk.shop.write(place)
    answer = desk.agree(order_id, "/refund?seat=1")
    assert flashes(desk.browser.get(answer.location).text) == ["1 seat cancelled."]
    assert (desk.shop.standing(order_id), refunds(desk)) == ("confirmed 1/2", [])


def test_part_of_the_price_goes_back_once(desk: Desk) -> None:
    order_id = desk.shop.buy()
    path = desk.path(order_id, "/refund-amount")
    form = hidden(desk.browser.get(f"{path}?amount=$50").text)
    assert desk.browser.post(path, data=form).status_code == 302
    again = desk.browser.post(path, data=form)
    assert (again.status_code, "Money was given back after you opened this page" in words(again.text)) == (409, True)
    assert (desk.shop.standing(order_id), refunds(desk)) == ("confirmed 2/2", [5000])


def test_what_is_no_amount_gives_nothing_back(desk: Desk) -> None:
    order_id = desk.shop.buy()
    no_amounts = ("1e9", "-5", "NaN", "１２", "", "Infinity", "5.001", "9" * 10_000, "1,2", "=5", "$", "5 0")
    said = dict.fromkeys(no_amounts, "That is no amount. Write it as in 50.00.")
    said |= dict.fromkeys(("0", "0.00"), "Type an amount above zero, as in 50.00.")
    for amount, expected in said.items():
        answer = desk.browser.get(desk.path(order_id, "/refund-amount"), query_string={"amount": amount})
        assert (answer.status_code, expected in words(answer.text)) == (200, True), amount
        typed = {"amount": amount, "agreed": amount, "sold": str(2 * PRICE)}
        assert desk.press(order_id, "/refund-amount", **typed).status_code == 422, amount
    assert refunds(desk) == []


def test_more_than_is_left_is_not_given_back(desk: Desk) -> None:
    order_id = desk.shop.buy()
    page = desk.browser.get(desk.path(order_id, "/refund-amount?amount=1198.01")).text
    assert "That is more than is left. At most $1,198.00 can be given back." in words(page)
    assert ('method="post"' in page[page.index("<main") :], 'value="1198.01"' in page) == (False, True)
    typed = {"amount": "1198.01", "agreed": "119801", "sold": "119800"}
    assert desk.press(order_id, "/refund-amount", **typed).status_code == 422
    typed["amount"] = "5.00"  # what a page of ours never sends
    assert desk.press(order_id, "/refund-amount", **typed).status_code == 409
    assert refunds(desk) == []
    desk.agree(order_id, "/refund-amount?amount=1198")
    assert "Nothing is left to give back." in desk.look(desk.path(order_id, "/refund-amount?amount=1"))


def test_seats_that_are_not_there_are_not_taken_back(desk: Desk) -> None:
    """Seats are named by their place in their own order, so that another order's cannot be named at all."""
    order_id, other = desk.shop.buy(), desk.shop.buy()
    hostile = [["3"], ["0"], ["-1"], ["1", "3"], ["x"], ["１"], ["9" * 5_000], ["1' OR 1=1"], []]
    for seats in hostile:
        answer = desk.browser.get(desk.path(order_id, "/refund"), query_string={"seat": seats})
        confirm = {"seat": seats, "agreed": str(PRICE), "confirm": desk.code(order_id)}
        sent = desk.browser.post(desk.path(order_id, "/refund"), data=confirm)
        assert (answer.status_code, sent.status_code) == (302, 302), seats
    assert [desk.shop.standing(id) for id in (order_id, other)] == ["confirmed 2/2"] * 2
    assert refunds(desk) == []


def test_another_amount_than_was_shown_is_not_given_back(desk: Desk) -> None:
    order_id = desk.shop.buy()
    for agreed in ("59901", "0", "-59900", "", "NaN", "59900.0", "９"):
        answer = desk.press(order_id, "/refund", seat="1", agreed=agreed)
        assert (answer.status_code, "another amount is left. Look at it again." in words(answer.text)) == (409, True)
        assert hidden(answer.text)["agreed"] == [str(PRICE)]
    assert (desk.shop.standing(order_id), refunds(desk)) == ("confirmed 2/2", [])


def test_a_form_sent_twice_takes_back_once(desk: Desk) -> None:
    order_id = desk.shop.buy()
    form = {"seat": "1", "agreed": str(PRICE)}
    answers = [desk.press(order_id, "/refund", **form).status_code for _ in range(2)]
    assert (answers, refunds(desk), desk.shop.books()) == ([302, 302], [PRICE], HALF)


def test_a_disputed_order_gives_nothing_back_and_says_why(desk: Desk) -> None:
    order_id = desk.shop.buy()
    form = hidden(desk.browser.get(desk.path(order_id, "/refund?seat=1")).text)
    dispute = desk.shop.stripe.sandbox.open_dispute(desk.shop.intent_of(order_id))
    desk.shop.deliver()
    page = desk.browser.get(desk.path(order_id)).text
    assert f"Answer it in Stripe, before the date that stands there: {dispute['id']}." in words(page)
    assert "/refund" not in page
    for answer in (desk.browser.get(desk.path(order_id, "/refund?seat=1")), desk.press(order_id, "/refund", **form)):
        assert "Nothing can be given back now." in words(answer.text)
    assert refunds(desk) == []


def test_after_a_lost_dispute_the_seats_are_taken_back_and_only_the_rest_is_refunded(desk: Desk) -> None:
    shop, order_id = desk.shop, desk.shop.buy()
    dispute = shop.stripe.sandbox.open_dispute(shop.intent_of(order_id), PRICE + 10000)
    shop.stripe.sandbox.close_dispute(dispute["id"], is_won=False)
    shop.deliver()
    page = desk.order(order_id)
    assert "Its seats are still confirmed, and $699.00 of their price is not paid any more" in page
    assert "give part of the price back, up to $499.00" in page
    one = desk.look(desk.path(order_id, "/refund?seat=1"))
    assert "gave them in a dispute, and does not go back again $599.00" in one
    assert "Cancel 1 seat Leave everything" in one
    assert desk.agree(order_id, "/refund?seat=1").status_code == 302
    assert (refunds(desk), shop.books()["receivable"]) == ([], 10000)
    assert desk.agree(order_id, "/refund?seat=2", confirm=desk.code(order_id)).status_code == 302
    shop.work()
    assert (refunds(desk), shop.standing(order_id), shop.books()) == ([49900], "cancelled 0/2", {})
    assert "Its seats are still confirmed" not in desk.order(order_id)
    assert found(desk, flag="disputed") == []


def test_the_page_says_what_the_service_does(desk: Desk) -> None:
    """What is shown comes from sums of its own, so that nothing is written by looking: they have to agree."""
    order_id = desk.shop.buy()
    desk.agree(order_id, "/refund-amount?amount=700.00")

    def shown() -> tuple[Any, ...]:
        order = db.session.get_one(Order, order_id)
        one, both = for_seats(order, [1]), for_seats(order, [1, 2])
        assert one is not None
        assert both is not None
        return one.amount, both.amount, both.is_whole, both.missing, for_amount(order, 1).sold

    left = 2 * PRICE - 70000
    assert desk.shop.read(shown) == (left, left, True, 0, left)
    assert desk.agree(order_id, "/refund?seat=1").status_code == 302
    assert refunds(desk) == [70000, left]


def test_two_organizers_who_refund_one_seat_at_once_refund_it_once(desk: Desk) -> None:
    shop, order_id = desk.shop, desk.shop.buy()

    def refund() -> int:
        return shop.write(partial(
            returning.give_seats_back, order_id, [1], agreed=PRICE, reason="", outbox=shop.outbox))  # fmt: skip

    results = at_once(shop.app, [refund] * 4)
    assert sorted(type(result).__name__ for result in results) == ["CannotRefund"] * 3 + ["int"]
    assert (refunds(desk), shop.books(), shop.standing(order_id)) == ([PRICE], HALF, "confirmed 1/2")


def test_two_who_give_the_same_amount_at_once_give_it_once(desk: Desk) -> None:
    shop, order_id = desk.shop, desk.shop.buy()

    def refund() -> None:
        give = returning.give_amount_back
        shop.write(partial(give, order_id, 5000, sold=2 * PRICE, reason="", outbox=shop.outbox))

    results = at_once(shop.app, [refund] * 4)
    assert sorted(type(result).__name__ for result in results) == ["NoneType"] + ["NotAsShown"] * 3
    assert refunds(desk) == [5000]


def test_a_dispute_that_arrives_during_a_refund_leaves_the_books_whole(desk: Desk) -> None:
    """Whoever comes first: a refund that was agreed to before is asked for, one that comes after is refused."""
    shop, order_id = desk.shop, desk.shop.buy()
    shop.stripe.sandbox.open_dispute(shop.intent_of(order_id))

    def refund() -> int:
        return shop.write(partial(
            returning.give_seats_back, order_id, [1], agreed=PRICE, reason="", outbox=shop.outbox))  # fmt: skip

    made, statuses = at_once(shop.app, [refund, shop.deliver])
    assert set(statuses) == {200}
    taken = {"receivable": 2 * PRICE, "deferred_revenue": -2 * PRICE}
    if isinstance(made, int):
        asked = {**taken, "deferred_revenue": -PRICE, "refund_payable": -PRICE}
        assert (refunds(desk), shop.books()) == ([PRICE], asked)
    else:
        assert (type(made).__name__, refunds(desk), shop.books()) == ("CannotRefund", [], taken)
    assert desk.press(order_id, "/refund", seat="2", agreed=str(PRICE), confirm=desk.code(order_id)).status_code == 409
