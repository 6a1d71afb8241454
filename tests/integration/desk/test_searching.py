"""An order is found by anything a caller may say, and by nothing else."""

from __future__ import annotations

import pytest

from eventsite.core.db import db
from eventsite.payments.models import Payment
from eventsite.registration.ticket_codes import ticket_code
from tests.fixtures.cast import ELSEWHERE
from tests.integration.desk.conftest import HERE, Desk, Known, found, selling
from tests.on_sale import add_order, add_pass

LIST = f"{HERE}/orders"


@pytest.mark.parametrize(
    "said",
    [
        "ada", "OKAFOR", "kafo", "tacoma", "ada@example.org", "zoe", "nunez zoë", "guest.example", "curb lab",
        "okafor núñez", "$1,198.00", "1198", "1198.00", "$ 1,198.00", "usd 1,198", "4242", "12.34", "tacoma 1198",
        "- ada",
    ],
)  # fmt: skip
def test_the_paid_order_is_found_by(desk: Desk, known: Known, said: str) -> None:
    assert found(desk, q=said) == [known.paid]


@pytest.mark.parametrize("said", ["sinead", "O'Brien", "o’brien sinéad", "water.example", "599", "$599.00"])
def test_the_held_order_is_found_by(desk: Desk, known: Known, said: str) -> None:
    assert found(desk, q=said) == [known.held]


def test_an_order_is_found_by_its_codes_and_ids(desk: Desk, known: Known) -> None:
    code, ticket = known.said["code"], known.said["ticket"]
    forms = [code, code.lower(), f"{code[:4]} {code[4:]}", f" {code[:4]}-{code[4:].lower()} ", code[2:]]
    forms += [ticket, ticket.lower(), ticket.replace("-", " "), ticket.replace("-", "")]
    forms += [ticket[:9], ticket[5:9].lower(), f"{ticket[5:9]} {ticket[10:14]}", ticket[-6:], "okafor " + ticket[:4]]
    forms += [known.said[kind] for kind in ("session", "intent", "charge", "refund", "dispute", "receipt")]
    assert {said: found(desk, q=said) for said in forms} == {said: [known.paid] for said in forms}


def test_an_id_without_a_digit_is_found_too(desk: Desk, known: Known) -> None:
    desk.shop.write(lambda: setattr(db.session.scalars(db.select(Payment)).one(), "intent_id", "pi_QfjruBgIlNlbDJ"))
    assert found(desk, q="pi_QfjruBgIlNlbDJ") == [known.paid]


@pytest.mark.parametrize(
    "said",
    ["okafor brien", "x" * 10_000, "%", "' OR 1=1 --", "<script>", "=1+1", "5.00",
     "NaN", "1e9", "pi_", "pi_nothing", "re_'", "4343", "１１９８", "K7Q2-9XMW-4TPA-0005"],
)  # fmt: skip
def test_nothing_is_found_by(desk: Desk, known: Known, said: str) -> None:
    expected = [known.held, known.paid] if said == "%" else []  # nothing was said: a mark is no word
    assert found(desk, q=said) == expected


def test_an_id_that_is_not_kept_says_which_is(desk: Desk, known: Known) -> None:
    assert "search for the id of its payment, which begins with pi_" in desk.look(f"{LIST}?q=ch_3Nabc")
    assert "part of a name is enough" in desk.look(f"{LIST}?q=nobody")


def test_another_summits_orders_are_in_no_list(desk: Desk, known: Known) -> None:
    def elsewhere() -> str:
        made = add_pass(selling(ELSEWHERE), "Far away")
        order = add_order(made.summit, {made: 1}, name="Ada Okafor", is_confirmed=True)
        return ticket_code(order.lines[0], desk.shop.app.extensions["eventsite.link_key"])

    ticket = desk.shop.write(elsewhere)
    assert (found(desk, q="ada"), found(desk, q=ticket)) == ([known.paid], [])
    assert "2 orders" in desk.look(LIST)
