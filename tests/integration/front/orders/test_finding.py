"""Find my order: the same answer for every address, and a mail only to whom the orders belong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements
from tests.integration.front.orders.buying import Buyer, Seen, Shop

Arrive = Callable[..., Buyer]


def ask(shop: Shop, email: str) -> Seen:
    return Seen(shop.app.test_client().post("/orders/", data={"email": email}))


def asked(shop: Shop) -> list[str]:
    rows = db.select(OutboxRow).where(OutboxRow.kind == "registration.order_links").order_by(OutboxRow.id)
    return shop.read(lambda: [row.payload["email"] for row in db.session.scalars(rows)])


def test_whoever_ordered_is_mailed(buyer: Arrive, shop: Shop) -> None:
    buyer()
    answer = ask(shop, " ADA@example.org ")
    assert (answer.status, answer.response.location) == (303, "/orders/?asked=yes")
    assert asked(shop) == ["ada@example.org"]
    assert "Look into your mail." in Seen(shop.app.test_client().get("/orders/?asked=yes")).text


def test_an_address_is_found_however_its_domain_is_written(buyer: Arrive, shop: Shop) -> None:
    buyer(1, email="ada@xn--bcher-kva.example")
    assert ask(shop, "Ada@bücher.example").status == 303
    assert asked(shop) == ["ada@xn--bcher-kva.example"]


def test_strangers_learn_nothing(
    buyer: Arrive, shop: Shop, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    buyer()
    answers = []
    for email in ("ada@example.org", "nobody@example.org"):
        with count_queries() as queries:
            answer = ask(shop, email)
        answers.append((answer.status, answer.html, dict(answer.response.headers), [text[:60] for text in queries]))
    assert answers[0] == answers[1]
    assert asked(shop) == ["ada@example.org", ""]


def test_an_address_gets_few_mails_an_hour(buyer: Arrive, shop: Shop, frozen_clock: FrozenClock) -> None:
    buyer()
    buyer(1, email="ben@example.org")
    for _ in range(5):
        assert ask(shop, "ada@example.org").response.location == "/orders/?asked=yes"
    ask(shop, "ben@example.org")
    assert asked(shop) == ["ada@example.org"] * 3 + ["", "", "ben@example.org"]
    frozen_clock.forward(hours=1)
    ask(shop, "ada@example.org")
    assert asked(shop)[-1] == "ada@example.org"


@pytest.mark.parametrize(
    "email", ["", "ada", "a@b", "x" * 250 + "@example.org", "ada@example.org\r\nBcc: eve@example.org"]
)
def test_what_is_no_address_is_said(shop: Shop, email: str) -> None:
    answer = ask(shop, email)
    assert answer.status == 200
    assert 'id="email-error"' in answer.html
    assert asked(shop) == []
