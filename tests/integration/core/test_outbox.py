"""What must happen is a row: carried out once, put off when it fails, given back when a worker dies."""

from __future__ import annotations

import contextlib
import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Lock
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.core.db import db, in_transaction, transaction
from eventsite.core.outbox import LEASE, MOST_TRIES, NotYet, Outbox, OutboxRow, OutboxState, current_cause, list_parked
from tests.fixtures.clocks import FrozenClock
from tests.racing import PATIENCE

MINUTE = timedelta(minutes=1)


class Desk:
    """Handles 'letter': notes what it was given, and does what the test wants it to do."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.then: Any = lambda: None
        self._lock = Lock()

    def handle(self, payload: dict[str, Any]) -> None:
        with self._lock:
            self.got.append(payload)
        self.then()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def outbox(app: Flask, desk: Desk, frozen_clock: FrozenClock) -> Iterator[Outbox]:
    made = Outbox()
    made.handles("letter", desk.handle)
    with app.app_context():
        yield made


def ask(outbox: Outbox, key: str = "1", **payload: Any) -> None:
    with transaction():
        outbox.put("letter", key, **payload)


def the_row() -> OutboxRow:
    db.session.rollback()
    return db.session.scalars(select(OutboxRow)).one()


def fail() -> None:
    raise OSError("the mail server is away")


def test_what_was_asked_happens_once(outbox: Outbox, desk: Desk) -> None:
    ask(outbox, to="Ada")
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    assert desk.got == [{"to": "Ada"}]
    assert (the_row().state, the_row().tries, the_row().error) == (OutboxState.DONE, 1, "")


def test_a_handler_knows_for_which_row_it_runs(outbox: Outbox, desk: Desk, frozen_clock: FrozenClock) -> None:
    causes: list[str] = []

    def fail_once() -> None:
        causes.append(current_cause())
        if len(causes) == 1:
            fail()

    desk.then = fail_once
    ask(outbox, "7")
    outbox.deliver_due()
    frozen_clock.forward(minutes=5)
    outbox.deliver_due()
    assert (causes, current_cause()) == (["letter:7", "letter:7"], "")


def test_the_same_cause_asks_once(outbox: Outbox, desk: Desk) -> None:
    ask(outbox, to="Ada")
    ask(outbox, to="Bo")
    outbox.deliver_due()
    ask(outbox, to="Cy")
    outbox.deliver_due()
    assert desk.got == [{"to": "Ada"}]


def test_what_is_undone_was_never_asked(outbox: Outbox, desk: Desk) -> None:
    woken: list[str] = []
    outbox.wake = lambda: woken.append("woken")
    with contextlib.suppress(ZeroDivisionError), transaction():
        outbox.put("letter", "1")
        raise ZeroDivisionError
    assert (outbox.deliver_due(), desk.got, woken) == (0, [], [])


def test_what_nobody_handles_cannot_be_asked(outbox: Outbox) -> None:
    with pytest.raises(KeyError, match="Nobody handles 'parcel'"), transaction():
        outbox.put("parcel", "1")


def test_the_worker_is_woken_when_the_row_is_there(outbox: Outbox) -> None:
    seen: list[tuple[bool, int]] = []
    outbox.wake = lambda: seen.append((in_transaction(), len(db.session.scalars(select(OutboxRow)).all())))
    ask(outbox)
    assert seen == [(False, 1)]


def test_the_worker_is_woken_once_for_many_rows(outbox: Outbox) -> None:
    woken: list[str] = []
    outbox.wake = lambda: woken.append("woken")
    with transaction():
        for number in range(3):
            outbox.put("letter", str(number))
    ask(outbox, "later")
    assert woken == ["woken", "woken"]


def test_a_wake_up_that_fails_is_only_logged(outbox: Outbox, caplog: pytest.LogCaptureFixture) -> None:
    outbox.wake = fail
    with caplog.at_level(logging.ERROR):
        ask(outbox)
    assert [record.message for record in caplog.records] == ["The worker could not be woken; it will look by itself."]
    assert outbox.deliver_due() == 1


def test_retries_back_off_and_end_parked(outbox: Outbox, desk: Desk, frozen_clock: FrozenClock) -> None:
    desk.then = fail
    ask(outbox)
    waits = []
    for _ in range(MOST_TRIES):
        assert outbox.deliver_due() == 0
        waits.append((the_row().due_at - frozen_clock.now) // MINUTE)
        frozen_clock.set(the_row().due_at)
    assert waits == [1, 4, 16, 64, 256, 1024, 1440, 1440]
    assert [(row.state, row.tries, row.error) for row in list_parked()] == [
        (OutboxState.PARKED, 8, "OSError: the mail server is away")
    ]
    frozen_clock.forward(days=30)
    assert (outbox.deliver_due(), len(desk.got)) == (0, 8)


def test_a_retry_waits_for_its_time(outbox: Outbox, desk: Desk, frozen_clock: FrozenClock) -> None:
    desk.then = fail
    ask(outbox)
    outbox.deliver_due()
    desk.then = lambda: None
    frozen_clock.forward(seconds=59)
    assert outbox.deliver_due() == 0
    frozen_clock.forward(seconds=1)
    assert outbox.deliver_due() == 1
    assert (the_row().state, the_row().tries, the_row().error) == (OutboxState.DONE, 2, "")


def test_a_handler_may_name_a_better_hour_and_that_is_no_try(
    outbox: Outbox, desk: Desk, frozen_clock: FrozenClock, caplog: pytest.LogCaptureFixture
) -> None:
    morning = frozen_clock.now + timedelta(hours=9)

    def not_yet() -> None:
        raise NotYet(morning)

    desk.then = not_yet
    ask(outbox)
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    row = the_row()
    assert (row.state, row.tries, row.error, row.due_at) == (OutboxState.WAITING, 0, "", morning)
    assert caplog.records == []
    desk.then = lambda: None
    frozen_clock.set(morning)
    assert (outbox.deliver_due(), len(desk.got), the_row().state) == (1, 2, OutboxState.DONE)


def test_a_handler_that_names_an_hour_gone_by_is_asked_in_a_minute(
    outbox: Outbox, desk: Desk, frozen_clock: FrozenClock
) -> None:
    def not_yet() -> None:
        raise NotYet(frozen_clock.now - MINUTE)

    desk.then = not_yet
    ask(outbox)
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 0)
    assert the_row().due_at == frozen_clock.now + MINUTE


def test_one_that_fails_holds_up_no_other(outbox: Outbox, desk: Desk) -> None:
    def fail_for_ada() -> None:
        if desk.got[-1] == {"to": "Ada"}:
            fail()

    desk.then = fail_for_ada
    ask(outbox, "1", to="Ada")
    ask(outbox, "2", to="Bo")
    assert outbox.deliver_due() == 1
    assert desk.got == [{"to": "Ada"}, {"to": "Bo"}]


def test_a_worker_that_dies_gives_the_row_back(outbox: Outbox, desk: Desk, frozen_clock: FrozenClock) -> None:
    """The letter is out, and the machine goes down before that is written: it goes out again, later, not never."""

    def die() -> None:
        raise KeyboardInterrupt

    desk.then = die
    ask(outbox)
    with pytest.raises(KeyboardInterrupt):
        outbox.deliver_due()
    desk.then = lambda: None
    assert (the_row().state, the_row().due_at - frozen_clock.now) == (OutboxState.WAITING, LEASE)
    frozen_clock.set(frozen_clock.now + LEASE - timedelta(seconds=1))
    assert outbox.deliver_due() == 0
    frozen_clock.forward(seconds=1)
    assert (outbox.deliver_due(), len(desk.got)) == (1, 2)


def test_two_workers_at_once_deliver_once(app: Flask, outbox: Outbox, desk: Desk) -> None:
    with transaction():
        for number in range(20):
            outbox.put("letter", str(number), number=number)
    start = Barrier(2)

    def work(worker: int) -> int:
        with app.app_context():
            start.wait(10)
            return outbox.deliver_due()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(work, range(2))) == 20
    assert Counter(payload["number"] for payload in desk.got) == Counter(range(20))


def test_a_slow_handler_holds_no_lock(app: Flask, outbox: Outbox, desk: Desk) -> None:
    """While a mail server takes its time, everybody else goes on writing, even to the row's own table."""

    def somebody_else_writes() -> None:
        with app.app_context():
            ask(outbox, "2", to="Bo")
            with transaction():
                db.session.scalars(select(OutboxRow).filter_by(key="1").with_for_update(nowait=True)).one()

    def go_slowly() -> None:
        if desk.got == [{"to": "Ada"}]:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(somebody_else_writes).result(PATIENCE)

    desk.then = go_slowly
    ask(outbox, "1", to="Ada")
    assert (outbox.deliver_due(), outbox.deliver_due()) == (1, 1)
