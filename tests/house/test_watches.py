"""The watches over every test do see what they are there for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import psycopg.errors
import pytest
from flask import Flask

from eventsite.core import clock
from eventsite.core.db import WriteInReadError, db, transaction
from eventsite.people.models import Account
from eventsite.web.access import public
from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import MADE_AT
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.fixtures.queries import Statements
from tests.fixtures.real_data import SETTING, find_real_data


def add_account(email: str = "ada@example.org") -> str:
    db.session.add(Account(email=email, name="Ada", created_at=MADE_AT))
    db.session.flush()
    return "added"


@public
def saved() -> str:
    with transaction():
        return add_account()


@pytest.fixture
def careless_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with views as they should not be."""
    app = make_app(tmp_path, database_url)
    app.add_url_rule("/flush", "flush", public(add_account), methods=["GET", "POST"])
    app.add_url_rule("/save", "save", saved, methods=["GET", "POST"])
    yield app
    close(app)


def test_a_get_that_writes_is_seen(
    careless_app: Flask, database_url: str, no_lost_or_stray_writes: list[str]
) -> None:
    answer = careless_app.test_client().get("/flush")
    seen = [line.partition(" INTO")[0] for line in no_lost_or_stray_writes]
    no_lost_or_stray_writes.clear()
    wrote, lost = "GET /flush wrote: INSERT", "GET /flush flushed what nothing commits"
    if database_url.startswith("sqlite"):
        assert (answer.status_code, seen[0], seen[-1]) == (200, wrote, lost)
    else:  # PostgreSQL refuses it itself
        assert (answer.status_code, seen) == (500, [wrote])


def test_a_post_that_forgets_its_transaction_is_seen(
    careless_app: Flask, database_url: str, caplog: pytest.LogCaptureFixture, no_lost_or_stray_writes: list[str]
) -> None:
    answer = careless_app.test_client().post("/flush")
    seen = list(no_lost_or_stray_writes)
    no_lost_or_stray_writes.clear()
    if database_url.startswith("sqlite"):
        assert (answer.status_code, seen) == (200, ["POST /flush flushed what nothing commits"])
    else:  # PostgreSQL refuses it itself
        raised = [type(record.exc_info[1].orig) for record in caplog.records if record.exc_info]
        assert (answer.status_code, seen, raised) == (500, [], [psycopg.errors.ReadOnlySqlTransaction])


def test_a_get_cannot_open_a_transaction(careless_app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    assert careless_app.test_client().get("/save").status_code == 500
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [WriteInReadError]


def test_a_post_that_commits_is_fine(careless_app: Flask, no_lost_or_stray_writes: list[str]) -> None:
    assert careless_app.test_client().post("/save").status_code == 200
    assert no_lost_or_stray_writes == []
    with careless_app.app_context():
        assert list(db.session.scalars(db.select(Account.email))) == ["ada@example.org"]


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_without_rows(app: Flask, turn: int) -> None:
    with app.app_context(), transaction():
        add_account()
        assert list(db.session.scalars(db.select(Account.id))) == [1]


def test_queries_are_counted(
    app: Flask, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with app.app_context(), count_queries() as queries, transaction():
        db.session.scalars(db.select(Account)).all()
        db.session.scalars(db.select(Account.id)).all()
    assert queries.count == 2


def test_the_clock_stands_until_it_is_moved(frozen_clock: FrozenClock) -> None:
    assert clock.now() == clock.now() == AWKWARD
    frozen_clock.forward(minutes=90)
    assert clock.now() - AWKWARD == timedelta(minutes=90)


def test_real_data_that_is_missing_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(SETTING, str(tmp_path))
    with pytest.raises(pytest.fail.Exception, match="there is no schedule"):
        find_real_data("schedule.xml")
    monkeypatch.delenv(SETTING)
    with pytest.raises(pytest.skip.Exception, match="is not set"):
        find_real_data("schedule.xml")
