"""A session's page says what is wrong with it and where it stands; nothing is refused for it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.people.models import Person
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import clashes_of_session
from eventsite.programme.models import Appearance, Session
from eventsite.programme.states import AppearanceState, Role, SessionState, Severity
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session, add_slot
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import Statements
from tests.integration.programme.manage.conftest import Editor

pytestmark = pytest.mark.usefixtures("draft")

#: The panel of the draft has a moderator and one panelist.
ALONE = ("alone", "SC-1", ("SC-1",))


def clashes(app: Flask, code: str = "SC-1") -> list[tuple[str, str, tuple[str, ...]]]:
    """Return rule, subject and sessions of what is wrong with a session, but for what is only good to know."""
    with app.app_context():
        summit = find_summit(SLUG)
        assert summit is not None
        found = clashes_of_session(facts_of(summit), code)
        return [(one.rule, one.subject, one.codes) for one in found if one.severity != Severity.INFO]


def add(
    app: Flask,
    code: str,
    *,
    minutes: int,
    room: str,
    person: str = "",
    role: Role = Role.SPEAKER,
    answer: AppearanceState = AppearanceState.CONFIRMED,
    state: SessionState = SessionState.CONFIRMED,
) -> None:
    """Add a session that starts `minutes` after SC-1 does; that one takes 45."""
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        session = add_session(summit, code, starts_at=NINE + timedelta(minutes=minutes), room=room, state=state)
        if person:
            who = db.session.scalars(db.select(Person).filter_by(code=person)).one()
            session.line_up.append(Appearance(person=who, role=role, state=answer, position=0))


@pytest.mark.parametrize(("minutes", "codes"), [(-45, ()), (-44, ("X", "SC-1")), (44, ("SC-1", "X")), (45, ())])
def test_a_room_is_taken_while_it_is_taken(app: Flask, minutes: int, codes: tuple[str, ...]) -> None:
    add(app, "X", minutes=minutes, room="hall")
    assert clashes(app) == ([("room", "hall", codes)] if codes else []) + [ALONE]


def test_a_person_is_in_one_place(app: Flask) -> None:
    add(app, "X", minutes=30, room="attic", person="ada-example")
    assert clashes(app) == [("person", "ada-example", ("SC-1", "X")), ALONE]
    assert clashes(app, "X") == [("person", "ada-example", ("SC-1", "X")), ("room", "attic", ("SC-3", "X"))]


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (Role.BENCH, AppearanceState.CONFIRMED),
        (Role.SPEAKER, AppearanceState.DECLINED),
        (Role.SPEAKER, AppearanceState.DROPPED),
    ],
)
def test_who_does_not_come_is_nowhere(app: Flask, role: Role, answer: AppearanceState) -> None:
    add(app, "X", minutes=0, room="attic", person="ada-example", role=role, answer=answer)
    assert clashes(app) == [ALONE]


def test_what_was_called_off_takes_no_room(app: Flask) -> None:
    add(app, "X", minutes=0, room="hall", person="ada-example", state=SessionState.CANCELLED)
    assert clashes(app) == [ALONE]
    assert clashes(app, "X") == []


def test_a_session_clashes_with_itself_once(app: Flask) -> None:
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session).filter_by(code="SC-3")).one()
        add_slot(session, starts_at=NINE + timedelta(minutes=15), room="attic")
    assert clashes(app, "SC-3") == [("room", "attic", ("SC-3",))]


def notes(page: str) -> list[str]:
    """Return the notices of a page as text."""
    found = re.findall(r'<div class="notice notice-(\w+)">.*?<div>(.*?)</div></div>', page, re.DOTALL)
    return [f"{kind}: {' '.join(re.sub('<[^>]+>', '', text).split())}" for kind, text in found]


def test_saving_a_clash_saves_and_shows_it(app: Flask, cast: Cast, edit: Callable[..., Editor]) -> None:
    form = edit("SC-3").type(slots__0__room="hall")
    page = form.client.get(form.save()).text
    (said,) = (note for note in notes(page) if not note.startswith("good"))
    assert said == (
        "bad: Hall is used twice. “Pipes”, Sun 1 Nov, 09:00–09:45 EST, and “Poles”, 09:00–09:45 EST. "
        "Free places, or let it stand"
    )


def test_a_slot_outside_the_summits_days_is_said(edit: Callable[..., Editor]) -> None:
    form = edit("SC-3").type(slots__0__on="2026-10-30")
    page = form.client.get(form.save()).text
    assert "Fri 30 Oct, 09:00" in page
    assert "is outside the summit’s days," in page
    form = edit("SC-3").type(slots__0__on="2026-11-03", slots__0__starts="02:00", slots__0__ends="03:00")
    assert "is outside" not in form.client.get(form.save()).text  # the last night belongs to the last day


def test_clashes_cost_ten_queries_however_many(
    app: Flask,
    cast: Cast,
    as_member: Callable[[Member], FlaskClient],
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    counts = []
    for code in ("X", "Y", "Z"):
        add(app, code, minutes=5, room="hall", person="ada-example")
        client = as_member(cast.owner)
        with count_queries() as queries:
            assert client.get(f"/manage/{SLUG}/sessions/SC-1").status_code == 200
        counts.append(queries.count)
    assert counts == [22, 22, 22]
