"""The first screen of buying: passes side by side, live, and few queries however many there are."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import PassType
from eventsite.registration.states import Opens
from eventsite.summits.models import Summit
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.queries import Statements
from tests.integration.front.hostile import EVIL
from tests.integration.front.pointing import asked_just_now
from tests.on_sale import add_capacity, add_order, add_pass, add_selling_summit, add_terms

PASSES = "/summit/passes"
Counting = Callable[[], AbstractContextManager[Statements]]
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def summit(app: Flask, frozen_clock: FrozenClock) -> None:
    with app.app_context(), transaction():
        add_selling_summit()


def sell(app: Flask, *works: Callable[[Summit], object]) -> None:
    with app.app_context(), transaction():
        for work in works:
            work(db.session.scalars(select(Summit).filter_by(slug="summit")).one())
    app.extensions["eventsite.pointers"].forget()


def page(app: Flask, query: str = "?fresh", code: int = 200) -> str:
    """Return the page as it is made for a query that is not kept."""
    response = app.test_client().get(PASSES + query)
    assert response.status_code == code
    return unescape(response.text)


def column(text: str, code: str) -> str:
    """Return what a pass says, tags taken out."""
    found = re.search(rf'<li class="pass" id="pass-{code}">(.*?)</ul>\s*</div>\s*</li>', text, re.DOTALL)
    assert found, f"no pass {code}"
    return words(found[1])


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


def fields(text: str) -> dict[str, str]:
    inputs = re.findall(r'<input type="number"[^>]*>', text)
    return {re.search(r'name="([^"]*)"', found)[1]: re.search(r'value="([^"]*)"', found)[1] for found in inputs}


def rows_of(text: str, code: str) -> list[str]:
    found = re.search(rf'id="pass-{code}">.*?<ul class="opens">(.*?)</ul>', text, re.DOTALL)
    assert found
    return [words(row) for row in re.findall(r"<li.*?</li>", found[1], re.DOTALL)]


def test_a_pass_says_what_it_costs_and_what_is_left(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, size=40, summary="Everything."))
    assert column(page(app), "all-access").startswith(
        "All access Everything. $599.00 Same price to the end 40 left of 40 How many : All access"
    )


def test_prices_before_and_after_are_said_with_their_moment(app: Flask) -> None:
    phases = [("Early", 50000, None), ("Standard", 60000, AWKWARD - HOUR), ("Late", 70000, AWKWARD + HOUR)]
    sell(app, lambda summit: add_pass(summit, phases=phases))
    text = page(app)
    assert "$600.00 $700.00 from Sun 1 Nov, 01:30 EST Early was $500.00" in column(text, "all-access")
    strip = re.findall(r'<li class="phase phase-(\w+)"[^>]*>(.*?)</li>', text, re.DOTALL)
    assert [(place, words(said)) for place, said in strip] == [
        ("past", "Early ended Sun 1 Nov"),
        ("now", "Standard, now to Sun 1 Nov, 01:30 EST , today"),
        ("next", "Late from Sun 1 Nov, 01:30 EST"),
    ]


def test_a_phase_that_ends_at_midnight_ends_the_day_before(app: Flask) -> None:
    midnight = datetime(2026, 11, 5, 5, 0, tzinfo=UTC)
    sell(app, lambda summit: add_pass(summit, phases=[("Early", 50000, None), ("Late", 60000, midnight)]))
    assert "to Wed 4 Nov, 23:59 EST , 3 days left" in words(page(app))


def test_passes_with_phases_of_their_own_share_no_strip(app: Flask) -> None:
    sell(
        app,
        lambda summit: add_pass(summit, phases=[("Early", 5, None), ("Late", 6, AWKWARD + HOUR)]),
        lambda summit: add_pass(summit, "Day", phases=[("Early", 5, None), ("Late", 6, AWKWARD + 2 * HOUR)]),
    )
    assert '<ol class="phases">' not in page(app)


def test_a_free_pass_says_so(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, amount=0))
    assert column(page(app), "all-access").startswith("All access Free Free to the end Not limited")


def test_few_that_are_left_are_marked(app: Flask) -> None:
    def nearly(summit: Summit) -> None:
        add_order(summit, {add_pass(summit, size=100, max_per_order=50): 50}, is_confirmed=True)
        add_order(summit, {db.session.scalars(select(PassType)).one(): 40}, is_confirmed=True)

    sell(app, nearly)
    text = page(app)
    assert "10 left of 100" in column(text, "all-access")
    assert '<span class="state state-warn">10 left</span>' in text
    assert re.findall(r'gauge-fill" width="(\d+)"', text) == ["10"]
    assert re.findall(r'max="(\d+)"', text) == ["10"]


def test_a_sold_out_pass_offers_what_opens_the_same(app: Flask) -> None:
    def sold_out(summit: Summit) -> None:
        add_pass(summit, "Event", opens=[Opens.ANY_EVENT])
        add_order(summit, {add_pass(summit, "Main", size=1, opens=[summit.events[0]]): 1})
        add_pass(summit, "All access")
        add_pass(summit, "Side", opens=[summit.events[1]])
        add_pass(summit, "Later", on_sale_from=AWKWARD + HOUR)

    sell(app, sold_out)
    text = page(app)
    assert "Sold out of 1 The same opens with All access ." in column(text, "main")
    assert 'href="#pass-all-access"' in text
    assert sorted(fields(text)) == ["pass.all-access", "pass.event.main", "pass.event.side", "pass.side"]


def test_a_sold_out_pass_that_nothing_replaces_says_so(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, size=0), lambda summit: add_pass(summit, "Day", opens=[summit.events[0]]))
    assert "Sold out of 0 No seat is left." in column(page(app), "all-access")


def test_a_group_pass_is_sold_out_when_no_group_fits(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, size=4, min_per_order=5))
    text = page(app)
    assert "Sold out of 4" in column(text, "all-access")
    assert fields(text) == {}


def test_a_pass_that_is_not_yet_on_sale_has_its_first_price(app: Flask) -> None:
    opens = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
    phases = [("Early", 50000, None), ("Standard", 60000, opens - HOUR)]
    sell(app, lambda summit: add_pass(summit, phases=phases, on_sale_from=opens))
    text = page(app)
    assert "$600.00" in column(text, "all-access")
    assert "On sale from Tue 3 Nov, 09:00 EST" in column(text, "all-access")
    assert (fields(text), "Add guests" in text) == ({}, False)


def test_a_pass_whose_sale_ended_says_when(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, on_sale_until=AWKWARD))
    assert "Its sale ended on Sun 1 Nov, 01:30 EDT" in column(page(app), "all-access")


def test_the_end_of_a_sale_is_said_when_it_is_near(app: Flask) -> None:
    sell(
        app,
        lambda summit: add_pass(summit, "Near", on_sale_until=AWKWARD + timedelta(days=13)),
        lambda summit: add_pass(summit, "Far", on_sale_until=AWKWARD + timedelta(days=14)),
    )
    text = page(app)
    assert "On sale until Sat 14 Nov, 00:30 EST" in column(text, "near")
    assert "On sale until" not in column(text, "far")


def test_a_choice_has_a_field_each(app: Flask) -> None:
    sell(
        app,
        lambda summit: add_pass(summit, "Event", opens=[Opens.ANY_EVENT]),
        lambda summit: add_pass(summit, "Day", opens=[Opens.ANY_DAY], min_per_order=2),
    )
    text = page(app)
    assert list(fields(text)) == [
        "pass.event.main", "pass.event.side", "pass.day.2035-03-10", "pass.day.2035-03-11", "pass.day.2035-03-12",
    ]  # fmt: skip
    assert words(re.findall(r"<label.*?</label>", text, re.DOTALL)[2]) == "Day, how many for Sat 10 Mar"
    assert "Sold from 2 on" in column(text, "day")


def test_what_passes_open_stands_in_line(app: Flask) -> None:
    def four(summit: Summit) -> None:
        add_pass(summit, "All", extras="Lunch\nReception")
        add_pass(summit, "Event", opens=[Opens.ANY_EVENT], extras="lunch\n")
        add_pass(summit, "Day", opens=[date(2035, 3, 11)])
        add_pass(summit, "Main", opens=[summit.events[0]])

    sell(app, four)
    text = page(app)
    shut = "Not included: "
    days = ["Sat 10 Mar", "Sun 11 Mar", "Mon 12 Mar"]
    assert {code: rows_of(text, code) for code in ("all", "event", "day", "main")} == {
        "all": ["Main", "Side", *days, "Lunch", "Reception"],
        "event": ["Main, or", "Side", *days, "Lunch", f"{shut}Reception"],
        "day": ["Main", "Side", shut + days[0], days[1], shut + days[2], f"{shut}Lunch", f"{shut}Reception"],
        "main": ["Main", f"{shut}Side", *days, f"{shut}Lunch", f"{shut}Reception"],
    }


def test_a_single_session_is_opened_by_name_and_by_what_holds_it(app: Flask) -> None:
    def three(summit: Summit) -> None:
        from eventsite.programme.models import Session

        opening = db.session.scalars(select(Session).filter_by(summit_id=summit.id)).one()
        add_pass(summit, "Opening", opens=[opening])
        add_pass(summit, "Day", opens=[date(2035, 3, 10)])
        add_pass(summit, "Side", opens=[summit.events[1]])

    sell(app, three)
    text = page(app)
    found = {code: rows_of(text, code)[-1] for code in ("opening", "day", "side")}
    assert found == {"opening": "About OPENING", "day": "About OPENING", "side": "Not included: About OPENING"}


def test_hidden_passes_are_for_who_knows_their_code(app: Flask) -> None:
    sell(app, add_pass, lambda summit: add_pass(summit, "Crew", is_hidden=True))
    assert "Crew" not in page(app)
    text = page(app, "?show=crew&show=nothing")
    assert list(fields(text)) == ["pass.all-access", "pass.crew"]
    assert re.findall(r'type="hidden" name="show" value="([^"]*)"', text) == ["crew"]


def test_numbers_that_the_address_holds_are_kept_and_added_up(app: Flask) -> None:
    sell(app, add_pass, lambda summit: add_pass(summit, "Day", amount=10000))
    text = page(app, "?pass.all-access=2&pass.day=x")
    assert fields(text) == {"pass.all-access": "2", "pass.day": "x"}
    assert "2 passes, $1,198.00" in text


def test_hostile_names_stay_text(app: Flask) -> None:
    sell(app, lambda summit: add_pass(summit, EVIL[:120], code="evil", summary=EVIL, extras=EVIL))
    text = app.test_client().get(PASSES + "?pass.evil=%22%3E%3Cscript%3E").text
    assert re.findall(r"<(?:img|script)(?![^>]*(?:src=\"/static|ld\+json))[^>]*>", text) == []
    assert '&#34;&gt;&lt;script&gt;"' in text


def test_a_summit_that_sells_nothing_says_so(app: Flask) -> None:
    text = page(app)
    assert "There are no passes yet." in text
    assert ("<form" in text, ">Passes</a>" in text) == (False, False)
    assert app.test_client().get("/elsewhere/passes").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_three_queries(app: Flask, count_queries: Counting, number: int) -> None:
    def several(summit: Summit) -> None:
        hall = add_capacity(summit, 9)
        for n in range(number):
            add_pass(summit, f"Pass {n}", size=5, capacities=[hall], opens=[Opens.ANY_EVENT, summit.events[0]])

    sell(app, several)
    page(app)
    with asked_just_now(app, "summit"), count_queries() as queries:
        page(app)
    assert queries.count == 3


def test_the_page_is_kept_for_those_who_bring_nothing(app: Flask, client: FlaskClient, count_queries: Counting) -> None:
    sell(app, add_pass)
    first = client.get(PASSES)
    assert first.headers["Cache-Control"] == "no-cache"
    with asked_just_now(app, "summit"), count_queries() as queries:
        again = client.get(PASSES, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, queries.count) == (304, 0)


def test_the_page_is_kept_for_five_seconds(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sell(app, lambda summit: add_pass(summit, size=50))
    began = time.monotonic()
    client.get(PASSES)
    sell(app, lambda summit: add_order(summit, {db.session.scalars(select(PassType)).one(): 1}))
    left = []
    for passed in (0, 4, 6):
        monkeypatch.setattr(time, "monotonic", lambda passed=passed: began + passed)
        left.append("50 left" in client.get(PASSES).text)
    assert left == [True, True, False]


def test_a_price_changes_on_the_page_with_the_next_look(app: Flask, client: FlaskClient) -> None:
    sell(app, add_pass)
    assert "$599.00" in client.get(PASSES).text

    def raise_price(summit: Summit) -> None:
        found = db.session.scalars(select(PassType)).one()
        found.phases[0].amount, found.version = 70000, found.version + 1

    sell(app, raise_price)
    assert "$700.00" in client.get(PASSES).text


def test_who_holds_seats_is_told_and_they_do_not_count_against_them(app: Flask, client: FlaskClient) -> None:
    sell(app, lambda summit: add_pass(summit, "Day", size=2, opens=[Opens.ANY_DAY]))
    with app.app_context(), transaction():
        summit = db.session.scalars(select(Summit)).one()
        order = add_order(summit, [Item("day", "2035-03-11", 2)])
        token = app.extensions["eventsite.link_key"].token("order", order.id, order.link_version)
    assert "Sold out" in client.get(PASSES).text
    client.set_cookie("order", token, path=PASSES)
    response = client.get(PASSES)
    text = response.text
    assert "You are holding 2 seats until" in text
    assert ("Sold out" in text, fields(text)["pass.day.2035-03-11"]) == (False, "2")
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "2 passes, $1,198.00" in text
    client.set_cookie("order", token[:-1], path=PASSES)
    assert "Sold out" in client.get(PASSES).text


def test_a_hold_that_is_over_is_not_told(app: Flask, client: FlaskClient, frozen_clock: FrozenClock) -> None:
    sell(app, add_pass)
    with app.app_context(), transaction():
        found = db.session.scalars(select(PassType)).one()
        token = app.extensions["eventsite.link_key"].token("order", add_order(found.summit, {found: 2}).id)
    client.set_cookie("order", token, path=PASSES)
    frozen_clock.forward(minutes=15)
    assert "You are holding" not in client.get(PASSES).text


def test_terms_are_shown_as_they_are_and_as_they_were(app: Flask, client: FlaskClient) -> None:
    sell(
        app,
        add_pass,
        lambda summit: add_terms(summit, "# Old\n\n*First* <script>", "None."),
        lambda summit: add_terms(summit, "Second", "Some."),
    )
    now, then = client.get(f"{PASSES}/terms").text, client.get(f"{PASSES}/terms?version=1").text
    assert ("Second" in now, "earlier terms" in now) == (True, False)
    assert ("<em>First</em> &lt;script&gt;" in then, "earlier terms" in then) == (True, True)
    assert client.get(f"{PASSES}/terms?version=2").status_code == 200
    assert f'href="{PASSES}/terms"' in page(app)


@pytest.mark.parametrize("version", ["3", "0", "01", "-1", "x", "99999999999", ""])
def test_terms_that_are_not_there_are_not_there(app: Flask, client: FlaskClient, version: str) -> None:
    sell(app, add_pass, add_terms)
    assert client.get(f"{PASSES}/terms?version={version}").status_code == 404


def test_without_terms_nothing_links_to_them(app: Flask, client: FlaskClient) -> None:
    sell(app, add_pass)
    assert client.get(f"{PASSES}/terms").status_code == 404
    assert "/terms" not in page(app)
