"""The queue that wakes the worker. That rows are delivered once, and again when they fail, is in core/test_outbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from eventsite.cli.jobs import queue_of, seen_file, wake_through
from eventsite.core.db import transaction
from eventsite.core.outbox import Outbox


@pytest.fixture
def letters(app: Flask) -> list[dict[str, Any]]:
    """Let the application's own outbox handle 'letter', and give what was delivered."""
    delivered: list[dict[str, Any]] = []
    outbox_of(app).handles("letter", delivered.append)
    return delivered


@pytest.fixture
def queue_file(app: Flask) -> Path:
    data: Path = app.extensions["eventsite.config"].data
    return data / "queue.sqlite3"


def outbox_of(app: Flask) -> Outbox:
    outbox: Outbox = app.extensions["eventsite.outbox"]
    return outbox


def ask(app: Flask, *keys: str) -> None:
    with app.app_context(), transaction():
        for key in keys:
            outbox_of(app).put("letter", key, number=key)


def hints(app: Flask) -> int:
    huey = queue_of(app).huey
    count: int = huey.pending_count()
    huey.storage.close()
    return count


def work(app: Flask) -> None:
    """Do what the worker does with one hint."""
    huey = queue_of(app).huey
    huey.execute(huey.dequeue())
    huey.storage.close()


def test_a_commit_wakes_the_worker(app: Flask, letters: list[dict[str, Any]], queue_file: Path) -> None:
    wake_through(app)
    assert not queue_file.exists()
    ask(app, "1", "2")
    assert hints(app) == 1
    work(app)
    assert letters == [{"number": "1"}, {"number": "2"}]
    assert seen_file(app.extensions["eventsite.config"]).exists()


def test_one_hint_waits_for_any_number_of_commits(
    app: Flask, letters: list[dict[str, Any]], queue_file: Path
) -> None:
    wake_through(app)
    for key in "123":
        ask(app, key)
    assert hints(app) == 1
    work(app)
    ask(app, "4")
    assert hints(app) == 1
    work(app)
    assert [letter["number"] for letter in letters] == ["1", "2", "3", "4"]


def test_a_queue_that_cannot_be_had_loses_nothing(
    app: Flask, letters: list[dict[str, Any]], caplog: pytest.LogCaptureFixture, queue_file: Path
) -> None:
    queue_file.mkdir()
    wake_through(app)
    ask(app, "1")
    assert [record.message for record in caplog.records] == ["The worker could not be woken; it will look by itself."]
    with app.app_context():
        assert outbox_of(app).deliver_due() == 1
    queue_file.rmdir()


def test_an_application_of_a_test_wakes_nobody(
    app: Flask, letters: list[dict[str, Any]], queue_file: Path
) -> None:
    ask(app, "1")
    assert not queue_file.exists()
