"""Organizers at the same moment: a name and a place are given once, and nothing goes that somebody begins to use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.core.stale import mark_of
from eventsite.desk.venue.uses import uses_of_room
from eventsite.people.models import Account
from eventsite.programme.models import Session, SlotRoom
from eventsite.programme.services import placing, scheduling, tracks
from eventsite.summits.models import Room
from eventsite.summits.queries import list_allocations, list_events, list_rooms, list_zones
from eventsite.summits.services import allocating, events, rooms, zones
from eventsite.summits.services.rooms import RoomPlan
from tests.drafts import NINE, add_session
from tests.fixtures.cast import Member
from tests.integration.desk.venue.conftest import this_summit
from tests.racing import at_once, caught, meanwhile


def once(work: Callable[[], Any]) -> Callable[[], Any]:
    """Return the work in a transaction of its own, as a view does it."""

    def run() -> Any:
        with transaction():
            return work()

    return run


def outcomes(results: list[Any]) -> Counter[str]:
    return Counter(outcome(result) for result in results)


def outcome(result: Any) -> str:
    return type(result).__name__ if isinstance(result, Exception) else "done"


def test_of_two_who_add_the_same_name_one_is_told(app: Flask, house: Member) -> None:
    adding: list[Callable[[], Any]] = [
        lambda: rooms.add_room(summit=this_summit(), plan=RoomPlan("Tent")).id,
        lambda: zones.add_zone(summit=this_summit(), plan=zones.ZonePlan("Roof")).id,
        lambda: events.add_event(summit=this_summit(), plan=events.EventPlan("Fair")).id,
        lambda: tracks.add_track(event=list_events(this_summit())[0], name="Water").id,
    ]
    for add in adding:
        assert outcomes(at_once(app, [once(add)] * 3)) == {"done": 1, "BadName": 2}


def test_places_are_given_once(app: Flask, house: Member) -> None:
    works = [once(lambda name=name: rooms.add_room(summit=this_summit(), plan=RoomPlan(name)).id) for name in "ABCD"]
    assert outcomes(at_once(app, works)) == {"done": 4}
    with app.app_context():
        assert [room.position for room in list_rooms(this_summit())] == list(range(7))


def test_of_two_who_save_the_same_room_one_is_told(app: Flask, house: Member) -> None:
    opened = mark_of(RoomPlan("Cellar"))

    def save(seats: int) -> Callable[[], Any]:
        return once(lambda: rooms.revise_room(room=cellar(), plan=RoomPlan("Cellar", seats=seats), opened=opened).id)

    assert outcomes(at_once(app, [save(10), save(20), save(30)])) == {"done": 1, "StaleEdit": 2}


def test_an_event_is_given_a_room_once(app: Flask, house: Member) -> None:
    work = once(lambda: allocating.allocate(room=cellar(), event="main").id)
    assert outcomes(at_once(app, [work] * 3)) == {"done": 1, "HeldAlready": 2}


def test_minutes_between_two_zones_are_said_once(app: Flask, house: Member) -> None:
    with app.app_context():
        opened = mark_of(zones.walks_of(this_summit()))
        pair = zones.pair(*list_zones(this_summit()))

    def save(minutes: int) -> Callable[[], Any]:
        plan = zones.WalkPlan(5, ((pair, minutes),))
        return once(lambda: zones.set_walks(summit=this_summit(), plan=plan, opened=opened))

    assert outcomes(at_once(app, [save(1), save(2), save(3)])) == {"done": 1, "StaleEdit": 2}


def test_a_room_goes_once_and_with_what_it_was_given(app: Flask, house: Member) -> None:
    works = [once(lambda: rooms.remove_room(room=cellar(), uses=uses_of_room))] * 2
    works += [once(lambda: allocating.allocate(room=cellar(), event="main").id)]
    *removed, allocated = (outcome(result) for result in at_once(app, works))
    assert removed.count("done") == 1
    assert {*removed, allocated} <= {"done", "Gone", "ObjectDeletedError", "NoResultFound"}
    with app.app_context():
        assert [room.slug for room in list_rooms(this_summit())] == ["hall", "attic"]
        assert [found.room.slug for found in list_allocations(this_summit())] == ["attic"]


@pytest.mark.parametrize("moment", ["check_time", "hold_rooms"])
def test_a_room_that_is_removed_while_a_session_is_placed_stays_or_is_named(
    app: Flask, house: Member, monkeypatch: pytest.MonkeyPatch, database_kind: str, moment: str
) -> None:
    """Who comes first holds the room; who removes it before that leaves a sentence for who places. SQLite waits."""
    with app.app_context(), transaction():
        add_session(this_summit(), "SOON", starts_at=None)
    outcome: list[Any] = []

    def remove() -> None:
        with app.app_context():
            outcome.append(caught(once(lambda: rooms.remove_room(room=cellar(), uses=uses_of_room))))

    def place() -> str:
        session = db.session.scalars(db.select(Session).filter_by(code="SOON")).one()
        by = db.session.get_one(Account, house.id)
        ends_at = NINE + timedelta(hours=1)
        return placing.place_slot(
            session=session, version=1, slot="", starts_at=NINE, ends_at=ends_at, rooms=["cellar"], host="x", by=by
        ).uid

    remover = meanwhile(monkeypatch, scheduling, moment, remove)
    with app.app_context():
        placed = caught(once(place))
    remover.join(20)
    is_late = moment == "hold_rooms" and database_kind == "postgresql"
    assert outcomes([placed]) == ({"RoomNotOfSummit": 1} if is_late else {"done": 1})
    assert outcomes(outcome) == ({"done": 1} if is_late else {"StillUsed": 1})
    with app.app_context():
        places = db.session.scalars(db.select(SlotRoom).join(Room).where(Room.slug == "cellar"))
        assert len(places.all()) == (0 if is_late else 1)


def cellar() -> Room:
    return db.session.scalars(db.select(Room).filter_by(slug="cellar")).one()
