"""Placing, moving, resizing, taking off, going back: by a module's POST and by a plain form."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.summits.models import Allocation, Event, Room
from eventsite.summits.queries import find_summit
from tests.drafts import NINE
from tests.fixtures.cast import ELSEWHERE, SLUG, Cast
from tests.integration.programme.manage.board.conftest import BOARD, JSON, SUNDAY, Seat, Stood

Sit = Callable[..., Seat]
Stand = Callable[[str], Stood]
TEN = {"day": SUNDAY, "at": 360, "minutes": 45, "room": "attic"}


def test_a_session_from_the_tray_gets_a_slot(seat: Sit, stood: Stand) -> None:
    answer = seat().place("SC-2", "", 1, **TEN)
    now = stood("SC-2")
    (uuid, uid, starts_at, ends_at, rooms), = now.slots
    assert (now.version, rooms, uid) == (2, ("attic",), f"slot-{uuid}@localhost")
    assert (starts_at, ends_at) == (NINE + timedelta(hours=1), NINE + timedelta(minutes=105))
    said = answer.get_json()
    assert (answer.status_code, said["ok"], said["slot"], said["version"]) == (200, True, uuid, 2)
    assert [(card["slot"], card["room"]) for card in said["cards"]] == [(uuid, "attic")]
    assert 'data-code="SC-2"' not in said["parts"]["tray"]


def test_a_move_keeps_uuid_and_uid(seat: Sit, stood: Stand) -> None:
    was = stood("SC-1")
    answer = seat().place("SC-1", was.slot, 1, **TEN)
    now = stood("SC-1")
    assert answer.get_json()["versions"] == {"SC-1": 2}
    assert (now.version, now.slots[0][:2], now.slots[0][4]) == (2, was.slots[0][:2], ("attic",))


def test_a_resize_changes_the_length_alone(seat: Sit, stood: Stand) -> None:
    was = stood("SC-1")
    seat().place("SC-1", was.slot, 1, **TEN | {"at": 300, "minutes": 90, "room": "hall"})
    now = stood("SC-1")
    assert (now.slots[0][:3], now.slots[0][3]) == (was.slots[0][:3], NINE + timedelta(minutes=90))


def test_a_session_taken_off_waits_in_the_tray_and_comes_back_as_itself(seat: Sit, stood: Stand) -> None:
    was, sit = stood("SC-1"), seat()
    off = sit.place("SC-1", was.slot, 1, do="tray").get_json()
    assert (off["gone"], stood("SC-1").slots, stood("SC-1").version) == ([was.slot], (), 2)
    assert 'data-code="SC-1"' in off["parts"]["tray"]
    sit.undo()
    assert (stood("SC-1").slots, stood("SC-1").version) == (was.slots, 3)


def test_an_address_to_go_back_to_of_many_parts_hinders_nothing(seat: Sit, stood: Stand) -> None:
    assert seat().place("SC-2", "", 1, **TEN, show="a&" * 501).status_code == 200
    assert stood("SC-2").version == 2


def test_what_stands_there_already_is_not_saved_again(seat: Sit, stood: Stand) -> None:
    was = stood("SC-1")
    answer = seat().place("SC-1", was.slot, 1, day=SUNDAY, at=300, minutes=45, room="hall")
    assert (answer.status_code, answer.get_json()["cards"], stood("SC-1")) == (200, [], was)


def test_steps_are_undone_one_after_the_other(seat: Sit, stood: Stand) -> None:
    was, sit = stood("SC-1"), seat()
    sit.place("SC-1", was.slot, 1, **TEN)
    sit.place("SC-1", was.slot, 2, **TEN | {"at": 420})
    placed = sit.place("SC-2", "", 1, **TEN | {"at": 480}).get_json()
    assert [sit.undo().status_code for _ in range(3)] == [200, 200, 200]
    assert (stood("SC-2").slots, stood("SC-1").slots, stood("SC-1").version) == ((), was.slots, 5)
    assert placed["parts"]["undo"].count("data-undo") == 1
    assert "data-undo" not in sit.look()


def test_undo_is_refused_when_somebody_changed_it_since(seat: Sit, stood: Stand, cast: Cast) -> None:
    was, sit, other = stood("SC-1"), seat(), seat(cast.teammate)
    sit.place("SC-1", was.slot, 1, **TEN)
    other.place("SC-1", was.slot, 2, **TEN | {"at": 420})
    refused = sit.undo()
    said = refused.get_json()
    assert (refused.status_code, stood("SC-1").version) == (409, 3)
    assert (said["mine"]["at"], said["theirs"]["at"], said["theirs"]["who"]) == (300, 420, "Teammate")
    assert "data-undo" not in sit.look()


def test_a_stale_drop_saves_nothing_and_shows_both(seat: Sit, stood: Stand, cast: Cast) -> None:
    was = stood("SC-1")
    seat(cast.teammate).place("SC-1", was.slot, 1, **TEN)
    there = stood("SC-1")
    answer = seat().place("SC-1", was.slot, 1, **TEN | {"at": 480, "room": "hall"})
    said = answer.get_json()
    assert (answer.status_code, stood("SC-1")) == (409, there)
    assert said["mine"] == {
        "day": SUNDAY, "at": 480, "minutes": 45, "rooms": ["hall"], "words": "Sun 1, Hall, 12:00–12:45"
    }  # fmt: skip
    assert {name: said["theirs"][name] for name in ("at", "version", "who", "words")} == {
        "at": 360, "version": 2, "who": "Teammate", "words": "Sun 1, Attic, 10:00–10:45"
    }  # fmt: skip


def test_a_stale_form_shows_a_page_with_both_and_either_can_be_chosen(seat: Sit, stood: Stand, cast: Cast) -> None:
    was = stood("SC-1")
    seat(cast.teammate).place("SC-1", was.slot, 1, **TEN)
    sit = seat()
    typed = {"on": SUNDAY, "starts": "12:00", "minutes": 45, "room": "hall"}
    page = sit.place("SC-1", was.slot, 1, json=False, **typed)
    assert page.status_code == 409
    form = re.search(r'<form method="post"[^>]*>(.*?)<button class="button" data-do="mine"', page.text, re.DOTALL)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[1] if form else ""))
    answer = sit.client.post(f"{BOARD}/place", data=fields)
    assert (answer.status_code, stood("SC-1").slots[0][2], stood("SC-1").version) == (
        302, NINE + timedelta(hours=3), 3,
    )  # fmt: skip


def test_the_form_saves_and_leads_back_to_the_card(seat: Sit, stood: Stand) -> None:
    was, sit = stood("SC-1"), seat()
    answer = sit.place("SC-1", was.slot, 1, json=False, on="2026-11-02", starts="01:30", minutes=60, room="attic")
    now = stood("SC-1")
    assert now.slots[0][2:4] == (datetime(2026, 11, 2, 6, 30, tzinfo=UTC), datetime(2026, 11, 2, 7, 30, tzinfo=UTC))
    assert answer.location == f"{BOARD}?day={SUNDAY}#slot-{was.slot}"
    assert "data-undo" in sit.look()


def test_check_shows_clashes_and_ways_and_saves_nothing(seat: Sit, stood: Stand) -> None:
    was = stood("SC-1")
    typed = {"on": SUNDAY, "starts": "09:15", "minutes": 30, "room": "hall"}
    page = seat().place("SC-2", "", 1, json=False, do="check", **typed)
    assert (page.status_code, stood("SC-2").slots, stood("SC-1")) == (200, (), was)
    assert "clash-bad" in page.text
    assert len(re.findall(r'data-way="([ABC])"', page.text)) == 3
    assert 'value="09:15"' in page.text


def test_a_free_place_is_taken_with_one_button(seat: Sit, stood: Stand) -> None:
    sit = seat()
    page = sit.client.get(f"{BOARD}/place", query_string={"session": "SC-2", "day": SUNDAY}).text
    form = re.search(r'<form[^>]*>((?:(?!<form).)*)<button class="way" data-way="A"', page, re.DOTALL)
    fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[1] if form else ""))
    assert sit.client.post(f"{BOARD}/place", data=fields).status_code == 302
    assert len(stood("SC-2").slots) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"minutes": "0"}, "A session needs a length. Give at least 5 minutes."),
        ({"minutes": "-45"}, "A session needs a length. Give at least 5 minutes."),
        ({"minutes": "2000"}, "This is longer than 24 hours. Make a slot for each day."),
        ({"room": ""}, "Choose a room for every slot."),
        ({"room": "dojo"}, "This summit has no room 'dojo'. Choose one of its own."),
        ({"day": "2027-11-01"},
         "1 Nov 2027 is far from the summit, from 31 Oct to 2 Nov 2026. Check the day and the year."),
        ({"at": "", "on": "2026-03-08", "starts": "02:30"},
         "02:30 does not exist on Sun 8 Mar 2026: the clocks go forward by 60 minutes then. Choose another time."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_leaves_the_draft_as_it_was(
    seat: Sit, stood: Stand, fields: dict[str, str], sentence: str
) -> None:
    was, sit = stood("SC-1"), seat()
    data: dict[str, Any] = {**TEN, **fields}
    refused = sit.place("SC-1", was.slot, 1, **data)
    page = sit.place("SC-1", was.slot, 1, json=False, **data)
    assert (refused.status_code, refused.get_json()["said"], page.status_code) == (422, sentence, 422)
    assert sentence.replace("'", "&#39;") in page.text
    assert stood("SC-1") == was


def test_a_slot_of_somebody_elses_is_refused(seat: Sit, stood: Stand) -> None:
    mine, theirs = stood("SC-1"), stood("SC-3")
    answer = seat().place("SC-1", theirs.slot, 1, **TEN)
    assert (answer.status_code, stood("SC-1"), stood("SC-3")) == (422, mine, theirs)


@pytest.mark.parametrize("slot", ["", "no-uuid", "00000000-0000-0000-0000-000000000000"])
def test_a_slot_that_is_not_there_cannot_be_taken_off(seat: Sit, stood: Stand, slot: str) -> None:
    answer = seat().place("SC-1", slot, 1, do="tray")
    assert (answer.status_code, stood("SC-1").version) == (422, 1)


class TestAnEditorOfOneEvent:
    """May move what is the event's, into rooms that are everybody's or the event's then."""

    def hold(self, app: Flask, event: str, room: str, *, until: datetime | None = None) -> None:
        with app.app_context(), transaction():
            summit = find_summit(SLUG)
            assert summit is not None
            held = {"starts_at": NINE, "ends_at": until} if until else {}
            db.session.add(Allocation(
                event=db.session.scalars(db.select(Event).filter_by(summit_id=summit.id, slug=event)).one(),
                room=db.session.scalars(db.select(Room).filter_by(summit_id=summit.id, slug=room)).one(), **held,
            ))  # fmt: skip

    def test_moves_its_own(self, seat: Sit, stood: Stand, side_editor: Any) -> None:
        assert seat(side_editor).place("SD-1", stood("SD-1").slot, 1, **TEN).status_code == 200

    def test_is_told_nothing_of_others(self, seat: Sit, stood: Stand, side_editor: Any) -> None:
        was = stood("SC-1")
        assert seat(side_editor).place("SC-1", was.slot, 1, **TEN).status_code == 404
        assert stood("SC-1") == was

    def test_may_not_take_a_room_that_is_anothers(
        self, app: Flask, seat: Sit, stood: Stand, side_editor: Any, cast: Cast
    ) -> None:
        self.hold(app, "main", "hall")
        was = stood("SD-1")
        refused = seat(side_editor).place("SD-1", was.slot, 1, **TEN | {"room": "hall"})
        assert refused.status_code == 422
        assert refused.get_json()["said"] == (
            "Hall belongs to Main event on Sun 1 Nov, 10:00 EST. "
            "Choose another room or time, or ask an organizer of the whole summit."
        )
        assert stood("SD-1") == was
        assert seat(cast.teammate).place("SD-1", was.slot, 1, **TEN | {"room": "hall"}).status_code == 200

    @pytest.mark.parametrize(("minutes", "status"), [(60, 200), (61, 422)])
    def test_may_take_a_room_as_long_as_the_event_has_it(
        self, app: Flask, seat: Sit, stood: Stand, side_editor: Any, minutes: int, status: int
    ) -> None:
        self.hold(app, "side", "hall", until=NINE + timedelta(hours=2))
        fields = TEN | {"room": "hall", "minutes": minutes}
        assert seat(side_editor).place("SD-1", stood("SD-1").slot, 1, **fields).status_code == status


class TestWhoMay:
    """The owner and the teammate place; who views, and who is a stranger, is told that nothing is there."""

    ADDRESSES = ("place", "try")

    @pytest.mark.parametrize(("who", "status"), [("owner", 200), ("teammate", 200), ("viewer", 404), ("stranger", 404)])
    def test_look_at_the_form_and_try(self, seat: Sit, cast: Cast, who: str, status: int) -> None:
        client = seat(getattr(cast, who)).client
        asked = {"session": "SC-1"}
        answers = [client.get(f"{BOARD}/{name}", query_string=asked) for name in self.ADDRESSES]
        assert [answer.status_code for answer in answers] == [status, status]

    @pytest.mark.parametrize(("who", "status"), [("owner", 200), ("teammate", 200), ("viewer", 404), ("stranger", 404)])
    def test_place(self, seat: Sit, stood: Stand, cast: Cast, who: str, status: int) -> None:
        was = stood("SC-2")
        assert seat(getattr(cast, who)).place("SC-2", "", 1, **TEN).status_code == status
        assert (stood("SC-2") == was) == (status == 404)

    @pytest.mark.parametrize("code", ["", "SC-99", "FAR-1", "x" * 5000])
    def test_a_session_that_is_not_there_is_a_404(self, seat: Sit, code: str) -> None:
        sit = seat()
        assert sit.place(code, "", 1, **TEN).status_code == 404
        assert sit.client.get(f"{BOARD}/place", query_string={"session": code}).status_code == 404

    def test_another_summits_board_is_not_there(self, seat: Sit) -> None:
        sit = seat()
        sit.summit = ELSEWHERE
        assert (sit.client.get(sit.board).status_code, sit.place("FAR-1", "", 1, **TEN).status_code) == (404, 404)

    @pytest.mark.parametrize("name", ["", "/try", "/news"])
    def test_looking_cannot_be_posted(self, seat: Sit, name: str) -> None:
        assert seat().client.post(f"{BOARD}{name}").status_code == 405

    def test_who_is_not_signed_in_is_asked_to(self, app: Flask, cast: Cast, draft: None) -> None:
        client = app.test_client()
        assert client.get(BOARD).status_code == 302
        assert client.post(f"{BOARD}/place", data={"session": "SC-1"}, headers=JSON).status_code == 401
