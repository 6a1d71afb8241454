"""How it would be there, in words and clashes and ways out; and what others changed meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventsite.core import audit
from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.models import Session
from eventsite.programme.services import releasing
from eventsite.summits.queries import find_summit
from tests.drafts import add_session, add_slot
from tests.fixtures.cast import SLUG, Cast
from tests.fixtures.queries import counted_queries
from tests.forms import read_form
from tests.integration.programme.manage.board.conftest import BOARD, SUNDAY, Seat, Stood

Sit = Callable[..., Seat]
Stand = Callable[[str], Stood]


def try_it(sit: Seat, code: str, slot: str = "", **fields: Any) -> Any:
    asked = {"session": code, "slot": slot, "day": SUNDAY, **fields}
    return sit.client.get(f"{BOARD}/try", query_string=asked)


def token_of(page: str) -> str:
    return re.search(r'data-since="([^"]+)"', page)[1]


def test_a_place_is_told_in_words_with_its_clashes_and_ways(seat: Sit, stood: Stand) -> None:
    found = try_it(seat(), "SC-2", at=310, minutes=30, room="hall").get_json()
    (clash,) = [clash for clash in found["clashes"] if clash["severity"] == "block"]
    assert found["ok"] is True
    assert (found["said"], found["where"]) == ("Hall, 09:10 to 09:40. One clash.", "Hall, 09:10–09:40")
    assert (clash["number"], clash["is_new"], stood("SC-1").slot in clash["slots"]) == (1, True, True)
    assert [way["letter"] for way in found["ways"]] == ["A", "B", "C"]
    assert 'class="picked"' in found["html"]


def test_what_is_picked_up_is_told_where_it_stands(seat: Sit, stood: Stand) -> None:
    found = try_it(seat(), "SC-1", stood("SC-1").slot).get_json()
    assert found["where"] == "Hall, 09:00–09:45"
    assert all(not clash["is_new"] for clash in found["clashes"])


def test_a_slot_of_another_session_is_not_picked_up(seat: Sit, stood: Stand) -> None:
    found = try_it(seat(), "SC-2", stood("SC-1").slot).get_json()
    assert (found["said"], found["where"]) == ("Not scheduled.", "")


def test_what_waits_in_the_tray_is_offered_places(seat: Sit) -> None:
    found = try_it(seat(), "SC-2").get_json()
    assert (found["said"], found["where"], len(found["ways"])) == ("Not scheduled.", "", 3)


def test_the_tray_and_the_form_give_a_session_one_length(app: Flask, seat: Sit) -> None:
    """SC-3 is a talk of 45 minutes; a talk that never had a slot gets 30, one that was public what it had then."""
    sit = seat()
    assert lengths(sit) == ("30", "30", {30})
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        session = db.session.scalars(db.select(Session).filter_by(code="SC-2")).one()
        add_slot(session, minutes=20)
        releasing.release(summit, name="One")
        session.slots.clear()
    assert lengths(sit) == ("20", "20", {20})


def lengths(sit: Seat) -> tuple[str, str, set[int]]:
    """Return how long SC-2 would be by the tray, by its form, and by the free places for it."""
    tray = re.search(r'data-code="SC-2" data-version="1" data-minutes="(\d+)"', sit.look())
    form = read_form(sit.client.get(f"{BOARD}/place", query_string={"session": "SC-2", "day": SUNDAY}).text)
    ways = try_it(sit, "SC-2").get_json()["ways"]
    assert tray is not None
    return tray[1], form["minutes"], {way["minutes"] for way in ways}


@pytest.mark.parametrize(
    "fields",
    [{"minutes": "0"}, {"minutes": ""}, {"at": "x"}, {"room": "dojo"}, {"day": "2031-01-01"}, {"room": "x" * 5000}],
)
def test_a_place_that_is_none_says_why(seat: Sit, fields: dict[str, str]) -> None:
    answer = try_it(seat(), "SC-2", **{"at": 310, "minutes": 30, "room": "hall"} | fields)
    assert (answer.status_code, answer.get_json()["ok"], answer.get_json()["clashes"]) == (400, False, [])


def test_no_news_cost_one_query_beyond_who_asks(seat: Sit) -> None:
    sit = seat()
    since = token_of(sit.look())
    with counted_queries() as queries:
        answer = sit.client.get(f"{BOARD}/news", query_string={"day": SUNDAY, "since": since})
    assert (answer.status_code, answer.data) == (204, b"")
    assert sum("max(release.id)" in statement for statement in queries) == 1
    assert queries.count == 4


def test_news_tell_who_moved_what_and_bring_the_cards(seat: Sit, stood: Stand, cast: Cast) -> None:
    sit, slot = seat(), stood("SC-1").slot
    since = token_of(sit.look())
    seat(cast.teammate).place("SC-1", slot, 1, day=SUNDAY, at=360, minutes=45, room="attic")
    news = sit.client.get(f"{BOARD}/news", query_string={"day": SUNDAY, "since": since}).get_json()
    assert news["said"] == "Teammate moved “Pipes”: Attic, 10:00."
    assert [(card["slot"], card["room"]) for card in news["cards"]] == [(slot, "attic")]
    assert (news["gone"], news["whole"], news["versions"]) == ([], False, {"SC-1": 2})
    again = sit.client.get(f"{BOARD}/news", query_string={"day": SUNDAY, "since": news["since"]})
    assert again.status_code == 204


def test_what_somebody_of_the_team_does_elsewhere_is_no_news(
    app: Flask, seat: Sit, stood: Stand, cast: Cast
) -> None:
    sit, slot = seat(cast.viewer), stood("SC-1").slot
    asked = {"day": SUNDAY, "since": token_of(sit.look())}
    with app.app_context(), audit.acting(f"account:{cast.teammate.id}"), transaction():
        far = db.session.scalars(db.select(Session).filter_by(code="FAR-1")).one()
        far.line_up[0].person.name = "Chie Elsewhere"
        far.line_up[0].billed_title = "Stranger"
        far.summit.rooms[0].name = "Gym"
    assert sit.client.get(f"{BOARD}/news", query_string=asked).status_code == 204
    seat().place("SC-1", slot, 1, day=SUNDAY, at=360, minutes=45, room="attic")
    news = sit.client.get(f"{BOARD}/news", query_string=asked).get_json()
    assert news["said"] == "Owner moved “Pipes”: Attic, 10:00."


def test_a_name_is_news_wherever_it_was_changed_from(app: Flask, seat: Sit, stood: Stand) -> None:
    sit, slot = seat(), stood("SC-1").slot
    asked = {"day": SUNDAY, "since": token_of(sit.look())}
    with app.app_context(), audit.acting("account:4"), transaction():
        db.session.scalars(db.select(Person).filter_by(code="ada-example")).one().name = "Ada Elsewhere"
    news = sit.client.get(f"{BOARD}/news", query_string=asked).get_json()
    assert (news["said"], [card["slot"] for card in news["cards"]]) == ("Somebody changed the agenda.", [slot])


def test_news_of_an_unknown_past_bring_the_whole_day(seat: Sit) -> None:
    sit = seat()
    news = sit.client.get(f"{BOARD}/news", query_string={"day": SUNDAY, "since": "1-1-1-0"}).get_json()
    assert (news["whole"], len(news["cards"])) == (True, 2)


@pytest.mark.parametrize("since", ["", "1", "a-b-c-d", "1-2-3-4-5", "9" * 5000])
def test_a_broken_token_is_no_question(seat: Sit, since: str) -> None:
    assert seat().client.get(f"{BOARD}/news", query_string={"since": since}).status_code == 400


def test_what_is_kept_is_never_older_than_the_draft(app: Flask, seat: Sit) -> None:
    sit = seat()
    sit.look()
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        summit.rooms[0].name = "Great Hall"
        add_session(summit, "SC-9", room="attic")
    page = sit.look()
    assert ("Great Hall" in page, 'data-code="SC-9"' in page) == (True, True)


@pytest.mark.parametrize("sessions", [3, 30])
def test_a_page_costs_the_same_for_three_and_for_thirty(app: Flask, seat: Sit, sessions: int) -> None:
    with app.app_context(), transaction():
        for number in range(sessions):
            add_session(find_summit(SLUG), f"X-{number}", room="attic")
    sit = seat()
    with counted_queries() as first:
        sit.look()
    with counted_queries() as again:
        sit.look()
    assert (first.count, again.count) == (19, 6)
