"""The page: rooms, cards, tray, clashes by their numbers, what changed since the release."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.services import releasing
from eventsite.programme.states import SessionKind
from eventsite.summits.models import Room
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG, Cast
from tests.integration.programme.manage.board.conftest import BOARD, Seat, Stood

Sit = Callable[..., Seat]
Stand = Callable[[str], Stood]


def cards(page: str) -> dict[str, str]:
    """Return code -> the whole card."""
    found = re.findall(r'<li class="slot [^>]*data-code="[^"]+".*?</li>', page, re.DOTALL)
    return {re.search(r'data-code="([^"]+)"', card)[1]: card for card in found}


def room_of(page: str, code: str) -> str:
    for room, body in re.findall(r'data-room="([^"]*)"(.*?)</section>', page, re.DOTALL):
        if f'data-code="{code}"' in body:
            return str(room)
    return "nowhere"


def test_a_card_stands_in_the_list_of_its_room_at_its_time(seat: Sit) -> None:
    page = seat().look()
    assert {code: room_of(page, code) for code in cards(page)} == {"SC-1": "hall", "SC-3": "attic"}
    card = cards(page)["SC-1"]
    assert re.search(r' data-row="60" data-at="300" data-minutes="45" data-rooms="hall"', card)
    assert " c1 w1 t60 d9 " in card


def test_the_tray_holds_what_has_no_slot(seat: Sit) -> None:
    tray = seat().look().split('id="tray"')[1].split("</section>")[0]
    assert re.findall(r'data-code="([^"]+)" data-version="(\d)" data-minutes="(\d+)"', tray) == [("SC-2", "1", "30")]


@pytest.mark.parametrize(("q", "found"), [("pump", ["SC-2"]), ("SC-2", ["SC-2"]), ("<script>", [])])
def test_the_tray_is_searched(seat: Sit, q: str, found: list[str]) -> None:
    page = seat().look(q=q)
    tray = page.split('id="tray"')[1].split("</section>")[0]
    assert re.findall(r'<li[^>]*data-code="([^"]+)"', tray) == found
    assert "<script>" not in tray


def test_another_day_shows_its_own(seat: Sit) -> None:
    assert cards(seat().look(day="2026-11-02")) == {}


def test_the_small_hours_belong_to_the_evening_before(app: Flask, seat: Sit) -> None:
    with app.app_context(), transaction():
        add_session(_summit(), "SC-9", starts_at=datetime(2026, 11, 1, 7, 30, tzinfo=UTC))
    sit = seat()
    assert list(cards(sit.look(day="2026-10-31"))) == ["SC-9"]
    assert sorted(cards(sit.look())) == ["SC-1", "SC-3"]


def test_what_meets_in_a_room_stands_in_lanes_and_is_numbered_here_and_there(app: Flask, seat: Sit) -> None:
    with app.app_context(), transaction():
        add_session(_summit(), "SC-9", starts_at=NINE + timedelta(minutes=30))
    page = seat().look()
    found = cards(page)
    assert [re.search(r"of2 l\d k1", found[code])[0] for code in ("SC-1", "SC-9")] == ["of2 l0 k1", "of2 l1 k1"]
    numbers = re.compile(r'href="#clash-(\w+)"[^>]*><span class="vh">Clash </span>(\d)')
    said = {code: numbers.findall(card) for code, card in found.items()}
    listed = [(key, str(number)) for number, key in enumerate(re.findall(r'id="clash-(\w+)"', page), 1)]
    assert said["SC-9"] == [pair for pair in listed if "SC-9" in _codes_of(page, pair[0])]
    assert said["SC-1"] == [pair for pair in listed if "SC-1" in _codes_of(page, pair[0])]
    assert said["SC-9"] == listed[:1]


def _codes_of(page: str, key: str) -> set[str]:
    slots = re.search(rf'id="clash-{key}"[^>]*data-slots="([^"]*)"', page)[1].split()
    return {code for slot, code in re.findall(r'data-slot="([^"]+)" data-code="([^"]+)"', page) if slot in slots}


def test_two_hundred_in_one_room_are_drawn_as_far_as_there_is_room(app: Flask, seat: Sit) -> None:
    with app.app_context(), transaction():
        for number in range(200):
            add_session(_summit(), f"X-{number}")
    page = seat().look()
    found = cards(page)
    assert (len(found), sum("is-beyond" in card for card in found.values())) == (202, 201 - 12)
    assert "189 more at once" in page


def test_a_plenary_in_several_rooms_is_one_card_over_them(app: Flask, seat: Sit) -> None:
    from eventsite.programme.models import SlotRoom

    with app.app_context(), transaction():
        summit = _summit()
        made = add_session(summit, "BR-1", kind=SessionKind.BREAK, starts_at=NINE + timedelta(hours=2))
        made.slots[0].places.append(SlotRoom(room=summit.rooms[1], position=1))
    card = cards(seat().look())["BR-1"]
    assert " c1 w2 " in card
    assert 'data-rooms="hall attic"' in card
    assert "All rooms" in card


@pytest.mark.parametrize(("zoom", "name"), [("5", "zoom5"), ("60", "zoom60"), ("7", "zoom15")])
def test_a_day_is_drawn_larger_or_smaller(seat: Sit, zoom: str, name: str) -> None:
    assert re.search(r'class="agenda agenda-desk from\d+ to\d+ n\d+ (zoom\d+)"', seat().look(zoom=zoom))[1] == name


def test_a_hidden_room_goes_and_says_what_goes_with_it(seat: Sit) -> None:
    page = seat().look(hide="attic")
    assert re.findall(r'data-room="([^"]*)"', page) == ["hall"]
    assert "1 session stands in hidden rooms" in page


def test_rooms_without_a_session_are_hidden_at_once(app: Flask, seat: Sit) -> None:
    with app.app_context(), transaction():
        summit = _summit()
        summit.rooms.append(Room(slug="foyer", name="Foyer", position=2))
    page = seat().look()
    link = re.search(r'href="([^"]*)">Hide all without a session', page)
    assert re.findall(r'data-room="([^"]*)"', page) == ["hall", "attic", "foyer"]
    assert link is not None
    hidden = seat().client.get(link[1].replace("&amp;", "&")).text
    assert re.findall(r'data-room="([^"]*)"', hidden) == ["hall", "attic"]


def test_one_event_shows_the_others_only_as_taken(seat: Sit, side_editor: Any) -> None:
    found = cards(seat().look(event="side"))
    assert {code: " is-other" in card for code, card in found.items()} == {"SC-1": True, "SC-3": True, "SD-1": False}


def test_nothing_is_marked_before_there_is_a_release(seat: Sit) -> None:
    assert "Since the release" not in seat().look()


def test_what_changed_since_the_release_is_said_in_a_word(app: Flask, seat: Sit, stood: Stand) -> None:
    with app.app_context(), transaction():
        releasing.release(_summit(), name="One")
    with app.app_context(), transaction():
        add_session(_summit(), "SC-9", starts_at=NINE + timedelta(hours=3))
        session = db.session.scalars(db.select(Session).filter_by(code="SC-1")).one()
        session.title = "Pipes again"
    sit = seat()
    sit.place("SC-1", stood("SC-1").slot, 1, day="2026-11-01", at=330, minutes=60, room="attic")
    found = cards(sit.look())
    words = {code: re.findall(r'release: </span>([^<]+)</span>', card) for code, card in found.items()}
    assert words == {"SC-1": ["moved", "other room", "longer", "title"], "SC-3": [], "SC-9": ["new"]}


def test_a_long_name_is_shown_whole_and_escaped(app: Flask, seat: Sit) -> None:
    with app.app_context(), transaction():
        add_session(_summit(), "SC-9", title="<b>" + "Wide " * 99, starts_at=NINE + timedelta(hours=3))
    card = cards(seat().look())["SC-9"]
    assert "<b>" not in card
    assert card.count("Wide ") >= 99


def test_who_may_only_look_has_nothing_to_move(seat: Sit, cast: Cast) -> None:
    page = seat(cast.viewer).look()
    main = page[page.index("<main") :]
    assert ("data-grip" in main, 'data-may-edit=""' in main, "data-undo" in main) == (False, True, False)


def test_an_editor_of_one_event_moves_that_alone(seat: Sit, side_editor: Any) -> None:
    found = cards(seat(side_editor).look())
    assert {code: "data-grip" in card for code, card in found.items()} == {"SC-1": False, "SC-3": False, "SD-1": True}
    assert {code: " data-fixed" in card for code, card in found.items()} == {"SC-1": True, "SC-3": True, "SD-1": False}


def test_the_sheet_is_kept_by_its_content(seat: Sit) -> None:
    sit = seat()
    address = re.search(rf"{BOARD}/[0-9a-f]+\.css", sit.look())[0]
    first = sit.client.get(address)
    again = sit.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, first.mimetype, again.status_code) == (200, "text/css", 304)
    assert sit.client.get(f"{BOARD}/0000000000.css").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [{"day": "never"}, {"day": "9999-12-31"}, {"day": "0001-01-01"}, {"event": "forged"}, {"hide": "forged," * 3000},
     {"zoom": "x" * 9999}, {"q": "n" * 9999}],
)  # fmt: skip
@pytest.mark.parametrize("page", [BOARD, f"{BOARD}/bulk"])
def test_nonsense_in_the_address_shows_a_page(seat: Sit, page: str, asked: dict[str, str]) -> None:
    assert seat().client.get(page, query_string={"what": "move", "minutes": "5", **asked}).status_code == 200


def _summit() -> Any:
    return find_summit(SLUG)
