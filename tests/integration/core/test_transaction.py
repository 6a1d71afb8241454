"""Who commits, and that a writer never meets a locked database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import WriteInReadError, after_commit, db, one_moment, reading_only, transaction
from eventsite.summits.models import Summit
from tests.drafts import add_summit


def names() -> list[str]:
    return list(db.session.scalars(sa.select(Summit.name).order_by(Summit.id)))


def test_transaction_commits_and_then_runs_what_was_deferred(app: Flask) -> None:
    seen: list[list[str]] = []
    with app.app_context():
        with transaction():
            after_commit(lambda: seen.append(names()))
            add_summit(name="One")
        assert seen == [["One"]]


def give_up_half_way(later: Callable[[], None]) -> None:
    with transaction():
        after_commit(later)
        add_summit()
        raise ZeroDivisionError


def test_transaction_undoes_all_of_it_and_defers_nothing(app: Flask) -> None:
    seen: list[str] = []
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            give_up_half_way(lambda: seen.append("ran"))
        assert names() == []
        with transaction():
            pass
    assert seen == []


def test_transaction_does_not_nest(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="does not nest"), transaction(), transaction():
        pass


def test_transaction_refuses_what_was_changed_before_it(app: Flask) -> None:
    with app.app_context():
        db.session.add(Summit(slug="x"))
        with pytest.raises(RuntimeError, match="before the transaction"), transaction():
            pass


def test_reading_refuses_to_write(app: Flask) -> None:
    with app.app_context(), reading_only(), pytest.raises(WriteInReadError), transaction():
        pass


def test_objects_loaded_before_are_read_again(app: Flask) -> None:
    with app.app_context():
        with transaction():
            id = add_summit(name="Old").id
        summit = db.session.get_one(Summit, id)
        assert summit.name == "Old"
        rename_from_elsewhere("New")
        with transaction():
            assert summit.name == "New"


def rename_from_elsewhere(name: str) -> None:
    with db.engine.begin() as other:
        other.execute(sa.update(Summit).values(name=name))


def test_what_is_read_at_one_moment_stays_as_it_was_then(app: Flask) -> None:
    with app.app_context():
        with transaction():
            add_summit(name="Old")
        with one_moment():
            assert names() == ["Old"]
            rename_from_elsewhere("New")
            assert names() == ["Old"]
        assert names() == ["New"]


def test_a_writer_reads_what_it_locks_and_not_one_moment(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="A writer locks"), one_moment():
        pass


def count_up(app: Flask, id: int, times: int) -> int:
    """Read, then write in the same transaction; return how often the database was locked."""
    locked = 0
    with app.app_context():
        for _ in range(times):
            db.session.get(Summit, id)  # the read that a loader began
            try:
                with transaction():
                    summit = db.session.get_one(Summit, id, with_for_update=True, populate_existing=True)
                    summit.tagline = str(int(summit.tagline or "0") + 1)
            except sa.exc.OperationalError:
                locked += 1
    return locked


def test_writers_at_once_lose_nothing(app: Flask) -> None:
    with app.app_context(), transaction():
        id = add_summit().id
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: count_up(app, id, 25), range(8))) == 0
    with app.app_context():
        assert db.session.get_one(Summit, id).tagline == "200"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # the guard is SQLite's alone
def test_control_a_read_that_is_upgraded_meets_a_lock(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without BEGIN IMMEDIATE the same work fails: this is what the guard is for."""
    with app.app_context(), transaction():
        id = add_summit().id
    monkeypatch.setattr("eventsite.core.db.WRITER", "BEGIN")
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: count_up(app, id, 25), range(8))) > 0


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)  # which begins nothing for a reader
def test_a_reader_can_write_nothing_whatever_way_it_tries(app: Flask) -> None:
    with app.app_context(), transaction():
        id = add_summit(name="Old").id
    with app.app_context():
        summit = db.session.get_one(Summit, id)
        summit.name = "New"
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            db.session.flush()
        db.session.rollback()
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            db.session.execute(sa.update(Summit).values(name="New"))
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            db.session.get_one(Summit, id, with_for_update=True)
    with app.app_context():
        assert db.session.get_one(Summit, id).name == "Old"


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(app: Flask) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with app.app_context():
        for slug in ("first", "second"):
            with suppress(ZeroDivisionError), transaction():
                add_summit(slug)
                fail()
            with transaction():
                add_summit(slug)
        assert db.session.scalars(sa.select(Summit.slug).order_by(Summit.id)).all() == ["first", "second"]
