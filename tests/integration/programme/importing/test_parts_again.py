"""The parts of a programme again: slots keep their identity, and what was done to parts here stays."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Resource, Slot, SlotRoom
from eventsite.programme.services.importing import Noun
from eventsite.programme.states import AppearanceState, Role
from eventsite.summits.models import Room
from tests.integration.programme.importing.running import bring, counts, oddities, the_session
from tests.schedules import event, person, schedule_json, schedule_xml, talk

LINKS = '<links><link href="https://a.example">A</link><link href="https://b.example">B</link></links>'


def test_a_slot_keeps_its_identity_when_it_moves(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context():
        before = db.session.execute(select(Slot.id, Slot.uuid, Slot.uid)).one()
    moved = event(date="2026-07-01T14:00:00+02:00", start="14:00", duration="01:00", room="Attic")
    assert counts(bring(app, schedule_xml(moved, room="Attic")), Noun.SESSIONS) == (0, 1, 0, 0, 0)
    with app.app_context():
        slot = the_session("Talk 1").slots[0]
        assert (slot.id, slot.uuid, slot.uid) == tuple(before)
        assert (slot.starts_at.hour, [room.name for room in slot.rooms], slot.session.version) == (12, ["Attic"], 2)


def test_a_slot_that_was_moved_here_stays_until_the_file_moves_it(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context(), transaction():
        slot = the_session("Talk 1").slots[0]
        slot.starts_at, slot.ends_at = slot.starts_at.replace(hour=15), slot.ends_at.replace(hour=16)
        slot.places.append(
            SlotRoom(room=Room(summit=slot.session.summit, slug="two", name="Two", position=1), position=1)
        )
    assert bring(app, schedule_xml(event())).has_changed is False
    report = bring(app, schedule_xml(event(duration="00:30")))
    assert oddities(report) == [
        (
            "line 14: session summit-1-talk-1: starts_at and ends_at changed here and in the file. The file wins; "
            "ours was “2026-07-01T15:00:00+00:00”, “2026-07-01T16:45:00+00:00”."
        )
    ]
    with app.app_context():
        slot = the_session("Talk 1").slots[0]
        assert ((slot.ends_at - slot.starts_at).total_seconds(), slot.starts_at.hour, len(slot.rooms)) == (1800, 8, 2)


def test_a_slot_that_was_taken_out_here_stays_out_until_the_file_moves_it(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context(), transaction():
        session = the_session("Talk 1")
        session.slots.clear()
    assert bring(app, schedule_xml(event())).has_changed is False
    bring(app, schedule_xml(event(duration="00:30")))
    with app.app_context():
        assert len(the_session("Talk 1").slots) == 1


def test_a_slot_added_here_is_nobody_elses(app: Flask) -> None:
    """A freed id goes to the next row on SQLite: the slot is known by its uuid, never by its id."""
    bring(app, schedule_xml(event()))
    with app.app_context(), transaction():
        session = the_session("Talk 1")
        old = session.slots.pop()
        from tests.drafts import add_slot

        db.session.flush()
        mine = add_slot(session, room="hall").uuid
        assert mine != old.uuid
    bring(app, schedule_xml(event(duration="00:30")))
    with app.app_context():
        lengths = {slot.uuid: (slot.ends_at - slot.starts_at).total_seconds() for slot in the_session("Talk 1").slots}
        assert (lengths.pop(mine), list(lengths.values())) == (45 * 60, [1800])


def test_whoever_leaves_the_line_up_is_dropped_and_may_return(app: Flask) -> None:
    both = schedule_xml(event(people=person(1, "Ann") + person(2, "Ben")))
    bring(app, both)
    assert counts(bring(app, schedule_xml(event(people=person(2, "Ben")))), Noun.SESSIONS) == (0, 1, 0, 0, 0)
    with app.app_context():
        assert line_up() == [("ben", AppearanceState.CONFIRMED, 0), ("ann", AppearanceState.DROPPED, 0)] or (
            line_up() == [("ann", AppearanceState.DROPPED, 0), ("ben", AppearanceState.CONFIRMED, 0)]
        )
    bring(app, both)
    with app.app_context():
        assert line_up() == [("ann", AppearanceState.CONFIRMED, 0), ("ben", AppearanceState.CONFIRMED, 1)]


def line_up() -> list[tuple[str, AppearanceState, int]]:
    return [(a.person.code, a.state, a.position) for a in the_session("Talk 1").line_up]


def test_a_role_and_an_answer_given_here_survive(app: Flask) -> None:
    bring(app, schedule_xml(event(people=person(1, "Ann") + person(2, "Ben"))))
    with app.app_context(), transaction():
        ann, ben = the_session("Talk 1").line_up
        ann.role, ann.billed_title, ben.state = Role.MODERATOR, "Mayor", AppearanceState.DECLINED
    bring(app, schedule_xml(event(title="New", people=person(1, "Ann") + person(2, "Ben"))))
    with app.app_context():
        ann, ben = the_session("New").line_up
        assert (ann.role, ann.billed_title, ben.state) == (Role.MODERATOR, "Mayor", AppearanceState.DECLINED)


def test_someone_added_here_is_not_added_again_by_the_file(app: Flask) -> None:
    bring(app, schedule_xml(event(people=person(1, "Ann")), event(2, people=person(2, "Ben"))))
    with app.app_context(), transaction():
        ben = db.session.scalars(select(Person).filter_by(code="ben")).one()
        session = the_session("Talk 1")
        session.line_up.append(Appearance(person=ben, role=Role.HOST, position=1))
    bring(app, schedule_xml(event(people=person(1, "Ann") + person(2, "Ben")), event(2, people=person(2, "Ben"))))
    with app.app_context():
        assert [(a.person.code, a.role) for a in the_session("Talk 1").line_up] == [
            ("ann", Role.SPEAKER),
            ("ben", Role.HOST),
        ]


def test_resources_come_change_and_go(app: Flask) -> None:
    bring(app, schedule_xml(event(parts=LINKS)))
    other = LINKS.replace(">A<", ">Better<").replace("https://b.example", "https://c.example")
    report = bring(app, schedule_xml(event(parts=other)))
    assert counts(report, Noun.RESOURCES) == (1, 1, 0, 1, 0)
    with app.app_context():
        session = the_session("Talk 1")
        assert [(r.title, r.url) for r in session.resources] == [
            ("Better", "https://a.example"),
            ("B", "https://c.example"),
        ]
        assert session.version == 2
    assert bring(app, schedule_xml(event(parts=other))).has_changed is False


def test_a_resource_removed_here_stays_removed_until_the_file_changes_it(app: Flask) -> None:
    bring(app, schedule_xml(event(parts=LINKS)))
    with app.app_context(), transaction():
        db.session.delete(db.session.scalars(select(Resource).filter_by(title="B")).one())
        session = the_session("Talk 1")
        session.resources.append(Resource(kind="link", title="Ours", url="https://ours.example", position=9))
    report = bring(app, schedule_xml(event(parts=LINKS)))
    assert (report.has_changed, counts(report, Noun.RESOURCES)) == (False, (0, 0, 1, 0, 1))
    bring(app, schedule_xml(event(parts=LINKS.replace(">B<", ">B, new<"))))
    with app.app_context():
        assert {r.title for r in the_session("Talk 1").resources} == {"A", "B, new", "Ours"}


def test_people_are_renamed_and_keep_their_code_and_profile(app: Flask) -> None:
    people = [{"id": 1, "name": "Ann Lee", "biography": "Old"}]
    bring(app, schedule_json(talk(persons=people)))
    with app.app_context(), transaction():
        db.session.scalars(select(Profile)).one().headline = "Ours"
    report = bring(app, schedule_json(talk(persons=[{"id": 1, "name": "Ann B. Lee", "biography": "New"}])))
    assert counts(report, Noun.PEOPLE) == (0, 1, 0, 0, 0)
    with app.app_context():
        profile = db.session.scalars(select(Profile)).one()
        assert (profile.person.code, profile.person.name, profile.biography, profile.headline) == (
            "ann-lee",
            "Ann B. Lee",
            "New",
            "Ours",
        )


def test_a_person_who_gets_a_stronger_identifier_is_the_same_person(app: Flask) -> None:
    bring(app, schedule_json(talk(persons=[{"id": 1, "name": "Ann"}])))
    bring(app, schedule_json(talk(persons=[{"id": 1, "guid": "g", "name": "Ann"}])))
    bring(app, schedule_json(talk(persons=[{"guid": "g", "name": "Ann"}])))
    with app.app_context():
        assert db.session.scalars(select(Person.code)).all() == ["ann"]
        assert line_up() == [("ann", AppearanceState.CONFIRMED, 0)]


def test_an_id_given_to_somebody_else_is_somebody_else(app: Flask) -> None:
    bring(app, schedule_json(talk(persons=[{"id": 1, "guid": "g", "name": "Ann"}])))
    bring(app, schedule_json(talk(persons=[{"id": 1, "guid": "h", "name": "Ben"}])))
    with app.app_context():
        assert db.session.scalars(select(Person.code).order_by(Person.id)).all() == ["ann", "ben"]


def test_rooms_and_tracks_are_renamed_and_stay_when_they_vanish(app: Flask) -> None:
    rooms = [{"name": "Hall", "guid": "g", "capacity": 30}]
    bring(app, schedule_json(talk(), rooms=rooms))
    report = bring(
        app, schedule_json(talk(room="Great Hall"), rooms=[{"name": "Great Hall", "guid": "g", "capacity": 40}])
    )
    assert counts(report, Noun.ROOMS)[1] == 1
    with app.app_context():
        names = db.session.execute(select(Room.slug, Room.name, Room.seats).order_by(Room.id)).all()
        assert tuple(names[0]) == ("hall", "Great Hall", 40)
