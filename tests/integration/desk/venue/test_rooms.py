"""Rooms: added, changed, put in order, removed; and whose each is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.summits.queries import list_allocations, list_rooms
from tests.fixtures.cast import Cast
from tests.forms import read_form
from tests.integration.desk.venue.conftest import VENUE, As, flashed, refused, said

SEATS = "A room has from 1 to 100,000 seats. Leave it empty if nobody has counted them."
Read = Callable[..., Any]
NEW, HALL, CELLAR, ATTIC = f"{VENUE}/new-room", *(f"{VENUE}/rooms/{slug}" for slug in ("hall", "cellar", "attic"))


def rooms(summit: Any) -> list[tuple[str, str, str, int | None, bool]]:
    return [
        (room.slug, room.name, room.zone.slug if room.zone else "", room.seats, room.allows_parallel)
        for room in list_rooms(summit)
    ]


THERE = [
    ("hall", "Hall", "north", 100, False),
    ("attic", "Attic", "south", 20, False),
    ("cellar", "Cellar", "", None, False),
]


def test_the_page_shows_the_whole_venue(owner: FlaskClient) -> None:
    words = said(owner.get(VENUE).text)
    rows = words.partition("Order ")[2].partition("Zones")[0]
    assert rows == (
        "Hall North 100 seats Everybody’s 1 session Down : Hall "
        "Attic South 20 seats Side, the whole summit 1 session Up : Attic Down : Attic "
        "Cellar No zone Not counted Everybody’s 0 sessions Up : Cellar "
    )
    assert "North and South 12 minutes" in words


def test_one_is_added(owner: FlaskClient, read: Read) -> None:
    data = {"name": "  Big \t tent ", "zone": "south", "seats": " 1,200 ", "allows_parallel": "y"}
    assert owner.post(NEW, data=data).location == f"{VENUE}/rooms/big-tent"
    assert flashed(owner, f"{VENUE}/rooms/big-tent") == (
        "Big tent is there. Say whose it is, or leave it to everybody."
    )
    assert read(rooms) == [*THERE, ("big-tent", "Big tent", "south", 1200, True)]


def test_one_is_changed_and_keeps_its_slug(owner: FlaskClient, read: Read) -> None:
    form = read_form(owner.get(f"{HALL}/edit").text)
    assert (form["name"], form["zone"], form["seats"]) == ("Hall", "north", "100")
    form.setlist("name", ["Great hall"])
    form.setlist("seats", [""])
    form.setlist("zone", [""])
    assert owner.post(f"{HALL}/edit", data=form).location == HALL
    assert flashed(owner, HALL) == "Great hall is saved in the draft. The public pages change with the next release."
    assert read(rooms)[0] == ("hall", "Great hall", "", None, False)


def test_a_save_of_what_was_shown_changes_nothing(owner: FlaskClient, read: Read) -> None:
    entries = read(lambda _: db.session.query(AuditEntry).count())
    assert owner.post(f"{HALL}/edit", data=read_form(owner.get(f"{HALL}/edit").text)).status_code == 302
    assert (read(rooms), read(lambda _: db.session.query(AuditEntry).count())) == (THERE, entries)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Not saved. Give the room a name with a letter or a digit in it."),
        ("name", "\u202e \u200b", "Not saved. Give the room a name with a letter or a digit in it."),
        ("name", "x" * 10_000, "This is longer than 200 letters. Make it shorter."),
        ("name", "ATTIC", "Not saved. There is a room 'Attic' already. Choose another name."),
        ("name", "Ａttic", "Not saved. There is a room 'Attic' already. Choose another name."),
        ("seats", "-1", "'-1' is no whole number. Write it as in 40."),
        ("seats", "1e9", "'1e9' is no whole number. Write it as in 40."),
        ("seats", "９", "'９' is no whole number. Write it as in 40."),
        ("seats", "9" * 4000, f"'{'9' * 30}' is no whole number. Write it as in 40."),
        ("seats", "0", f"Not saved. {SEATS}"),
        ("seats", "100001", f"Not saved. {SEATS}"),
        ("zone", "east", "Not a valid choice."),
        ("zone", "3", "Not a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    owner: FlaskClient, read: Read, field: str, typed: str, sentence: str
) -> None:
    for path in (NEW, f"{HALL}/edit"):
        form = read_form(owner.get(path).text)
        form.setlist("name", ["Garage"])
        form.setlist("seats", ["77"])
        form.setlist(field, [typed])
        answer = owner.post(path, data=form)
        assert (answer.status_code, refused(answer.text), read(rooms)) == (422, [sentence], THERE)
        again = read_form(answer.text)
        wanted = {"name": "Garage", "seats": "77", field: typed.replace("\u202e \u200b", "\u200b")}
        if field != "zone":
            assert {name: again[name] for name in wanted} == wanted


def test_a_name_that_was_double_before_may_stay(owner: FlaskClient, app: Any, read: Read) -> None:
    from eventsite.core.db import transaction
    from tests.integration.desk.venue.conftest import this_summit

    with app.app_context(), transaction():
        list_rooms(this_summit())[1].name = "Hall"
    form = read_form(owner.get(f"{ATTIC}/edit").text)
    form.setlist("seats", ["30"])
    assert owner.post(f"{ATTIC}/edit", data=form).status_code == 302
    assert read(rooms)[1] == ("attic", "Hall", "south", 30, False)


def test_of_two_who_change_it_the_second_sees_both_and_decides(
    owner: FlaskClient, cast: Cast, as_member: As, read: Read
) -> None:
    mine = read_form(owner.get(f"{HALL}/edit").text)
    other, theirs = as_member(cast.teammate), read_form(owner.get(f"{HALL}/edit").text)
    theirs.setlist("name", ["Ballroom"])
    assert other.post(f"{HALL}/edit", data=theirs).status_code == 302
    mine.setlist("seats", ["120"])
    answer = owner.post(f"{HALL}/edit", data=mine)
    assert answer.status_code == 409
    (sentence,) = refused(answer.text)
    assert sentence == (
        "Not saved. Somebody changed Ballroom after you opened it. Compare, then save again. "
        "Name now Ballroom Zone now North Seats now 100 At once now one thing "
        "What you typed is still in the form. Saving it takes the place of what stands now."
    )
    again = read_form(answer.text)
    assert (again["name"], again["seats"], read(rooms)[0][1]) == ("Hall", "120", "Ballroom")
    assert owner.post(f"{HALL}/edit", data=again).status_code == 302
    assert read(rooms)[0] == ("hall", "Hall", "north", 120, False)


@pytest.mark.parametrize("opened", ["", "0", "x" * 5000])
def test_a_forged_mark_overwrites_nothing(owner: FlaskClient, read: Read, opened: str) -> None:
    assert owner.post(f"{HALL}/edit", data={"name": "Mine", "opened": opened}).status_code == 409
    assert read(rooms) == THERE


def test_the_order_is_that_of_the_buttons(owner: FlaskClient, read: Read) -> None:
    def press(slug: str, do: str) -> str:
        assert owner.post(f"{VENUE}/rooms/{slug}/move", data={"do": do}).location == f"{VENUE}#room-{slug}"
        return " ".join(slug for slug, *_ in read(rooms))

    assert press("cellar", "up") == "hall cellar attic"
    assert press("hall", "up") == "hall cellar attic"
    assert press("hall", "down") == "cellar hall attic"
    assert press("hall", "sideways") == "cellar hall attic"


def test_one_that_sessions_use_stays_and_says_so(owner: FlaskClient, read: Read) -> None:
    assert "Attic stays while it is used by 1 session. Move them" in said(owner.get(ATTIC).text)
    assert owner.post(f"{ATTIC}/delete").location == ATTIC
    assert flashed(owner, ATTIC) == "Attic stays: it is used by 1 session. Move them to another room first."
    assert read(rooms) == THERE


def test_one_that_nothing_uses_goes_and_its_slug_is_never_given_again(owner: FlaskClient, read: Read) -> None:
    assert owner.post(f"{CELLAR}/allocations", data={"event": "main"}).status_code == 302
    assert flashed(owner, CELLAR) == "Cellar is Main event’s for the whole summit."
    assert owner.post(f"{CELLAR}/delete").location == VENUE
    assert flashed(owner, VENUE) == "Cellar is removed. The public pages change with the next release."
    assert (read(rooms), read(lambda summit: len(list_allocations(summit)))) == (THERE[:2], 1)
    owner.post(NEW, data={"name": "Cellar"})
    assert [slug for slug, *_ in read(rooms)] == ["hall", "attic", "cellar-2"]


def given(summit: Any) -> list[tuple[str, datetime | None, datetime | None]]:
    hall = list_rooms(summit)[0]
    return [(found.event.slug, found.starts_at, found.ends_at) for found in list_allocations(summit, hall)]


def test_a_room_is_given_for_a_time_a_day_and_taken_back(owner: FlaskClient, read: Read) -> None:
    """On the second day the clocks go back: all of it is 25 hours."""
    give = f"{HALL}/allocations"
    data = {"event": "main", "on": "2026-10-31", "starts": "13:00", "ends": "02:00"}
    assert owner.post(give, data=data).location == f"{HALL}#whose"
    assert owner.post(give, data={"event": "side", "on": "2026-11-01"}).status_code == 302
    assert read(given) == [
        ("main", datetime(2026, 10, 31, 17, tzinfo=UTC), datetime(2026, 11, 1, 7, tzinfo=UTC)),
        ("side", datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ]
    words = said(owner.get(HALL).text)
    assert "Main event, Sat 31 Oct, 13:00 – Sun 1 Nov, 02:00 EST Take back" in words
    assert "Side event, Sun 1 Nov, all day Take back" in words
    id = read(lambda summit: list_allocations(summit, list_rooms(summit)[0])[0].id)
    assert owner.post(f"{HALL}/allocations/{id}/delete").location == f"{HALL}#whose"
    assert flashed(owner, HALL) == "Hall is taken back from Main event."
    assert [slug for slug, *_ in read(given)] == ["side"]


def test_the_hour_that_comes_twice_is_asked_for(owner: FlaskClient, read: Read) -> None:
    data = {"event": "main", "on": "2026-11-01", "starts": "01:15", "ends": "01:45", "second": "y"}
    assert owner.post(f"{HALL}/allocations", data=data).status_code == 302
    first = datetime(2026, 11, 1, 6, 15, tzinfo=UTC)
    assert read(given) == [("main", first, first.replace(minute=45))]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"event": "far"}, "Not a valid choice."),
        ({"event": "1"}, "Not a valid choice."),
        ({"on": "2026-11-03"}, "Not a valid choice."),
        ({"on": "x" * 10_000}, "Not a valid choice."),
        ({"starts": "09:00"}, "Choose the day of these times, or leave them empty for the whole summit."),
        ({"on": "2026-11-01", "starts": "09:00"}, "Give the end, as in 10:30."),
        ({"on": "2026-11-01", "ends": "09:00"}, "Give the start, as in 10:30."),
        ({"on": "2026-11-01", "starts": "9am", "ends": "10:00"}, "9am is no time. Write the start as 10:30."),
        ({"on": "2026-11-01", "starts": "9:00", "ends": "9:00"}, "This starts and ends at 09:00. Give it a later end."),
    ],
)
def test_what_is_wrong_with_a_time_is_said(
    owner: FlaskClient, read: Read, typed: dict[str, str], sentence: str
) -> None:
    answer = owner.post(f"{HALL}/allocations", data={"event": "main", **typed})
    assert (answer.status_code, refused(answer.text), read(given)) == (422, [sentence], [])


@pytest.mark.parametrize("typed", [{}, {"on": "2026-10-31"}, {"on": "2026-11-02", "starts": "23:00", "ends": "01:00"}])
def test_what_an_event_holds_already_is_not_given_twice(
    owner: FlaskClient, read: Read, typed: dict[str, str]
) -> None:
    answer = owner.post(f"{ATTIC}/allocations", data={"event": "side", **typed})
    when = "then" if typed else "at some time"
    assert (answer.status_code, refused(answer.text)) == (
        422, [f"Attic is Side event’s {when} already. Take that back first, or give another time."])
    assert read(lambda summit: len(list_allocations(summit))) == 1
