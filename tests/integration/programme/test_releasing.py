"""Publish = compile."""

import zlib
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.programme.models import Profile, Release, Session
from eventsite.programme.releases import snapshot
from eventsite.programme.services import releasing
from eventsite.programme.services.releasing import NothingToRelease, ReviewedSomethingElse
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.summits.models import Summit
from tests.drafts import add_person, add_session, add_slot, add_summit


def the_summit() -> Summit:
    return db.session.scalars(sa.select(Summit)).one()


def release(app: Flask, name: str = "Next") -> snapshot.Snapshot:
    with app.app_context():
        with transaction():
            made = releasing.release(the_summit(), name=name)
        return snapshot.unpack(made.snapshot)


@pytest.fixture
def draft(app: Flask) -> None:
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "A", abstract="Say **hello**.")
        add_session(summit, "B", room="attic")


def test_release_freezes_the_draft(app: Flask, draft: None) -> None:
    first = release(app)
    assert [session.code for session in first.sessions] == ["A", "B"]
    assert first.sessions[0].abstract.html == "<p>Say <strong>hello</strong>.</p>"
    with app.app_context(), transaction():
        db.session.scalars(sa.select(Session).filter_by(code="A")).one().title = "Changed"
    with app.app_context():
        kept = db.session.scalars(sa.select(Release)).one()
        assert snapshot.unpack(kept.snapshot) == first


def test_what_is_not_public_is_not_in_the_bytes(app: Flask) -> None:
    """A whitelist, seen from outside: nothing of a draft, of people who said no or stand backstage, of accounts."""
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "SECRETDRAFT", state=SessionState.DRAFT)
        people = {
            name: add_person(f"{name} person") for name in ("declined", "dropped", "bench", "backstage", "billed")
        }
        session = add_session(
            summit,
            "A",
            line_up={
                people["declined"]: Role.SPEAKER,
                people["dropped"]: Role.SPEAKER,
                people["bench"]: Role.BENCH,
                people["backstage"]: Role.BACKSTAGE,
                people["billed"]: Role.SPEAKER,
            },
        )
        session.line_up[0].state, session.line_up[1].state = AppearanceState.DECLINED, AppearanceState.DROPPED
        for person in people.values():
            db.session.add(Profile(summit_id=summit.id, person=person, biography=f"bio of {person.name}"))
    words = zlib.decompress(snapshot.pack(release(app))).decode()
    assert "bio of billed person" in words
    assert not [word for word in ("SECRETDRAFT", "declined", "dropped", "bench", "backstage") if word in words]


def test_moderator_stands_first(app: Flask) -> None:
    with app.app_context(), transaction():
        ada, bo = add_person("Ada"), add_person("Bo")
        add_session(add_summit(), "A", kind=SessionKind.PANEL, line_up={bo: Role.PANELIST, ada: Role.MODERATOR})
    assert [billing.name for billing in release(app).sessions[0].line_up] == ["Ada", "Bo"]


def test_uid_survives_and_sequence_rises(app: Flask, draft: None) -> None:
    before = release(app).sessions[0].slots[0]
    with app.app_context(), transaction():
        session = db.session.scalars(sa.select(Session).filter_by(code="A")).one()
        session.slots[0].places[0].room = session.summit.rooms[1]
    after = release(app).sessions[0].slots[0]
    assert (after.uid, after.rooms, after.sequence) == (before.uid, ("attic",), before.sequence + 1)


def test_a_deleted_slot_stays_as_cancelled(app: Flask, draft: None) -> None:
    release(app)
    with app.app_context(), transaction():
        session = db.session.scalars(sa.select(Session).filter_by(code="A")).one()
        session.slots.clear()
        add_slot(session)
    slots = release(app).sessions[0].slots
    assert [(slot.is_cancelled, slot.sequence) for slot in slots] == [(False, 0), (True, 1)]


def test_nothing_new_is_refused(app: Flask, draft: None) -> None:
    release(app)
    with app.app_context(), pytest.raises(NothingToRelease), transaction():
        releasing.release(the_summit(), name="Again")


def test_only_what_was_reviewed_is_released(app: Flask, draft: None) -> None:
    with app.app_context():
        seal = releasing.review(the_summit()).seal
        with transaction():
            db.session.scalars(sa.select(Session).filter_by(code="A")).one().title = "Meanwhile"
        with pytest.raises(ReviewedSomethingElse), transaction():
            releasing.release(the_summit(), name="Blind", seal=seal)
        with transaction():
            assert releasing.release(the_summit(), name="Seen", seal=releasing.review(the_summit()).seal).number == 1


def test_two_at_once_make_one_release(app: Flask, draft: None) -> None:
    """Both reviewed the same changes; the second is told that they are public already."""
    with app.app_context():
        seal = releasing.review(the_summit()).seal
    together = Barrier(2)

    def go(name: str) -> str:
        with app.app_context():
            together.wait(10)
            try:
                with transaction():
                    releasing.release(the_summit(), name=name, seal=seal)
            except (NothingToRelease, ReviewedSomethingElse) as error:
                return type(error).__name__
            return "released"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, ("one", "two"))) in (
            ["NothingToRelease", "released"],
            ["ReviewedSomethingElse", "released"],
        )
    with app.app_context():
        assert list(db.session.scalars(sa.select(Release.number))) == [1]


@pytest.mark.parametrize("sessions", [1, 3])
def test_review_costs_the_same_whatever_the_size(app: Flask, sessions: int, count_queries) -> None:
    with app.app_context():
        with transaction():
            summit = add_summit()
            for number in range(sessions):
                add_session(summit, f"S{number}", line_up={add_person(f"P {number}"): Role.SPEAKER})
        summit = the_summit()
        with count_queries() as sent:
            releasing.review(summit)
        assert sent.count == 13
