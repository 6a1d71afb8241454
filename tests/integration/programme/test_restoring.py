"""Any release goes back into the draft: with its identity, in one transaction, and with nothing lost unsaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.core.errors import StaleEdit
from eventsite.programme.models import Appearance, NewsArticle, Page, Profile, Release, Resource, Session, Slot, Track
from eventsite.programme.releases import diff, snapshot
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.services import releasing, restoring
from eventsite.programme.services.compiling import compile_draft
from eventsite.programme.states import AppearanceState, ResourceKind, Role, SessionState
from eventsite.summits.models import Event, Room, Summit, Zone
from tests.drafts import NINE, add_person, add_session, add_slot, add_summit
from tests.fixtures.queries import Statements
from tests.integration.programme.test_random_walk import Walk


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def the_summit() -> Summit:
    return db.session.scalars(sa.select(Summit)).one()


def session_of(code: str) -> Session:
    return db.session.scalars(sa.select(Session).filter_by(code=code)).one()


def release_of(number: int) -> Release:
    return db.session.scalars(sa.select(Release).filter_by(number=number)).one()


def restore(number: int) -> restoring.Restoring:
    seal = restoring.preview(the_summit(), release_of(number)).seal
    with transaction():
        return restoring.restore(summit=the_summit(), release=release_of(number), seal=seal)


def against(number: int) -> tuple[Change, ...]:
    """Return what a release of the draft would change of release `number`."""
    then = snapshot.unpack(release_of(number).snapshot)
    return diff.compare(then, carry(then, compile_draft(the_summit(), then), NINE))


def new_things(changes: tuple[Change, ...]) -> list[Subject]:
    return [c.subject for c in changes if c.happening == Happening.ADDED and c.subject != Subject.SESSION]


@pytest.fixture
def first(inside: None) -> None:
    """Release A (Ada moderates, Bo sits) and B with everything a release holds."""
    with transaction():
        summit = add_summit(tagline="First")
        ada, bo = add_person("Ada"), add_person("Bo")
        track = Track(event=summit.events[0], slug="water", name="Water", position=0)
        summit.zones.append(Zone(slug="east", name="East wing", position=0))
        summit.rooms[0].zone = summit.zones[0]
        a = add_session(summit, "A", title="Pipes", line_up={ada: Role.MODERATOR, bo: Role.PANELIST}, track=track)
        a.resources.append(Resource(kind=ResourceKind.LINK, title="Deck", position=0))
        add_session(summit, "B", room="attic", abstract="Old.")
        db.session.add_all(
            [
                Profile(summit_id=summit.id, person=ada, biography="Old life."),
                NewsArticle(summit_id=summit.id, slug="n", title="News", body="Old.", published_on=summit.starts_on),
                Page(summit_id=summit.id, slug="p", title="Page", body="Old.", position=0),
            ]
        )
        releasing.release(summit, name="One")


@pytest.mark.usefixtures("first")
def test_everything_a_release_holds_comes_back() -> None:
    uids = dict(db.session.execute(sa.select(Slot.uuid, Slot.uid)).all())
    with transaction():
        summit, a = the_summit(), session_of("A")
        summit.tagline, summit.zones[0].name, summit.rooms[0].name = "Second", "West wing", "Great Hall"
        a.title, a.track = "New", None
        a.slots[0].starts_at += timedelta(hours=1)
        a.slots[0].ends_at += timedelta(hours=2)
        a.slots[0].places.clear()
        a.resources.clear()
        a.line_up[1].state = AppearanceState.DROPPED
        a.line_up[0].role = Role.SPEAKER
        add_slot(a, starts_at=NINE + timedelta(hours=9))
        db.session.delete(session_of("B"))
        db.session.scalars(sa.select(Profile)).one().biography = "New."
        db.session.scalars(sa.select(NewsArticle)).one().body = "New."
        db.session.scalars(sa.select(Page)).one().body = "New."
    restore(1)
    assert against(1) == ()
    assert dict(db.session.execute(sa.select(Slot.uuid, Slot.uid)).all()) == uids
    assert [(z.slug, z.name) for z in the_summit().zones] == [("east", "East wing")]
    seats = [(seat.person.name, seat.role, seat.state) for seat in session_of("A").line_up]
    assert seats == [
        ("Ada", Role.MODERATOR, AppearanceState.CONFIRMED), ("Bo", Role.PANELIST, AppearanceState.INVITED),
    ]  # fmt: skip


@pytest.mark.usefixtures("first")
def test_what_was_made_since_is_kept_out_of_the_public_or_said_to_stay() -> None:
    with transaction():
        summit, cy = the_summit(), add_person("Cy")
        summit.events.append(Event(slug="late", name="Late event", position=1))
        summit.rooms.append(Room(slug="annex", name="Annex", position=2))
        add_session(summit, "C", room="annex", line_up={cy: Role.SPEAKER})
        db.session.add(Appearance(session=session_of("A"), person=cy, role=Role.PANELIST, position=2))
    done = restore(1)
    assert (done.shelved, [(seat.name, seat.session) for seat in done.benched]) == (
        (("C", "About C"),), [("Cy", "Pipes")],
    )  # fmt: skip
    assert [(c.subject, c.title) for c in done.staying] == [(Subject.ROOM, "Annex"), (Subject.EVENT, "Late event")]
    assert session_of("C").state == SessionState.DRAFT
    assert [(seat.person.name, seat.role) for seat in session_of("A").line_up][2] == ("Cy", Role.BENCH)
    assert [room.slug for room in the_summit().rooms] == ["hall", "attic", "annex"]
    assert new_things(against(1)) == [Subject.ROOM, Subject.EVENT]
    assert len(against(1)) == 2


@pytest.mark.usefixtures("first")
def test_the_audit_trail_tells_of_it_and_open_forms_are_stale() -> None:
    with transaction():
        session_of("A").title = "New"
    before, version = db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) or 0, session_of("A").version
    untouched = session_of("B").version
    restore(1)
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.id > before, AuditEntry.object_type == "session"))
    assert [row.changes["title"] for row in rows] == [["New", "Pipes"]]
    assert (session_of("A").version, session_of("B").version) == (version + 1, untouched)


@pytest.mark.usefixtures("first")
def test_restoring_what_stands_does_nothing() -> None:
    before = db.session.scalar(sa.select(sa.func.max(AuditEntry.id)))
    assert not restoring.preview(the_summit(), release_of(1)).has_something
    restore(1)
    assert db.session.scalar(sa.select(sa.func.max(AuditEntry.id))) == before


@pytest.mark.usefixtures("first")
def test_a_draft_that_changed_since_the_preview_is_left_alone() -> None:
    seal = restoring.preview(the_summit(), release_of(1)).seal
    with transaction():
        session_of("A").title = "Meanwhile"
    with pytest.raises(StaleEdit, match="Look at what would be lost now"), transaction():
        restoring.restore(summit=the_summit(), release=release_of(1), seal=seal)
    assert session_of("A").title == "Meanwhile"


@pytest.mark.usefixtures("first")
def test_a_cancelled_session_of_a_release_is_cancelled_again() -> None:
    with transaction():
        session_of("B").state = SessionState.CANCELLED
        releasing.release(the_summit(), name="Two")
    with transaction():
        session_of("B").state = SessionState.CONFIRMED
    restore(2)
    assert (session_of("B").state, against(2)) == (SessionState.CANCELLED, ())
    restore(1)
    assert (session_of("B").state, against(1)) == (SessionState.CONFIRMED, ())
    assert len(against(2)) == 1


@pytest.mark.parametrize("seed", [3, 4])
def test_after_any_history_the_draft_says_what_the_release_said(app: Flask, inside: None, seed: int) -> None:
    walker = Walk(seed)
    with transaction():
        add_summit()
    for number in range(60):
        walker.step()
        if number % 6 == 5:
            walker.release()
    numbers = list(db.session.scalars(sa.select(Release.number)))
    for number in walker.dice.sample(numbers, 4):
        restore(number)
        assert against(number) == ()
        assert restoring.preview(the_summit(), release_of(number)).changes == ()
        walker.step()
        walker.release()


def test_of_two_who_restore_at_once_the_second_is_told(app: Flask, first: None) -> None:
    with transaction():
        session_of("A").title = "New"
    seal, together = restoring.preview(the_summit(), release_of(1)).seal, Barrier(2)
    db.session.rollback()

    def go(_: int) -> str:
        with app.app_context():
            together.wait(10)
            try:
                with transaction():
                    restoring.restore(summit=the_summit(), release=release_of(1), seal=seal)
            except StaleEdit:
                return "stale"
            return "restored"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, range(2))) == ["restored", "stale"]


@pytest.mark.parametrize("more", [1, 4])
def test_a_preview_costs_the_same_whatever_the_size(
    first: None, count_queries: Callable[[], AbstractContextManager[Statements]], more: int
) -> None:
    with transaction():
        for number in range(more):
            add_session(the_summit(), f"S{number}", line_up={add_person(f"P {number}"): Role.SPEAKER})
    summit, release = the_summit(), release_of(1)
    with count_queries() as sent:
        restoring.preview(summit, release)
    assert sent.count == 20
