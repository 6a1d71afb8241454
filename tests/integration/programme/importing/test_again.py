"""The same programme again: what changed in the file changes here, and what was edited here stays."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.core.audit import history
from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.services import editing
from eventsite.programme.services.importing import Noun
from eventsite.programme.states import SessionState
from eventsite.summits.models import Summit
from tests.integration.programme.importing.running import bring, counts, oddities, rows, the_session
from tests.schedules import GUID, event, person, schedule_json, schedule_xml, talk

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
            "New",
            "workshop",
            2,
            "summit-1-talk-1",
        )
        assert the_session("Talk 2").version == 1
        assert history(session)[0].changes == {
            "abstract": ["", "New"],
            "kind": ["talk", "workshop"],
            "title": ["Talk 1", "Better"],
            "version": [1, 2],
        }


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
        "line 14: session summit-1-talk-1: title changed here and in the file. The file wins; ours was “Ours”."
    ]
    with app.app_context():
        assert the_session("Theirs").version == 3


def test_the_same_change_on_both_sides_is_no_conflict(app: Flask) -> None:
    bring(app, schedule_xml(event()))
    edit(app, title="Same")
    report = bring(app, schedule_xml(event(title="Same")))
    assert (oddities(report), counts(report, Noun.SESSIONS)) == ([], (0, 0, 1, 0, 0))
    edit(app, "Same", title="Ours again")
    assert bring(app, schedule_xml(event(title="Same"))).has_changed is False


def test_what_vanishes_is_cancelled_and_comes_back(app: Flask) -> None:
    bring(app, schedule_xml(event(), event(2)))
    gone = bring(app, schedule_xml(event()))
    assert (counts(gone, Noun.SESSIONS), oddities(gone)) == (
        (0, 0, 1, 1, 0),
        [
            (
                f"the file: session summit-2-talk-2 (guid:{GUID.format(2)}, “Talk 2”) is no longer in it "
                "and was cancelled."
            )
        ],
    )
    with app.app_context():
        session = the_session("Talk 2")
        assert (session.state, session.version, len(session.slots), len(session.line_up)) == (
            SessionState.CANCELLED,
            2,
            1,
            1,
        )
        id = session.id
    assert bring(app, schedule_xml(event())).has_changed is False
    back = bring(app, schedule_xml(event(), event(2)))
    assert (counts(back, Noun.SESSIONS), oddities(back)) == (
        (0, 1, 1, 0, 0),
        ["line 26: session summit-2-talk-2 is no longer cancelled: the file holds it again."],
    )
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
        "conference.days[0].rooms.Hall[0]: session summit-1-talk-1 is no longer cancelled: the file holds it again."
    ]


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
    assert (counts(report, Noun.SESSIONS), report.has_changed, oddities(report)) == (
        (0, 0, 1, 0, 1),
        False,
        ["line 14: session 1 was deleted here and is left out until the file changes it."],
    )
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
