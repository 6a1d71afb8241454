"""What one order costs, from choosing a pass to holding the ticket: its page requests, its statements, its commits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.registration.models import Order
from tests.fixtures.queries import Statements, asked, counted_commits
from tests.fixtures.stripe import StripeSandbox
from tests.on_sale import add_pass, add_selling_summit, add_terms
from tests.purchases import Answer, Purchase


def asks(client: FlaskClient) -> Callable[..., Answer]:
    def ask(method: str, address: str, form: Mapping[str, str] | None = None) -> Answer:
        response = client.open(address, method=method, data=form)
        return response.status_code, response.headers.get("Location", ""), response.get_data(as_text=True)

    return ask


def sell(app: Flask, *, amount: int) -> None:
    with app.app_context(), transaction():
        summit = add_selling_summit()
        add_terms(summit)
        add_pass(summit, "All access", size=100, amount=amount)


#: What the design allows.
MOST_STATEMENTS, MOST_COMMITS = 60, 12
#: By number of seats. SQLite is sent a row at a time where PostgreSQL takes several in one statement; there a pass is
#: locked for an instant, too, whenever its seats are counted, which on SQLite nobody could change.
STATEMENTS = {"sqlite": {1: 55, 3: 59}, "postgresql": {1: 57, 3: 57}}
FREE = {"sqlite": 38, "postgresql": 40}


@pytest.mark.parametrize("seats", [1, 3])
def test_an_order_costs_what_it_cost(
    paying_app: Flask,
    stripe_sandbox: StripeSandbox,
    count_queries: Callable[[], AbstractContextManager[Statements]],
    seats: int,
) -> None:
    """The design's budget is 6 requests, 60 statements and 12 commits; the first look at a release is among them."""
    sell(paying_app, amount=59900)
    purchase = Purchase(asks(paying_app.test_client()), "summit", f"pass.all-access={seats}")
    with count_queries() as sent, counted_commits() as commits:
        purchase.make(lambda page: stripe_sandbox.sandbox.pay(page.rpartition("/")[2], "card"))
    with paying_app.app_context():
        assert db.session.scalars(select(Order.state)).all() == ["confirmed"]
        costs = STATEMENTS[db.engine.dialect.name][seats]
    assert [page.partition(" ")[0] for page in purchase.pages] == ["GET", "GET", "POST", "GET", "POST", "GET"]
    assert len(asked(sent)) == costs, "\n".join(sent)
    assert len(commits) == 4
    assert costs <= MOST_STATEMENTS
    assert len(commits) <= MOST_COMMITS


def test_a_free_order_costs_less(
    paying_app: Flask,
    stripe_sandbox: StripeSandbox,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    sell(paying_app, amount=0)
    purchase = Purchase(asks(paying_app.test_client()), "summit")
    with count_queries() as sent:
        purchase.choose()
        assert purchase.hold(purchase.who()) == 303
        assert purchase.pay(purchase.review()).endswith(purchase.order)
        purchase.get(purchase.order)
    with paying_app.app_context():
        assert (len(asked(sent)), stripe_sandbox.calls) == (FREE[db.engine.dialect.name], [])
