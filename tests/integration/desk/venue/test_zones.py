"""Zones, and how long it takes to walk between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventsite.summits.queries import list_walks, list_zones
from eventsite.summits.services.zones import MOST_ZONES
from tests.fixtures.cast import Cast
from tests.forms import read_form
from tests.integration.desk.venue.conftest import VENUE, As, flashed, refused, said

Read = Callable[..., Any]
WALKS, NORTH, SOUTH = f"{VENUE}/walks", f"{VENUE}/zones/north", f"{VENUE}/zones/south"


def zones(summit: Any) -> list[tuple[str, str]]:
    return [(zone.slug, zone.name) for zone in list_zones(summit)]


def walks(summit: Any) -> tuple[int, list[tuple[str, str, int]]]:
    return summit.walking_minutes, [(w.zone.slug, w.other.slug, w.minutes) for w in list_walks(summit)]


def way(summit: Any, one: str = "north", other: str = "south") -> str:
    ids = sorted(zone.id for zone in list_zones(summit) if zone.slug in (one, other))
    return f"way_{ids[0]}_{ids[1]}"


def test_one_is_added_renamed_moved_and_removed(owner: FlaskClient, read: Read) -> None:
    assert owner.post(f"{VENUE}/new-zone", data={"name": " Roof "}).location == f"{VENUE}#zones"
    assert flashed(owner, VENUE) == "Roof is there. Say which rooms are in it, on the page of each."
    form = read_form(owner.get(f"{VENUE}/zones/roof/edit").text)
    form.setlist("name", ["Sky"])
    assert owner.post(f"{VENUE}/zones/roof/edit", data=form).location == f"{VENUE}#zones"
    assert owner.post(f"{VENUE}/zones/roof/move", data={"do": "up"}).status_code == 302
    assert read(zones) == [("north", "North"), ("roof", "Sky"), ("south", "South")]
    owner.get(VENUE)
    assert owner.post(f"{VENUE}/zones/roof/delete").status_code == 302
    assert flashed(owner, VENUE) == "Sky is removed. No room was in it."
    assert read(zones) == [("north", "North"), ("south", "South")]


def test_one_with_rooms_stays(owner: FlaskClient, read: Read) -> None:
    assert "North stays while 1 room is in it." in said(owner.get(f"{NORTH}/edit").text)
    assert owner.post(f"{NORTH}/delete").status_code == 302
    assert flashed(owner, VENUE) == "North stays: it is used by 1 room. Give them another zone first."
    assert read(zones) == [("north", "North"), ("south", "South")]


def test_its_ways_go_with_it(owner: FlaskClient, read: Read) -> None:
    form = read_form(owner.get(f"{VENUE}/rooms/attic/edit").text)
    form.setlist("zone", ["north"])
    owner.post(f"{VENUE}/rooms/attic/edit", data=form)
    owner.get(VENUE)
    owner.post(f"{SOUTH}/delete")
    assert (read(zones), read(walks)) == ([("north", "North")], (5, []))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Not saved. Give the zone a name with a letter or a digit in it."),
        ("x" * 10_000, "This is longer than 200 letters. Make it shorter."),
        ("south", "Not saved. There is a zone 'South' already. Choose another name."),
    ],
)
def test_what_is_wrong_is_said(owner: FlaskClient, read: Read, name: str, sentence: str) -> None:
    for path in (f"{VENUE}/new-zone", f"{NORTH}/edit"):
        form = read_form(owner.get(path).text)
        form.setlist("name", [name])
        answer = owner.post(path, data=form)
        assert (answer.status_code, refused(answer.text)) == (422, [sentence])
        assert read_form(answer.text)["name"] == name
    assert read(zones) == [("north", "North"), ("south", "South")]


def test_a_stale_rename_is_told(owner: FlaskClient, cast: Cast, as_member: As, read: Read) -> None:
    mine = read_form(owner.get(f"{NORTH}/edit").text)
    as_member(cast.teammate).post(f"{NORTH}/edit", data={"opened": mine["opened"], "name": "Polar"})
    mine.setlist("name", ["Boreal"])
    answer = owner.post(f"{NORTH}/edit", data=mine)
    assert (answer.status_code, read(zones)[0]) == (409, ("north", "Polar"))
    assert owner.post(f"{NORTH}/edit", data=read_form(answer.text)).status_code == 302
    assert read(zones)[0] == ("north", "Boreal")


def test_there_are_not_more_than_a_page_can_ask_about(owner: FlaskClient, read: Read) -> None:
    answers = [owner.post(f"{VENUE}/new-zone", data={"name": f"Zone {n}"}) for n in range(MOST_ZONES - 1)]
    assert [answer.status_code for answer in answers] == [302] * (MOST_ZONES - 2) + [422]
    assert refused(answers[-1].text) == [
        "Not saved. There are 20 zones already, and that is the most. Remove one first."
    ]
    page = owner.get(WALKS).text
    assert page.count('class="walk"') == MOST_ZONES * (MOST_ZONES - 1) // 2


def test_minutes_are_shown_and_changed(owner: FlaskClient, read: Read) -> None:
    name = read(way)
    form = read_form(owner.get(WALKS).text)
    assert (form["minutes"], form[name]) == ("5", "12")
    form.setlist("minutes", ["7"])
    form.setlist(name, ["9"])
    assert owner.post(WALKS, data=form).location == f"{VENUE}#walks"
    assert flashed(owner, VENUE) == "The walking minutes are saved. Clashes are told by them from now on."
    assert read(walks) == (7, [("north", "south", 9)])
    form = read_form(owner.get(WALKS).text)
    form.setlist(name, [""])
    owner.post(WALKS, data=form)
    assert read(walks) == (7, [])
    assert "Between any two zones: 7 minutes." in said(owner.get(VENUE).text)
    form = read_form(owner.get(WALKS).text)
    form.setlist(name, ["0"])
    owner.post(WALKS, data=form)
    assert read(walks) == (7, [("north", "south", 0)])


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "'-1' is no whole number. Write it as in 40."),
        ("121", "Not saved. A walk takes from 0 to 120 minutes. Use a whole number between them."),
        ("x" * 10_000, f"'{'x' * 30}' is no whole number. Write it as in 40."),
        ("1.5", "'1.5' is no whole number. Write it as in 40."),
    ],
)
def test_minutes_that_are_none_are_refused(owner: FlaskClient, read: Read, typed: str, sentence: str) -> None:
    for field in ("minutes", read(way)):
        form = read_form(owner.get(WALKS).text)
        form.setlist(field, [typed])
        answer = owner.post(WALKS, data=form)
        assert (answer.status_code, refused(answer.text)) == (422, [sentence])
        assert (read_form(answer.text)[field], read(walks)) == (typed, (5, [("north", "south", 12)]))


def test_nobody_walks_as_a_rule_in_no_minutes_at_all(owner: FlaskClient, read: Read) -> None:
    form = read_form(owner.get(WALKS).text)
    form.setlist("minutes", [""])
    assert refused(owner.post(WALKS, data=form).text) == ["Give a number."]


def test_zones_of_another_summit_are_not_reached(owner: FlaskClient, read: Read) -> None:
    """Fields that no page of ours shows are left aside."""
    form = read_form(owner.get(WALKS).text)
    for name in ("way_1_3", "way_3_1", "way_2_1", "way_1_1", "way_99_100", "way_x"):
        form.add(name, "3")
    assert owner.post(WALKS, data=form).status_code == 302
    assert read(walks) == (5, [("north", "south", 12)])


def test_a_stale_save_of_minutes_is_told(owner: FlaskClient, cast: Cast, as_member: As, read: Read) -> None:
    mine = read_form(owner.get(WALKS).text)
    theirs = read_form(owner.get(WALKS).text)
    theirs.setlist("minutes", ["8"])
    as_member(cast.teammate).post(WALKS, data=theirs)
    mine.setlist("minutes", ["4"])
    answer = owner.post(WALKS, data=mine)
    assert (answer.status_code, read(walks)[0]) == (409, 8)
    assert "Between two zones now 8 minutes" in refused(answer.text)[0]
    assert owner.post(WALKS, data=read_form(answer.text)).status_code == 302
    assert read(walks)[0] == 4
