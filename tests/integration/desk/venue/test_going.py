"""A room, an event or a track goes while somebody begins to use it: one of the two is told, and nothing breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.desk.venue.uses import uses_of_event, uses_of_room
from eventsite.people.models import Account
from eventsite.programme.drafting.plans import SessionPlan
from eventsite.programme.models import Session, Track
from eventsite.programme.services import bounds, editing, placing, scheduling, tracks
from eventsite.summits.models import Event, Room
from eventsite.summits.services import allocating, events, rooms
from tests.fixtures.cast import SLUG, Cast, Member
from tests.integration.desk.venue.conftest import VENUE, this_summit
from tests.integration.desk.venue.test_races import outcome
from tests.racing import caught, meanwhile


@pytest.fixture
def spare(app: Flask, house: Member) -> None:
    """Add an event that nothing uses."""
    with app.app_context(), transaction():
        db.session.add(Event(summit=this_summit(), slug="spare", name="Spare", position=2))


def remove(kind: type[Any], slug: str) -> None:
    thing = db.session.scalars(db.select(kind).filter_by(slug=slug)).one()
    if isinstance(thing, Room):
        rooms.remove_room(room=thing, uses=uses_of_room)
    elif isinstance(thing, Event):
        events.remove_event(event=thing, uses=uses_of_event)
    else:
        tracks.remove_track(track=thing)


def revise(owner: Member, change: Callable[[SessionPlan], SessionPlan]) -> Any:
    """Save SC-1 as `change` makes it; return None, or what was raised."""

    def save() -> None:
        with transaction():
            session = db.session.scalars(db.select(Session).filter_by(summit_id=this_summit().id, code="SC-1")).one()
            plan, by = change(plan_of(session)), db.session.get_one(Account, owner.id)
            editing.revise_session(session=session, version=session.version, plan=plan, host="localhost", by=by)

    return caught(save)


def plan_of(session: Session) -> SessionPlan:
    return SessionPlan(
        title=session.title, kind=session.kind, state=session.state, event=session.event.slug,
        also=tuple(also.event.slug for also in session.also), track=session.track.slug if session.track else "",
        slots=tuple(placing.plans_of(session)),
    )  # fmt: skip


def in_cellar(plan: SessionPlan) -> SessionPlan:
    return replace(plan, slots=tuple(replace(slot, rooms=("cellar",)) for slot in plan.slots))


USES: dict[str, tuple[type[Any], str, Any, str, Callable[[SessionPlan], SessionPlan], str]] = {
    "room": (Room, "cellar", bounds, "check_rooms", in_cellar, "RoomNotOfSummit"),
    "track": (Track, "idle", scheduling, "set_slots", lambda plan: replace(plan, track="idle"), "TrackNotOfEvent"),
    "event": (
        Event, "spare", bounds, "check_event", lambda plan: replace(plan, event="spare", track=""), "EventNotOfSummit",
    ),
    "also": (Event, "spare", scheduling, "set_slots", lambda plan: replace(plan, also=("spare",)), "EventNotOfSummit"),
}  # fmt: skip


@pytest.mark.usefixtures("spare")
@pytest.mark.parametrize("use", USES)
def test_what_somebody_begins_to_use_stays(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    kind, slug, where, moment, change, _ = USES[use]
    told: list[Any] = []

    def work() -> None:
        with app.app_context():
            told.append(outcome(caught(lambda: removing(kind, slug))))

    rival = meanwhile(monkeypatch, where, moment, work)
    with app.app_context():
        assert revise(cast.owner, change) is None
    rival.join()
    assert told == ["StillUsed"]


@pytest.mark.usefixtures("spare")
@pytest.mark.parametrize("use", USES)
def test_who_comes_to_use_what_is_just_going_is_told(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    kind, slug, _, _, change, refusal = USES[use]
    told: list[Any] = []

    def work() -> None:
        with app.app_context():
            told.append(outcome(revise(cast.owner, change)))

    at_the_end = "refuse_if_used"
    rival = meanwhile(monkeypatch, {Room: rooms, Event: events, Track: tracks}[kind].listing, at_the_end, work)
    with app.app_context():
        removing(kind, slug)
    rival.join()
    assert told == [refusal]


def removing(kind: type[Any], slug: str) -> None:
    with transaction():
        remove(kind, slug)


@pytest.mark.usefixtures("house")
def test_a_room_that_went_is_given_to_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """On SQLite a writer is alone, so there it went just afterwards."""

    def give() -> None:
        with transaction():
            cellar = db.session.scalars(db.select(Room).filter_by(slug="cellar")).one()
            allocating.allocate(room=cellar, event="main")

    def work() -> None:
        with app.app_context():
            removing(Room, "cellar")

    rival = meanwhile(monkeypatch, allocating, "take_turns", work)
    with app.app_context():
        is_alone = db.engine.dialect.name == "sqlite"
        assert outcome(caught(give)) == ("done" if is_alone else "Gone")
    rival.join()


def test_what_went_while_its_form_was_open_is_not_there_and_no_bug(
    app: Flask, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from eventsite.desk.views import rooms as views

    def work() -> None:
        with app.app_context():
            removing(Room, "cellar")

    rival = meanwhile(monkeypatch, views, "transaction", work)
    answer = owner.post(f"{VENUE}/rooms/cellar/move", data={"do": "up"})
    rival.join()
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert owner.get(f"/manage/{SLUG}/venue").status_code == 200
