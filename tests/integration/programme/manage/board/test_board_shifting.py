"""Many at once: a preview first, then exactly that, or nothing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventsite.core.db import transaction
from eventsite.programme.board.shifts import ShiftAsked
from eventsite.programme.releases.public import programme_day
from eventsite.programme.services import scheduling
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG, Cast
from tests.fixtures.queries import asked as requested
from tests.fixtures.queries import counted_queries
from tests.integration.programme.manage.board.conftest import BOARD, SUNDAY, Seat, Stood

Sit = Callable[..., Seat]
Stand = Callable[[str], Stood]
LATER = {"what": "move", "day": SUNDAY, "minutes": "30"}


def preview(sit: Seat, **asked: Any) -> str:
    return sit.client.get(f"{BOARD}/bulk", query_string={"day": SUNDAY, **asked}).text


def apply(sit: Seat, page: str) -> TestResponse:
    form = re.search(r'<form method="post" action="[^"]*/bulk">(.*?)</form>', page, re.DOTALL)
    assert form is not None
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[1]):
        fields.setdefault(name, []).append(html.unescape(value))
    return sit.client.post(f"{BOARD}/bulk", data=fields)


def test_a_block_moves_by_minutes_after_a_preview(seat: Sit, stood: Stand) -> None:
    sit, was = seat(), (stood("SC-1"), stood("SC-3"))
    page = preview(sit, **LATER)
    assert "This moves 2 slots" in page
    assert (stood("SC-1"), stood("SC-3")) == was
    answer = apply(sit, page)
    assert (answer.status_code, answer.location) == (302, f"{BOARD}?day={SUNDAY}")
    for code, before in zip(("SC-1", "SC-3"), was, strict=True):
        now = stood(code)
        assert (now.version, now.slots[0][:2]) == (2, before.slots[0][:2])
        assert now.slots[0][2:] == (NINE + timedelta(minutes=30), NINE + timedelta(minutes=75), before.slots[0][4])


@pytest.mark.parametrize(
    ("narrow", "moved"),
    [({"room": "attic"}, ["SC-3"]), ({"since": "08:00", "until": "09:00"}, []), ({"event": "side"}, []),
     ({"since": "09:00", "until": "03:00"}, ["SC-1", "SC-3"])],
)  # fmt: skip
def test_a_block_is_a_room_an_event_or_a_time(seat: Sit, narrow: dict[str, str], moved: list[str]) -> None:
    page = preview(seat(), **LATER, **narrow)
    assert re.findall(r'/sessions/(SC-\d)">', page) == moved
    assert ("Nothing starts there then." in page) == (not moved)


def test_only_the_chosen_move(seat: Sit, stood: Stand) -> None:
    sit = seat()
    apply(sit, preview(sit, **LATER, slot=[stood("SC-3").slot]))
    assert (stood("SC-1").version, stood("SC-3").version) == (1, 2)


@pytest.mark.parametrize(
    ("asked", "more"), [(LATER, 0), ({"what": "room", "day": SUNDAY, "room": "attic", "to": "hall"}, 3)]
)
def test_a_block_of_many_is_read_as_a_block_of_few(app: Flask, seat: Sit, asked: dict[str, str], more: int) -> None:
    """Of sessions that go into another room each keeps that room once: here it is four after one."""
    reads = []
    for number in range(2):
        with app.app_context(), transaction():
            summit = find_summit(SLUG)
            assert summit is not None
            for place in range(4 * number):
                add_session(summit, f"MORE-{place}", room="attic")
        sit = seat()
        page = preview(sit, **asked)
        with counted_queries() as queries:
            assert apply(sit, page).status_code == 302
        reads.append([statement for statement in requested(queries) if statement.startswith("SELECT")])
    assert len(reads[1]) == len(reads[0]) + more


def test_two_change_places(seat: Sit, stood: Stand) -> None:
    sit, one, other = seat(), stood("SC-1"), stood("SC-3")
    sit.place("SC-1", one.slot, 1, day=SUNDAY, at=420, minutes=60, room="hall")
    apply(sit, preview(sit, what="swap", one=one.slot, other=other.slot))
    assert stood("SC-1").slots[0][2:] == (NINE, NINE + timedelta(minutes=60), ("attic",))
    assert stood("SC-3").slots[0][2:] == (NINE + timedelta(hours=2), NINE + timedelta(minutes=165), ("hall",))


def test_a_room_goes_into_another_and_the_clashes_are_said_before(seat: Sit, stood: Stand) -> None:
    sit = seat()
    page = preview(sit, what="room", room="attic", to="hall")
    made = page.split("Clashes it makes")[1].split("Clashes it ends")[0]
    assert 'class="tally">1<' in made
    assert "clash-bad" in made
    apply(sit, page)
    assert stood("SC-3").slots[0][4] == ("hall",)


def test_a_stale_preview_moves_nothing_and_is_shown_anew(seat: Sit, stood: Stand, cast: Cast) -> None:
    sit = seat()
    page = preview(sit, **LATER)
    seat(cast.teammate).place("SC-3", stood("SC-3").slot, 1, day=SUNDAY, at=600, minutes=45, room="attic")
    was = stood("SC-1"), stood("SC-3")
    answer = apply(sit, page)
    assert (answer.status_code, (stood("SC-1"), stood("SC-3"))) == (409, was)
    assert apply(sit, answer.text).status_code == 302


def test_the_way_back_is_offered_with_its_preview(seat: Sit, stood: Stand) -> None:
    sit, was = seat(), stood("SC-1")
    apply(sit, preview(sit, **LATER))
    back = re.search(r'<a class="button button-quiet" href="([^"]*bulk\?[^"]*)">(?:(?!</a>).)*Undo', sit.look())
    assert back is not None
    apply(sit, sit.client.get(html.unescape(back[1])).text)
    assert stood("SC-1").slots == was.slots
    assert "Undo" not in sit.look()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"what": "move", "minutes": ""}, "Say by how many minutes, as in 15 or -15."),
        ({"what": "move", "minutes": "0"}, "Give from 1 to 1440 minutes, with a minus for earlier."),
        ({"what": "move", "minutes": "9" * 5000}, "Say by how many minutes, as in 15 or -15."),
        ({"what": "move", "minutes": "5", "since": "11:00", "until": "10:00"},
         "The end lies before the start. Give a later end."),
        ({"what": "move", "minutes": "5", "since": "noon"}, "noon is no time. Write the start as 10:30."),
        ({"what": "move", "minutes": "5", "room": "dojo"},
         "This summit has no room &#39;dojo&#39;. Choose one of its own."),
        ({"what": "swap", "one": "x", "other": "y"}, "Choose two sessions that are scheduled."),
        ({"what": "room", "room": "hall", "to": "hall"}, "Choose two different rooms."),
        ({"what": "room", "room": "hall", "to": "dojo"}, "Choose the room they go to."),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said(seat: Sit, asked: dict[str, str], sentence: str) -> None:
    sit = seat()
    page = preview(sit, **asked)
    refused = sit.client.post(f"{BOARD}/bulk", data={"day": SUNDAY, **asked})
    assert (sentence in page, refused.status_code, sentence in refused.text) == (True, 422, True)


def test_a_block_goes_to_the_next_day(seat: Sit, stood: Stand) -> None:
    sit, was = seat(), stood("SC-1")
    page = preview(sit, **LATER | {"minutes": "1440"})
    assert apply(sit, page).status_code == 302
    assert stood("SC-1").slots[0][2] == was.slots[0][2] + timedelta(days=1)


def test_a_block_that_would_go_far_from_the_summit_stays(seat: Sit, stood: Stand, app: Flask) -> None:
    """An hour later the second of the two would end a quarter past the last moment a slot may have: neither moves."""
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        last = scheduling.days_of(summit)[1] + scheduling.FAR
        on = programme_day(last - timedelta(hours=3), summit.zone_info).isoformat()
        for code, before in (("FAR-1", timedelta(hours=3)), ("FAR-2", timedelta(minutes=75))):
            add_session(summit, code, starts_at=last - before, minutes=30)
    was, sit = (stood("FAR-1"), stood("FAR-2")), seat()
    page = preview(sit, what="move", day=on, minutes="60")
    assert "This moves 2 slots" in page
    refused = apply(sit, page)
    assert (refused.status_code, (stood("FAR-1"), stood("FAR-2"))) == (422, was)
    assert "is far from the summit" in refused.text


def test_who_may_only_look_moves_nothing(seat: Sit, stood: Stand, cast: Cast) -> None:
    was, sit = stood("SC-1"), seat(cast.viewer)
    page = preview(sit, **LATER)
    assert ("You may not move these" in page, "/bulk\">" in page.split("<table")[0]) == (True, True)
    refused = sit.client.post(f"{BOARD}/bulk", data={**LATER, "seal": "x"})
    assert (refused.status_code, stood("SC-1")) == (404, was)


def test_an_editor_of_one_event_moves_that_alone(seat: Sit, stood: Stand, side_editor: Any) -> None:
    sit, was = seat(side_editor), stood("SC-1")
    page = preview(sit, **LATER)
    assert "2 more stay" in page
    apply(sit, page)
    assert (stood("SD-1").version, stood("SC-1")) == (2, was)


def test_a_stranger_is_told_that_nothing_is_there(seat: Sit, cast: Cast) -> None:
    client = seat(cast.stranger).client
    assert (client.get(f"{BOARD}/bulk").status_code, client.post(f"{BOARD}/bulk").status_code) == (404, 404)


def test_a_shift_survives_being_written_and_read() -> None:
    typed = MultiDict([("what", "move"), ("minutes", "-15"), ("slot", "a"), ("slot", "b")])
    asked = ShiftAsked.from_args(typed, date.min)
    assert [asked.day, asked.minutes, asked.slots] == [date.min, "-15", ("a", "b")]
    assert asked.query == "day=0001-01-01&what=move&minutes=-15&slot=a&slot=b"
