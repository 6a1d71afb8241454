"""Rows that are written once, and numbers without gaps, where two come at the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db, insert_once, transaction
from eventsite.core.numbering import next_number
from eventsite.core.outbox import OutboxRow
from tests.racing import PATIENCE, at_once


class Undone(Exception):
    """Raised to undo a transaction."""


def ask() -> int | None:
    return insert_once(OutboxRow, kind="mail", key="1", payload={"order": 1}, due_at=clock.now())


def one_after_the_other(app: Flask, work: Callable[[], Any], *, is_kept: bool) -> list[Any]:
    """Do it twice: the second time comes while the first is not committed, and is undone afterwards unless kept."""
    is_done = Event()

    def first() -> Any:
        with transaction():
            given = work()
            is_done.set()
            time.sleep(0.3)  # so that the second meets it
            if not is_kept:
                raise Undone
        return given

    def second() -> Any:
        is_done.wait(PATIENCE)
        with transaction():
            return work()

    return at_once(app, [first, second])


def test_a_row_is_inserted_with_its_defaults_and_only_once(app: Flask) -> None:
    with app.app_context(), transaction():
        id = ask()
        assert ask() is None
    with app.app_context():
        (row,) = db.session.scalars(select(OutboxRow)).all()
        assert (row.id, row.kind, row.payload, row.state, row.tries, row.error) == (
            id, "mail", {"order": 1}, "waiting", 0, "",
        )  # fmt: skip


@pytest.mark.parametrize("is_kept", [True, False])
def test_who_comes_while_a_row_is_being_inserted_waits_for_how_that_ends(app: Flask, is_kept: bool) -> None:
    first, second = one_after_the_other(app, ask, is_kept=is_kept)
    assert (isinstance(first, int), isinstance(second, int)) == (is_kept, not is_kept)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutboxRow)) == 1


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_number_that_was_given_back_is_taken_by_who_waited(app: Flask, is_kept: bool) -> None:
    first, second = one_after_the_other(app, lambda: next_number("receipt:1:2035"), is_kept=is_kept)
    if is_kept:
        assert (first, second) == (1, 2)
    else:
        assert (type(first), second) == (Undone, 1)


def test_a_series_goes_on_where_it_stood(app: Flask) -> None:
    with app.app_context():
        for expected in (1, 2, 3):
            with transaction():
                assert next_number("receipt:1:2035") == expected
        with transaction():
            assert next_number("receipt:2:2035") == 1
