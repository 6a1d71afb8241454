"""The same programme again: what changed in the file changes here, what was edited here stays, identity survives all."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.core.audit import history
from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Resource, Session, Slot, SlotRoom
from eventsite.programme.services import editing
from eventsite.programme.services.importing import Noun
from eventsite.programme.states import AppearanceState, Role, SessionState
from eventsite.summits.models import Room, Summit
from tests.integration.programme.importing.running import bring, counts, oddities, rows, the_session
from tests.schedules import event, person, schedule_json, schedule_xml, talk

LINKS = '<links><link href="https://a.example">A</link><link href="https://b.example">B</link></links>'


def edit(app: Flask, of: str = "Talk 1", /, **fields: Any) -> None:
    """Change the session of that title here, as its form would."""
    with app.app_context(), transaction():
        session = the_session(of)
        for name, value in fields.items():
            setattr(session, name, value)
        session.version += 1


def test_importing_again_writes_nothing(app: Flask) -> None:
    data = schedule_xml(event(parts=LINKS), event(2, people=person(2, "Ben")))
    bring(app, data)
    before = rows(app)
    again = bring(app, data)
    assert (rows(app) == before, again.has_changed, again.oddities) == (True, False, [])


def test_a_change_in_the_file_is_taken_field_by_field(app: Flask) -> None:
    bring(app, schedule_xml(event(), event(2)))
    report = bring(app, schedule_xml(event(title="Better", abstract="<p>New</p>", type="workshop"), event(2)))
    assert counts(report, Noun.SESSIONS) == (0, 1, 1, 0, 0)
    with app.app_context():
        session = the_session("Better")
        assert (session.abstract, session.kind.value, session.version, session.code) == (
            "New", "workshop", 2, "summit-1-talk-1")
        assert the_session("Talk 2").version == 1
        assert history(session)[0].changes == {
            "abstract": ["", "New"], "kind": ["talk", "workshop"], "title": ["Talk 1", "Better"], "version": [1, 2]}


def test_an_edit_here_survives_and_what_changed_in_the_file_is_taken_beside_it(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    edit(app, title="Ours", subtitle="Ours too")
    assert bring(app, schedule_xml(event())).has_changed is False
    report = bring(app, schedule_xml(event(abstract="New")))
    assert oddities(report) == []
    with app.app_context():
        session = the_session("Ours")
        assert (session.subtitle, session.abstract) == ("Ours too", "New")


def test_where_both_changed_the_file_wins_and_the_report_says_what_stood_here(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    edit(app, title="Ours")
    report = bring(app, schedule_xml(event(title="Theirs")))
    assert oddities(report) == [
        "line 14: session summit-1-talk-1: title changed here and in the file. The file wins; ours was “Ours”."]
    with app.app_context():
        assert the_session("Theirs").version == 3


def test_the_same_change_on_both_sides_is_no_conflict(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    edit(app, title="Same")
    report = bring(app, schedule_xml(event(title="Same")))
    assert (oddities(report), counts(report, Noun.SESSIONS)) == ([], (0, 0, 1, 0, 0))
    edit(app, "Same", title="Ours again")
    assert bring(app, schedule_xml(event(title="Same"))).has_changed is False


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
        slot.places.append(SlotRoom(room=Room(summit=slot.session.summit, slug="two", name="Two", position=1), position=1))
    assert bring(app, schedule_xml(event())).has_changed is False
    report = bring(app, schedule_xml(event(duration="00:30")))
    assert oddities(report) == [
        "line 14: session summit-1-talk-1: starts_at and ends_at changed here and in the file. The file wins; "
        "ours was “2026-07-01T15:00:00+00:00”, “2026-07-01T16:45:00+00:00”."]
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


def test_what_vanishes_is_cancelled_and_comes_back(app: Flask) -> None:
    bring(app, schedule_xml(event(), event(2)))
    gone = bring(app, schedule_xml(event()))
    assert (counts(gone, Noun.SESSIONS), oddities(gone)) == ((0, 0, 1, 1, 0), [
        "the file: session summit-2-talk-2 (guid:11111111-1111-4111-8111-000000000002, “Talk 2”) is no longer in it "
        "and was cancelled."])
    with app.app_context():
        session = the_session("Talk 2")
        assert (session.state, session.version, len(session.slots), len(session.line_up)) == (
            SessionState.CANCELLED, 2, 1, 1)
        id = session.id
    assert bring(app, schedule_xml(event())).has_changed is False
    back = bring(app, schedule_xml(event(), event(2)))
    assert (counts(back, Noun.SESSIONS), oddities(back)) == ((0, 1, 1, 0, 0), [
        "line 26: session summit-2-talk-2 is no longer cancelled: the file holds it again."])
    with app.app_context():
        assert (the_session("Talk 2").id, the_session("Talk 2").state) == (id, SessionState.CONFIRMED)


def test_a_draft_that_vanishes_stays_a_draft(app: Flask) -> None:
    bring(app, schedule_xml(event(), event(2)))
    edit(app, "Talk 2", state=SessionState.DRAFT)
    assert bring(app, schedule_xml(event())).has_changed is False
    with app.app_context():
        assert the_session("Talk 2").state == SessionState.DRAFT


def test_a_session_cancelled_here_stays_cancelled(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context(), transaction():
        editing.cancel_session(session=the_session("Talk 1"))
    assert bring(app, schedule_xml(event())).has_changed is False
    bring(app, schedule_xml(event(title="New")))
    with app.app_context():
        assert the_session("New").state == SessionState.CANCELLED


def test_the_file_may_cancel_and_reinstate(app: Flask) -> None:
    bring(app, schedule_json(talk()))
    bring(app, schedule_json(talk(state="CANCELED")))
    with app.app_context():
        assert the_session("Talk 1").state == SessionState.CANCELLED
    assert oddities(bring(app, schedule_json(talk()))) == [
        "conference.days[0].rooms.Hall[0]: session summit-1-talk-1 is no longer cancelled: the file holds it again."]


def test_whoever_leaves_the_line_up_is_dropped_and_may_return(app: Flask) -> None:
    both = schedule_xml(event(people=person(1, "Ann") + person(2, "Ben")))
    bring(app, both)
    assert counts(bring(app, schedule_xml(event(people=person(2, "Ben")))), Noun.SESSIONS) == (0, 1, 0, 0, 0)
    with app.app_context():
        assert line_up() == [("ben", AppearanceState.CONFIRMED, 0), ("ann", AppearanceState.DROPPED, 0)] or (
            line_up() == [("ann", AppearanceState.DROPPED, 0), ("ben", AppearanceState.CONFIRMED, 0)])
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
            ("ann", Role.SPEAKER), ("ben", Role.HOST)]


def test_resources_come_change_and_go(app: Flask) -> None:
    bring(app, schedule_xml(event(parts=LINKS)))
    other = LINKS.replace(">A<", ">Better<").replace("https://b.example", "https://c.example")
    report = bring(app, schedule_xml(event(parts=other)))
    assert counts(report, Noun.RESOURCES) == (1, 1, 0, 1, 0)
    with app.app_context():
        session = the_session("Talk 1")
        assert [(r.title, r.url) for r in session.resources] == [
            ("Better", "https://a.example"), ("B", "https://c.example")]
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
            "ann-lee", "Ann B. Lee", "New", "Ours")


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
    report = bring(app, schedule_json(talk(room="Great Hall"), rooms=[{"name": "Great Hall", "guid": "g", "capacity": 40}]))
    assert counts(report, Noun.ROOMS)[1] == 1
    with app.app_context():
        names = db.session.execute(select(Room.slug, Room.name, Room.seats).order_by(Room.id)).all()
        assert tuple(names[0]) == ("hall", "Great Hall", 40)


def test_the_summit_follows_its_file_but_for_what_was_edited(app: Flask) -> None:
    bring(app, schedule_xml(event(), city="Berlin"))
    with app.app_context(), transaction():
        db.session.scalars(select(Summit)).one().name = "Ours"
    bring(app, schedule_xml(event(), city="Bonn", end="2026-07-03"))
    with app.app_context():
        summit = db.session.scalars(select(Summit)).one()
        assert (summit.name, summit.city, summit.ends_on.day) == ("Ours", "Bonn", 3)


@pytest.mark.parametrize("first", ["xml", "json"])
def test_both_formats_are_one_programme(app: Flask, first: str) -> None:
    data = [schedule_xml(event()), schedule_json(talk())]
    bring(app, data[first == "json"])
    report = bring(app, data[first != "json"])
    assert (report.has_changed, report.oddities) == (False, [])


def test_a_session_deleted_here_stays_deleted_until_the_file_changes_it(app: Flask) -> None:
    bring(app, schedule_xml(event(parts=LINKS), event(2)))
    with app.app_context(), transaction():
        db.session.delete(the_session("Talk 1"))
    report = bring(app, schedule_xml(event(parts=LINKS), event(2)))
    assert (counts(report, Noun.SESSIONS), report.has_changed, oddities(report)) == ((0, 0, 1, 0, 1), False, [
        "line 14: session 1 was deleted here and is left out until the file changes it."])
    bring(app, schedule_xml(event(parts=LINKS, title="New"), event(2)))
    with app.app_context():
        session = the_session("New")
        assert (len(session.slots), len(session.line_up), len(session.resources)) == (1, 1, 2)
    assert bring(app, schedule_xml(event(parts=LINKS, title="New"), event(2))).has_changed is False


def test_a_hand_made_session_is_never_touched(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    with app.app_context(), transaction():
        summit = db.session.scalars(select(Summit)).one()
        db.session.add(Session(summit=summit, event=summit.events[0], code="OURS", title="Ours", kind="talk"))
    before = rows(app)["session"][-1]
    bring(app, schedule_xml(event(2)))
    assert before in rows(app)["session"]
