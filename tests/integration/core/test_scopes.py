"""Every change is written with the summit it belongs to, also that of a part, and of one that is deleted."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.programme.models import Appearance, Session, Slot
from eventsite.programme.states import Role
from tests.drafts import add_person, add_session, add_summit
from tests.fixtures.cast import MADE_AT
from tests.fixtures.queries import Statements
from tests.house.source import ROOT

Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def two(app: Flask) -> None:
    """Two summits, the second with a session, a slot in a room, and somebody in it."""
    with app.app_context(), transaction():
        add_summit("first")
        second = add_summit("second")
        add_session(second, "A", line_up={add_person("Ada Example"): Role.SPEAKER})


def scopes() -> dict[str, set[int | None]]:
    """Return kind of object -> scopes of its entries."""
    found: dict[str, set[int | None]] = {}
    for entry in db.session.scalars(db.select(AuditEntry)):
        found.setdefault(entry.object_type, set()).add(entry.scope_id)
    return found


WRITTEN = {
    "summit": {1, 2}, "event": {1, 2}, "room": {1, 2}, "session": {2}, "slot": {2}, "slot_room": {2}, "appearance": {2},
    "person": {None},
}  # fmt: skip


def test_what_is_made_together_knows_its_summit(app: Flask, two: None) -> None:
    with app.app_context():
        assert scopes() == WRITTEN


def test_what_is_deleted_with_its_parent_knows_it_too(app: Flask, two: None) -> None:
    with app.app_context(), transaction():
        db.session.delete(db.session.scalars(db.select(Session)).one())
    with app.app_context():
        gone = db.session.scalars(db.select(AuditEntry).filter_by(action="deleted")).all()
        assert {(entry.object_type, entry.scope_id) for entry in gone} == {
            ("session", 2), ("slot", 2), ("slot_room", 2), ("appearance", 2),
        }


def test_a_part_taken_out_knows_it_too(app: Flask, two: None) -> None:
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session)).one()
        session.slots.clear()
    with app.app_context():
        gone = db.session.scalars(db.select(AuditEntry).filter_by(action="deleted")).all()
        assert {(entry.object_type, entry.scope_id) for entry in gone} == {("slot", 2), ("slot_room", 2)}


def test_what_belongs_to_nobody_has_none(app: Flask) -> None:
    with app.app_context(), transaction():
        db.session.add(Account(email="ada@example.org", name="Ada", created_at=MADE_AT))
    with app.app_context():
        assert scopes() == {"account": {None}}


def test_a_parent_that_is_loaded_costs_nothing(app: Flask, two: None, count_queries: Counting) -> None:
    with app.app_context(), transaction():
        session = db.session.scalars(db.select(Session)).one()
        session.line_up[0].billed_title = "Mayor"
        with count_queries() as queries:
            db.session.flush()
    assert [statement.split()[0] for statement in queries] == ["UPDATE", "INSERT"]


def test_parents_that_nobody_loaded_cost_one_query_together(app: Flask, two: None, count_queries: Counting) -> None:
    with app.app_context(), transaction():
        second = db.session.scalars(db.select(Session)).one()
        add_session(second.summit, "B", line_up={second.line_up[0].person: Role.HOST})
    with app.app_context(), transaction():
        for seat in db.session.scalars(db.select(Appearance)):
            seat.billed_title = "Mayor"
        with count_queries() as queries:
            db.session.flush()
    assert [statement.split()[0] for statement in queries] == ["UPDATE", "SELECT", "INSERT"]
    with app.app_context():
        assert scopes()["appearance"] == {2}


def test_the_migration_finds_what_was_written_before(app: Flask, two: None) -> None:
    """Every entry forgets what it belongs to; the migration finds it again, by rows and by last words."""
    with app.app_context(), transaction():
        db.session.delete(db.session.scalars(db.select(Session)).one())
    with app.app_context():
        before = scopes()
        with db.engine.begin() as connection:
            connection.execute(sa.update(AuditEntry).values(scope_id=None))
            found = importlib.util.spec_from_file_location(
                "the_trail", ROOT / "migrations/versions/0006_the_trail_of_a_summit.py"
            )
            assert found is not None
            assert found.loader is not None
            migration = importlib.util.module_from_spec(found)
            found.loader.exec_module(migration)
            migration.fill(connection)
        assert scopes() == before
        assert db.session.scalars(db.select(Slot)).all() == []
