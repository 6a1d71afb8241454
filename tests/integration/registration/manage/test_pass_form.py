"""The form of a pass: what is typed is stored, what stands is shown, and what cannot be is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.audit import history
from eventsite.core.db import db
from eventsite.registration.models import Capacity, PassType
from eventsite.registration.states import Opens
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.integration.registration.manage.conftest import DOOR, LIST, STANDARD, Seller, stored

Sell = Callable[..., Seller]
UNTICK = "is not chosen. Untick them, or choose it."


def facts(pass_type: PassType) -> dict[str, Any]:
    """Return everything a form can say of a pass."""
    return {
        "name": pass_type.name,
        "summary": pass_type.summary,
        "extras": pass_type.extras,
        "hidden": pass_type.is_hidden,
        "virtual": pass_type.is_virtual,
        "window": (pass_type.on_sale_from, pass_type.on_sale_until),
        "order": (pass_type.min_per_order, pass_type.max_per_order),
        "phases": [(phase.name, phase.amount, phase.starts_at) for phase in pass_type.phases],
        "opens": {
            (part.kind.value, part.event and part.event.slug, part.on_date, part.session and part.session.code)
            for part in pass_type.entitlements
        },
        "capacities": [capacity.name for capacity in pass_type.capacities],
    }


def read(app: Flask, code: str) -> dict[str, Any]:
    with app.app_context():
        return {**facts(stored(code)), "version": stored(code).version}


def test_a_new_pass_needs_a_name_and_a_price(app: Flask, sell: Sell) -> None:
    assert sell().type(name="One  day: Ünïted!", **{"phases-0-price": "$395"}).save() == f"{LIST}#pass-one-day-united"
    assert read(app, "one-day-united") == {
        "name": "One day: Ünïted!", "summary": "", "extras": "", "hidden": False, "virtual": False,
        "window": (None, None),
        "order": (1, 20), "phases": [("", 39500, None)], "opens": {("summit", None, None, None)}, "capacities": [],
        "version": 1,
    }  # fmt: skip
    with app.app_context():
        assert stored("one-day-united").position == 2


def test_everything_that_is_typed_is_stored(app: Flask, sell: Sell) -> None:
    form = sell().type(
        name="Government", summary="For cities", extras="Lunch\r\nReception\r\n", opens="event",
        events=["main", "side"], min_per_order="2", max_per_order="5", is_hidden="y", is_virtual="y",
        capacities=["1", "2"], own_limit="1,000", sessions__0="pressure",
    )  # fmt: skip
    form.press("phase-add")
    form.type(**{
        "phases-0-name": "Early", "phases-0-price": "1,395.50", "phases-1-name": "Standard", "phases-1-price": "1495",
        "phases-1-on": "2026-10-10", "phases-1-at": "00:00", "on_sale_from-on": "2026-09-30",
        "on_sale_from-at": "9:00", "on_sale_until-on": "2026-11-02", "on_sale_until-at": "17:30",
    })  # fmt: skip
    form.save()
    assert read(app, "government") == {
        "name": "Government", "summary": "For cities", "extras": "Lunch\nReception", "hidden": True,
        "virtual": True,
        "window": (datetime(2026, 9, 30, 13, tzinfo=UTC), datetime(2026, 11, 2, 22, 30, tzinfo=UTC)),
        "order": (2, 5), "phases": [("Early", 139550, None), ("Standard", 149500, STANDARD)],
        "opens": {("event", "main", None, None), ("event", "side", None, None), ("session", None, None, "SC-1")},
        "capacities": ["Hall", "Small room", "Government"], "version": 1,
    }  # fmt: skip
    with app.app_context():
        own = db.session.scalars(db.select(Capacity).filter_by(name="Government")).one()
        assert (own.size, own.summit_id) == (1000, stored("government").summit_id)


@pytest.mark.parametrize("code", ["all-access", "workshop"])
def test_opening_and_saving_changes_nothing(app: Flask, sell: Sell, code: str) -> None:
    before = read(app, code)
    form = sell(code)
    form.save()
    assert "Nothing was changed." in form.client.get(LIST).text
    assert read(app, code) == before
    form.type(name=" ".join([before["name"], "2"])).save()
    assert read(app, code) == {**before, "name": f"{before['name']} 2", "version": 2}


def test_phases_are_revised_in_their_rows(app: Flask, sell: Sell) -> None:
    form = sell("all-access")
    form.press("phase-remove:0")
    assert form.typed["phases-0-name"] == "Standard"
    form.type(**{"phases-1-price": "0"}).save()
    assert read(app, "all-access")["phases"] == [("Standard", 69900, None), ("At the door", 0, DOOR)]
    with app.app_context():
        phases = stored("all-access").phases
        assert [phase.position for phase in phases] == [0, 1]
        assert history(phases[0])[0].changes["amount"] == [59900, 69900]


@pytest.mark.parametrize(
    ("opens", "ticks", "found"),
    [
        ("summit", {}, {("summit", None, None, None)}),
        ("any_event", {}, {("any_event", None, None, None)}),
        ("any_day", {}, {("any_day", None, None, None)}),
        ("event", {"events": ["side"]}, {("event", "side", None, None)}),
        ("day", {"days": ["2026-11-02", "2026-10-31"]},
         {("day", None, date(2026, 11, 2), None), ("day", None, date(2026, 10, 31), None)}),
        ("session", {"sessions__0": "sc-2"}, {("session", None, None, "SC-2")}),
        ("any_day", {"sessions__0": "SC-1: Pipes under pressure", "sessions__1": "Pipes and pumps"},
         {("any_day", None, None, None), ("session", None, None, "SC-1"), ("session", None, None, "SC-2")}),
        ("session", {"sessions__0": "SC-1", "sessions__1": "pressure"}, {("session", None, None, "SC-1")}),
    ],
)  # fmt: skip
def test_a_pass_opens_what_is_chosen(
    app: Flask, sell: Sell, opens: str, ticks: dict[str, list[str]], found: set[tuple[Any, ...]]
) -> None:
    sell("all-access").type(opens=opens, **ticks).save()
    assert read(app, "all-access")["opens"] == found


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"events": ["main"]}, [f"These are ticked, but “These events” {UNTICK}"]),
        ({"days": ["2026-10-31"]}, [f"These are ticked, but “These days” {UNTICK}"]),
        ({"opens": "day", "days": ["2026-10-31"], "events": ["main"]},
         [f"These are ticked, but “These events” {UNTICK}"]),
        ({"opens": "event"}, ["Tick which events it opens, or choose something else."]),
        ({"opens": "day"}, ["Tick which days it opens, or choose something else."]),
        ({"opens": "session"}, ["Name the session that this pass opens."]),
        ({"opens": None}, ["Say what this pass opens."]),
        ({"opens": "everything"}, ["Say what this pass opens."]),
        ({"sessions-0": "SC-1"},
         ["The whole summit has everything in it. Choose it alone, or only single sessions."]),
        ({"opens": "any_day", "sessions-0": "pipes"},
         ["No session is 'pipes', or several are. Choose one of the list, or a code."]),
        ({"opens": "session", "sessions-0": "Twins"},
         ["No session is 'Twins', or several are. Choose one of the list, or a code."]),
        ({"opens": "session", "sessions-0": "FAR-1"},
         ["No session is 'FAR-1', or several are. Choose one of the list, or a code."]),
        ({"opens": "event", "events": ["far"]}, ["This summit has no event 'far'. Choose one of its own."]),
        ({"opens": "day", "days": ["2026-12-24"]}, ["This summit has no day '2026-12-24'. Choose one of its own."]),
        ({"opens": "day", "days": ["tomorrow"]}, ["This summit has no day 'tomorrow'. Choose one of its own."]),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_refused(
    app: Flask, sell: Sell, typed: dict[str, Any], problems: list[str]
) -> None:
    before = read(app, "all-access")
    form = sell("all-access").type(**typed)
    # A value that no box has cannot be shown again as a tick: what is forged is the one thing that gets lost.
    forged = typed.get("events") == ["far"] or typed.get("opens", "summit") not in [kind.value for kind in Opens]
    said = _sent(form) if forged else form.refused()
    assert said == problems
    assert read(app, "all-access") == before


def _sent(form: Seller) -> list[str]:
    from tests.integration.registration.manage.conftest import problems_of

    answer = form.send()
    assert answer.status_code == 422
    return problems_of(answer.text)


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"name": ""}, ["Give the pass a name, as in One day."]),
        ({"name": "x" * 10_000}, ["This is longer than 120 letters. Make it shorter."]),
        ({"summary": "x" * 301}, ["This is longer than 300 letters. Make it shorter."]),
        ({"phases-0-price": ""}, ["Give the price; 0 is free."]),
        ({"phases-0-price": "-5"}, ["'-5' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "NaN"}, ["'NaN' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "1e9"}, ["'1e9' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "1e999999"}, ["'1e999999' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "１２"}, ["'１２' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "599,00"}, ["'599,00' is no price. Write it as in 599.00; 0 is free."]),
        ({"phases-0-price": "0.005"}, ["'0.005' is finer than USD can be paid. Write it as in 599.00."]),
        ({"phases-0-price": "1000000"}, ["'1000000' is more than $999,999.99, the most one pass may cost."]),
        ({"phases-0-price": "0.49"}, ["Stripe takes no payment under $0.50. Ask $0.50 or more, or 0 for free."]),
        ({"phases-1-name": ""}, ["Name each price when there are several, as in Early or At the door."]),
        ({"phases-1-name": "Early"}, ["Two phases are called Early. Buyers could not tell them apart."]),
        ({"phases-1-on": "", "phases-1-at": ""}, ["Say from when on this price holds."]),
        ({"phases-1-on": ""}, ["Choose the day, as in 2026-10-26."]),
        ({"phases-1-at": ""}, ["Give the time, as in 10:30."]),
        ({"phases-1-at": "noon"}, ["noon is no time. Write the time as 10:30."]),
        ({"phases-1-on": "2026-02-30"}, ["2026-02-30 is no day of this century. Write one as 2026-10-26."]),
        ({"phases-1-on": "0001-01-01"}, ["0001-01-01 is no day of this century. Write one as 2026-10-26."]),
        ({"phases-2-on": "2026-10-10", "phases-2-at": "00:00"},
         ["This begins no later than phase 2. Put the phases in order, each later."]),
        ({"phases-2-on": "2026-10-09"}, ["This begins no later than phase 2. Put the phases in order, each later."]),
        ({"phases-1-on": "2026-03-08", "phases-1-at": "02:30"},
         ["02:30 does not exist on Sun 8 Mar 2026: the clocks go forward by 60 minutes then. Choose another time."]),
        ({"on_sale_until-on": "2026-11-01", "on_sale_until-at": "00:00"},
         ["By then the pass is no longer on sale. Remove this phase, or sell longer."]),
        ({"on_sale_from-on": "2026-12-01", "on_sale_from-at": "10:00", "on_sale_until-on": "2026-12-01",
          "on_sale_until-at": "10:00"},
         ["The sale ends before it begins. Give a later end, or an earlier beginning."]),
        ({"min_per_order": "0"}, ["Use a whole number from 1 to 50, the most seats of one order."]),
        ({"min_per_order": ""}, ["Give a number."]),
        ({"min_per_order": "-1"}, ["'-1' is no whole number. Write it as in 40."]),
        ({"min_per_order": "１"}, ["'１' is no whole number. Write it as in 40."]),
        ({"max_per_order": "51"}, ["Use a whole number from 1 to 50, the most seats of one order."]),
        ({"max_per_order": "9" * 400}, [f"'{'9' * 30}' is no whole number. Write it as in 40."]),
        ({"min_per_order": "5", "max_per_order": "4"}, ["This is less than the least, 5. Nobody could buy any."]),
        ({"own_limit": "-1"}, ["'-1' is no whole number. Write it as in 40."]),
        ({"own_limit": "1.5"}, ["'1.5' is no whole number. Write it as in 40."]),
        ({"own_limit": "1000001"}, ["Use a whole number from 0 to 1,000,000."]),
        ({"own_limit": "5", "name": "HALL"},
         ["There is a capacity 'Hall' already: tick it, and change its size there."]),
        ({"name": "", "min_per_order": "x", "phases-0-price": "y"},
         ["Give the pass a name, as in One day.", "'y' is no price. Write it as in 599.00; 0 is free.",
          "'x' is no whole number. Write it as in 40."]),
        ({"opens": "event", "phases-0-price": "0.10", "phases-1-at": "noon", "phases-2-name": "", "max_per_order": "60",
          "on_sale_until-on": "", "on_sale_until-at": "9:00", "own_limit": "many"},
         ["Tick which events it opens, or choose something else.",
          "Stripe takes no payment under $0.50. Ask $0.50 or more, or 0 for free.",
          "noon is no time. Write the time as 10:30.",
          "Name each price when there are several, as in Early or At the door.",
          "Choose the day, as in 2026-10-26.",
          "Use a whole number from 1 to 50, the most seats of one order.",
          "'many' is no whole number. Write it as in 40."]),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_loses_nothing(
    app: Flask, sell: Sell, typed: dict[str, Any], problems: list[str]
) -> None:
    before = read(app, "all-access")
    assert sell("all-access").type(**typed).refused() == problems
    assert read(app, "all-access") == before


@pytest.mark.parametrize("id", ["3", "999999", "0", "-1", "x", "1' OR '1'='1", "99999999999999999999"])
def test_a_capacity_of_another_summit_is_refused(app: Flask, sell: Sell, id: str) -> None:
    """The dojo is capacity 3. Nothing half-done: the new name is not there either."""
    form = sell("all-access").type(name="Renamed", capacities=["1", id])
    (said,) = _sent(form)
    assert said.startswith("One of these capacities is not this summit’s")
    assert form.page.count('value="Renamed"') == 1
    with app.app_context():
        assert [found.name for found in stored("all-access").capacities] == ["Hall"]
        assert stored("all-access").name == "All access"


def test_what_a_pass_draws_from_is_in_its_history(
    app: Flask, cast: Cast, sell: Sell, as_member: Callable[[Member], FlaskClient], frozen_clock: FrozenClock
) -> None:
    for chosen in (["1", "2"], ["2"], ["2"]):
        frozen_clock.forward(minutes=1)
        sell("all-access").type(capacities=chosen, summary=f"From {len(chosen)}").save()
    with app.app_context():
        path = f"/manage/{cast.slug}/trail/pass_type/{stored('all-access').id}"
    page = as_member(cast.owner).get(path).text
    told = re.findall(r"<p>(Small room|Hall) for All access (added|taken out)</p>", page)
    assert told == [("Hall", "taken out"), ("Small room", "added"), ("Hall", "added")]


def test_a_time_that_comes_twice_can_be_either(app: Flask, sell: Sell) -> None:
    """On 1 November 2026 at 01:30 the clock of New York shows the same time twice."""
    form = sell("workshop").type(**{"on_sale_until-on": "2026-11-01", "on_sale_until-at": "01:30"})
    assert form.page.count("comes twice") == 0
    assert form.press("preview").count("this time comes twice") == 1
    form.save()
    assert read(app, "workshop")["window"][1] == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    form = sell("workshop")
    assert form.page.count("this time comes twice") == 1
    form.type(**{"on_sale_until-second": "y"}).save()
    assert read(app, "workshop")["window"][1] == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    again = sell("workshop")
    assert again.typed["on_sale_until-second"] == "y"
    again.save()
    assert read(app, "workshop")["version"] == 3


def test_codes_are_unique_and_never_change(app: Flask, sell: Sell) -> None:
    long = "word " * 23
    for name, code in (
        ("All access", "all-access-2"), ("All-access!", "all-access-3"), ("到", "pass"), ("New", "new"),
        (long, "-".join(["word"] * 10)), (long, "-".join(["word"] * 10) + "-2"),
    ):  # fmt: skip
        assert sell().type(name=name, **{"phases-0-price": "1"}).save() == f"{LIST}#pass-{code}"
    sell("all-access").type(name="Everything").save()
    assert read(app, "all-access")["name"] == "Everything"


def test_hostile_names_are_text(app: Flask, sell: Sell) -> None:
    name = '<script>alert("1")</script>=HYPERLINK()'
    sell("all-access").type(name=name + "\u202egnp\x00").save()
    page = sell("all-access").client.get(LIST).text
    assert read(app, "all-access")["name"] == f"{name} gnp"
    assert "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;=HYPERLINK() gnp" in page
    assert "<script>alert" not in page


def test_buttons_change_rows_and_save_nothing(app: Flask, sell: Sell) -> None:
    before = read(app, "all-access")
    form = sell("all-access").type(name="Typed", sessions__0="SC-1")
    form.press("session-add")
    form.press("phase-add")
    assert (form.typed["sessions-1"], form.typed["phases-3-price"], form.typed["phases-3-at"]) == ("", "", "00:00")
    for do in ("phase-remove:3", "phase-remove:99", "phase-remove:x", "phase-remove:-1", "phase-remove:", "nonsense"):
        form.press(do)
    assert (form.typed["name"], form.typed["sessions-0"], "phases-3-price" in form.typed) == ("Typed", "SC-1", False)
    for _ in range(4):
        form.press("phase-remove:0")
    assert [name for name in form.typed if name.endswith("-price")] == ["phases-0-price"]
    assert read(app, "all-access") == before


def test_no_more_rows_than_any_pass_has(sell: Sell) -> None:
    form = sell()
    form.type(**{f"phases-{place}-price": "1" for place in range(60)})
    form.press("phase-add")
    assert len([name for name in form.typed if name.endswith("-price")]) == 40


def test_a_pass_that_was_never_ordered_is_deleted_by_its_name(app: Flask, sell: Sell) -> None:
    client = sell().client
    for typed in ("", "workshop no", "All access"):
        answer = client.post(f"{LIST}/workshop/delete", data={"confirm": typed})
        assert (answer.status_code, "Type Workshop to delete it. Nothing was deleted." in answer.text) == (422, True)
    assert client.post(f"{LIST}/workshop/delete", data={"confirm": " workshop "}).location == LIST
    assert client.get(f"{LIST}/workshop/edit").status_code == 404
    with app.app_context():
        assert db.session.scalars(db.select(Capacity.name).order_by(Capacity.id)).all() == [
            "Hall", "Small room", "Dojo"]
