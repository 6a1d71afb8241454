"""Runs pieces of work at the same moment, each in a thread with an application context, so a session, of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pytest
from flask import Flask

#: Seconds that the slowest of them may take; a test that hangs says so.
PATIENCE = 60


def at_once(app: Flask, works: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start every piece of work from the same moment; return what each gave, an exception where it raised one."""
    together = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            together.wait(PATIENCE)
            return caught(work)

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=PATIENCE))


def in_crowd(app: Flask, works: Sequence[Callable[[], Any]], threads: int) -> list[Any]:
    """Let `threads` threads work through all of it, as fast as they can; return as `at_once` does."""

    def run(work: Callable[[], Any]) -> Any:
        with app.app_context():
            return caught(work)

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, works, timeout=PATIENCE))


def caught(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - what a buyer was told is what a race is about
        return error


class Meeting:
    """Where two who race wait for each other. Who waits in vain, because a lock keeps the other away, goes on."""

    def __init__(self, seconds: float = 1.0) -> None:
        self._barrier, self._seconds = Barrier(2), seconds

    def wait(self) -> bool:
        """Tell whether both came."""
        try:
            self._barrier.wait(self._seconds)
        except BrokenBarrierError:
            return False
        return True


def meanwhile(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, work: Callable[[], None]) -> Thread:
    """Let `work` be done, or begun where a lock keeps it waiting, just before `where` does `name` for a first time.

    Return the thread that does it.
    """
    original, is_first, rival = getattr(where, name), iter([True]), Thread(target=work)

    def late(*given: Any, **named: Any) -> Any:
        if next(is_first, False):
            rival.start()
            rival.join(1)
        return original(*given, **named)

    monkeypatch.setattr(where, name, late)
    return rival
