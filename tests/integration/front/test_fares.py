"""The way to the passes: prices on the home page, a link in the navigation, and both right by the clock alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.registration.models import PassType
from eventsite.summits.models import Summit
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.queries import counted_queries
from tests.integration.front.pointing import asked_just_now
from tests.on_sale import add_pass, add_selling_summit, add_terms

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def summit(app: Flask, frozen_clock: FrozenClock) -> None:
    with app.app_context(), transaction():
        add_selling_summit()


def sell(app: Flask, *works: Callable[[Summit], object]) -> None:
    with app.app_context(), transaction():
        for work in works:
            work(db.session.scalars(select(Summit)).one())


def home(app: Flask, path: str = "/summit/") -> str:
    """Return a page as it is a second later."""
    app.extensions["eventsite.pointers"].forget()
    return app.test_client().get(path).text


def fares(text: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", text[text.index('class="table fares"') :], re.DOTALL)[1:]
    return [[re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def fact(text: str) -> str:
    found = re.search(r"<dt>(Passes|Registration)</dt><dd>(.*?)</dd>", text)
    return f"{found[1]}: {re.sub(r'<[^>]+>', ' ', found[2])}" if found else ""


def test_home_lists_what_is_on_show(app: Flask) -> None:
    sell(
        app,
        lambda summit: add_pass(summit, summary="Everything."),
        lambda summit: add_pass(summit, "Crew", is_hidden=True),
        lambda summit: add_pass(summit, "Virtual", amount=0),
        lambda summit: add_pass(summit, "Over", on_sale_until=AWKWARD),
        lambda summit: add_pass(summit, "Later", on_sale_from=AWKWARD + HOUR),
    )
    text = home(app)
    assert fares(text) == [
        ["All access", "Everything.", "$599.00"],
        ["Virtual", "", "Free"],
        ["Later", "", "$599.00 from Sun 1 Nov, 01:30 EST"],
    ]
    assert fact(text) == "Passes: Free to $599.00"
    assert re.findall(r'href="([^"]*)"[^>]*>(?:Get passes|Passes)\b', text) == ["/summit/passes"] * 4


def test_home_without_passes_says_when_registration_opens(app: Flask) -> None:
    text = home(app)
    assert ("fares" in text, fact(text), "/passes" in text) == (False, "Registration: Opens soon", False)


def test_a_sale_that_opens_by_the_clock_is_on_the_kept_page(app: Flask, frozen_clock: FrozenClock) -> None:
    sell(app, lambda summit: add_pass(summit, on_sale_from=AWKWARD + HOUR, on_sale_until=AWKWARD + 2 * HOUR))
    said = []
    for moment in (AWKWARD, AWKWARD + HOUR, AWKWARD + 2 * HOUR):
        frozen_clock.set(moment)
        said.append(fact(home(app)))
    assert said == [
        "Passes: $599.00 On sale from Sun 1 Nov, 01:30 EST ", "Passes: $599.00", "Registration: Opens soon",
    ]  # fmt: skip


def test_a_price_that_rises_by_the_clock_is_on_the_kept_page(app: Flask, frozen_clock: FrozenClock) -> None:
    sell(app, lambda summit: add_pass(summit, phases=[("Early", 100, None), ("Late", 200, AWKWARD + HOUR)]))
    before = fact(home(app))
    frozen_clock.forward(hours=1)
    assert (before, fact(home(app))) == ("Passes: $1.00", "Passes: $2.00")


def test_every_page_of_the_summit_leads_to_passes_and_terms(app: Flask) -> None:
    paths = ["/summit/agenda", "/summit/now", "/summit/sessions/OPENING", "/summit/passes", "/summit/my-agenda"]
    assert {path: "/summit/passes" in home(app, path) for path in paths if "passes" not in path} == {
        path: False for path in paths if "passes" not in path
    }
    sell(app, add_pass, add_terms)
    for path in paths:
        text = home(app, path)
        assert re.findall(r'<a href="(/summit/passes[^"]*)"[^>]*>([PT][^<]*)</a>', text) == [
            ("/summit/passes", "Passes"), ("/summit/passes", "Passes and prices"),
            ("/summit/passes/terms", "Terms and refunds"),
        ]  # fmt: skip
    assert 'href="/summit/passes" aria-current="page"' in home(app, "/summit/passes")


def test_hidden_passes_alone_are_no_sale(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, is_hidden=True))
    assert "/summit/passes" not in home(app)


def test_the_sitemap_knows_the_page(app: Flask) -> None:
    assert "/summit/passes<" not in home(app, "/sitemap.xml")
    sell(app, add_pass)
    assert "<loc>http://localhost/summit/passes</loc>" in home(app, "/sitemap.xml")


@pytest.mark.parametrize("number", [1, 3])
def test_prices_cost_home_one_query(app: Flask, client: FlaskClient, number: int) -> None:
    sell(app, *[lambda summit, n=n: add_pass(summit, f"Pass {n}", phases=[("A", 1, None), ("B", 2, AWKWARD)])
                for n in range(number)])  # fmt: skip
    client.get("/summit/?fresh")
    with asked_just_now(app, "summit"), counted_queries() as queries:
        client.get("/summit/?fresh")
    assert queries.count == 3


def test_a_look_at_releases_and_sales_is_two_queries(app: Flask) -> None:
    sell(app, add_pass, lambda summit: add_pass(summit, "Day"), add_terms)
    app.extensions["eventsite.pointers"].forget()
    with counted_queries() as queries:
        assert app.extensions["eventsite.pointers"]("summit") is not None
    assert queries.count == 2


def _rename(summit: Summit) -> None:
    found = db.session.scalars(select(PassType).filter_by(code="all-access")).one()
    found.name, found.version = "All", found.version + 1


def _swap(summit: Summit) -> None:
    first, second = db.session.scalars(select(PassType).order_by(PassType.id))
    first.position, second.position = second.position, first.position


@pytest.mark.parametrize(
    "change",
    [
        _rename,
        _swap,
        add_terms,
        lambda summit: add_pass(summit, "Third"),
        lambda summit: add_pass(summit, "Fourth", is_hidden=True),
    ],
)
def test_whatever_changes_what_pages_say_changes_their_version(app: Flask, change: Callable[[Summit], object]) -> None:
    from eventsite.registration.sale import current_sales

    sell(app, add_pass, lambda summit: add_pass(summit, "Day"))
    with app.app_context():
        before = current_sales()
        assert current_sales() == before
    sell(app, change)
    with app.app_context():
        assert current_sales() != before
