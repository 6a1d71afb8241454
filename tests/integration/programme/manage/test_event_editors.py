"""An editor of one event edits its sessions in its rooms, looks at the rest, and changes nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.programme.models import CoPresenter, Session
from eventsite.programme.services.bounds import RoomOfAnotherEvent, check_rooms, events_open_to
from eventsite.summits.models import Allocation, Event, Room, Summit
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import counted_queries
from tests.integration.programme.manage.conftest import Editor

As = Callable[[Member], FlaskClient]
Join = Callable[..., Member]
Edit = Callable[..., Editor]
TEN = NINE + timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("draft")


@pytest.fixture
def eve(draft: None, join: Join) -> Member:
    """Edits the side event; its session SIDE-1 is to be made with `side`."""
    return join("Eve", "editor", event="side")


@pytest.fixture
def side(app: Flask, draft: None) -> None:
    """SIDE-1 is a session of the side event at 09:00 in the attic, SHARED one of the main event that it shows too."""
    with app.app_context(), transaction():
        summit = the_summit()
        add_session(summit, "SIDE-1", title="Anvils", room="attic", event=event_of("side"))
        add_session(summit, "SHARED", starts_at=None, also=[CoPresenter(event=event_of("side"))])


def the_summit() -> Summit:
    summit = find_summit(SLUG)
    assert summit is not None
    return summit


def event_of(slug: str) -> Event:
    return next(event for event in the_summit().events if event.slug == slug)


def room_of(slug: str) -> Room:
    return next(room for room in the_summit().rooms if room.slug == slug)


def session_of(code: str) -> Session:
    return db.session.scalars(db.select(Session).filter_by(code=code)).one()


def account_of(member: Member) -> Account:
    return db.session.get_one(Account, member.id)


def give(app: Flask, room: str, event: str, starts_at: datetime | None = None, ends_at: datetime | None = None) -> None:
    with app.app_context(), transaction():
        db.session.add(Allocation(event=event_of(event), room=room_of(room), starts_at=starts_at, ends_at=ends_at))


def refusal(who: Member, code: str, room: str, starts_at: datetime = NINE, minutes: int = 45) -> str:
    """Return why `who` may not place a session so; '' when they may."""
    try:
        check_rooms(
            account=account_of(who), session_or_event=session_of(code), rooms=[room_of(room)], starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
        )
    except RoomOfAnotherEvent as error:
        return str(error)
    return ""


def test_a_room_of_nobody_is_everybodys(app: Flask, side: None, eve: Member) -> None:
    with app.app_context():
        assert refusal(eve, "SIDE-1", "hall") == ""


def test_a_room_of_another_event_is_refused_with_its_name(app: Flask, side: None, eve: Member) -> None:
    give(app, "hall", "main", NINE, TEN)
    with app.app_context():
        assert refusal(eve, "SIDE-1", "hall") == (
            "Hall belongs to Main event on Sun 1 Nov, 09:00 EST. Choose another room or time, or ask an organizer of "
            "the whole summit."
        )


def test_a_room_that_is_given_at_other_times_is_nobodys_then(app: Flask, side: None, eve: Member) -> None:
    give(app, "hall", "side", TEN, TEN + timedelta(hours=1))
    with app.app_context():
        assert [bool(refusal(eve, "SIDE-1", "hall", at)) for at in (NINE, TEN)] == [True, False]
        assert "Hall is not given to your event on Sun 1 Nov, 09:00 EST." in refusal(eve, "SIDE-1", "hall")


def test_who_edits_the_whole_summit_may_take_any_room(app: Flask, side: None, cast: Cast) -> None:
    give(app, "hall", "main")
    with app.app_context():
        assert [refusal(who, "SIDE-1", "hall") for who in (cast.owner, cast.teammate)] == ["", ""]


def test_a_session_that_two_events_present_may_stand_in_the_rooms_of_both(app: Flask, side: None, join: Join) -> None:
    adam = join("Adam", "editor", event="main")
    give(app, "hall", "side")
    with app.app_context():
        assert [bool(refusal(adam, code, "hall")) for code in ("SC-1", "SHARED")] == [True, False]


def test_the_events_whose_sessions_somebody_edits(app: Flask, side: None, cast: Cast, eve: Member) -> None:
    with app.app_context():
        account, owner, event = account_of(eve), account_of(cast.owner), event_of("side")
        assert [event.slug for event in events_open_to(account, event.summit)] == ["side"]
        assert [event.slug for event in events_open_to(owner, event.summit)] == ["main", "side"]


def test_asking_costs_one_query_for_an_editor_of_an_event_and_none_for_the_summits(
    app: Flask, side: None, cast: Cast, eve: Member
) -> None:
    costs = []
    for who in (eve, cast.owner):
        with app.app_context():
            account, session, rooms = account_of(who), session_of("SC-2"), list(the_summit().rooms)
            assert (len(events_open_to(account, session.summit)), session.also) != (0, None)
            with counted_queries() as queries:
                check_rooms(account=account, session_or_event=session, rooms=rooms, starts_at=TEN, ends_at=TEN)
            costs.append(queries.count)
    assert costs == [1, 0]


def test_the_form_offers_the_events_that_one_edits(edit: Edit, side: None, eve: Member) -> None:
    page = edit("SIDE-1", by=eve).page
    assert re.findall(r'<select[^>]*name="event".*?</select>', page, re.DOTALL)[0].count("<option") == 1
    assert ('name="also"' in page, "Water" in page, "Iron" in page) == (False, False, True)
    assert edit(by=eve).typed["event"] == "side"


def test_an_editor_of_an_event_makes_and_changes_its_sessions(
    app: Flask, as_member: As, edit: Edit, side: None, eve: Member
) -> None:
    assert edit("SIDE-1", by=eve).type(title="Hammers").save() == f"/manage/{SLUG}/sessions/SIDE-1"
    made = edit(by=eve).type(title="Tongs", kind="talk").save().rpartition("/")[2]
    client = as_member(eve)
    assert client.post(f"/manage/{SLUG}/sessions/{made}/cancel").status_code == 302
    assert client.post(f"/manage/{SLUG}/sessions/{made}/reinstate").status_code == 302
    with app.app_context():
        assert (session_of("SIDE-1").title, session_of(made).event.slug) == ("Hammers", "side")


@pytest.mark.parametrize("code", ["SC-1", "SHARED"])
def test_a_session_of_another_event_is_looked_at_only(as_member: As, side: None, eve: Member, code: str) -> None:
    client, start = as_member(eve), f"/manage/{SLUG}/sessions/{code}"
    assert [client.get(start + end).status_code for end in ("", "/history", "/edit")] == [200, 200, 404]
    assert [client.post(start + end).status_code for end in ("/edit", "/cancel", "/reinstate")] == [404, 404, 404]
    page = client.get(start).text
    assert [word for word in ("/edit", "/cancel", "/reinstate") if word in page] == []


@pytest.mark.parametrize("code", ["", "SIDE-1"])
def test_a_forged_event_is_refused(app: Flask, edit: Edit, side: None, eve: Member, code: str) -> None:
    editor = edit(code, by=eve).type(title="Mine", event="main", kind="talk")
    page = editor.press(status=422)
    assert "Not a valid choice" in page
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(Session).filter_by(title="Mine")) == 0


def test_another_event_does_not_begin_to_show_ones_session(app: Flask, edit: Edit, side: None, eve: Member) -> None:
    editor = edit("SIDE-1", by=eve)
    editor.typed.add("also", "main")
    editor.press(status=422)
    with app.app_context():
        assert session_of("SIDE-1").also == []


def test_another_event_does_not_stop_showing_it_either(app: Flask, edit: Edit, side: None, join: Join) -> None:
    adam = join("Adam", "editor", event="main")
    editor = edit("SHARED", by=adam)
    assert editor.typed.getlist("also") == ["side"]
    editor.typed.setlist("also", [])
    assert "You do not edit Side event." in editor.press(status=422)
    assert edit("SHARED", by=adam).type(title="Still shared").save() == f"/manage/{SLUG}/sessions/SHARED"
    with app.app_context():
        assert [also.event.slug for also in session_of("SHARED").also] == ["side"]


def test_who_edits_both_events_moves_a_session_between_them(app: Flask, edit: Edit, side: None, join: Join) -> None:
    join("Adam", "editor", event="main")
    adam = join("Adam", "editor", event="side")
    edit("SC-1", by=adam).type(event="side", track="side/iron").save()
    edit("SHARED", by=adam).type(title="Mine").save()
    with app.app_context():
        assert session_of("SC-1").event.slug == "side"


def test_a_room_of_others_is_refused_on_the_form_and_nothing_typed_is_lost(
    app: Flask, edit: Edit, side: None, eve: Member
) -> None:
    give(app, "hall", "main", NINE, TEN)
    editor = edit("SIDE-1", by=eve).type(title="Hammers", slots__0__room="hall")
    page = editor.press(status=422)
    assert "Hall belongs to Main event on Sun 1 Nov, 09:00 EST." in page
    assert editor.typed["title"] == "Hammers"
    editor.type(slots__0__starts="10:00", slots__0__ends="10:30").press(status=422)
    with app.app_context():
        assert [room.slug for room in session_of("SIDE-1").slots[0].rooms] == ["attic"]


def test_a_slot_that_stands_in_a_room_of_others_may_stay_there(app: Flask, edit: Edit, side: None, eve: Member) -> None:
    """An organizer of the summit put it there, and the editor of the event mends its title."""
    give(app, "attic", "main")
    edit("SIDE-1", by=eve).type(title="Hammers").save()
    assert "Attic belongs to Main event" in edit("SIDE-1", by=eve).type(slots__0__ends="09:50").press(status=422)
    with app.app_context():
        assert (session_of("SIDE-1").title, session_of("SIDE-1").slots[0].ends_at) == (
            "Hammers", NINE + timedelta(minutes=45),
        )


def test_the_whole_summit_is_released_by_who_edits_all_of_it(as_member: As, side: None, eve: Member) -> None:
    client = as_member(eve)
    assert client.get(f"/manage/{SLUG}/release").status_code == 200
    assert "<button" not in client.get(f"/manage/{SLUG}/release").text.partition("<main")[2]
    assert client.post(f"/manage/{SLUG}/release", data={"name": "One"}).status_code == 404


def test_a_new_session_is_offered_on_the_desk(as_member: As, cast: Cast, eve: Member) -> None:
    pages = (f"/manage/{SLUG}/", f"/manage/{SLUG}/programme")
    offered = [["sessions/new" in as_member(who).get(page).text for page in pages] for who in (eve, cast.viewer)]
    assert offered == [[True, True], [False, False]]
