"""Has a document typeset by the press, and says what paper it is for."""

from __future__ import annotations

import atexit
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Literal

from eventsite.billing.documents.presses import Ended, NotTypeset, Press

__all__ = ["Layout", "NotTypeset", "Paper", "PressBusy", "paper_for", "typeset"]

Paper = Literal["us-letter", "a4"]
Layout = Literal["receipt", "tickets"]

_PRESS = Path(__file__).with_name("press.py")
#: A thousand tickets take two seconds.
_PATIENCE = 60
#: How many documents one process has made at once; each takes some 60 MiB while it is made.
_PRESSES = BoundedSemaphore(2)
#: Those of them that wait for the next document; they end by themselves when none comes.
_running: list[Press] = []
#: Those of the process that this one was forked from: if two asked one, each might be given the other's document.
_of_parent: list[Press] = []
#: How many seconds one document waits for another.
_TURN = 20
#: What an interpreter may need to start at all. The press is told nothing else of ours.
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


class PressBusy(RuntimeError):
    """Other documents are being made just now. Try again in a few seconds."""


def paper_for(currency: str) -> Paper:
    """Return what printers hold where a currency is used: Letter for US dollars, else A4."""
    return "us-letter" if currency == "USD" else "a4"


def typeset(layout: Layout, data: Mapping[str, Any]) -> bytes:
    """Return the PDF of `data`, whose texts must be printable.

    Raises:
        NotTypeset: if the press fails, or takes more than a minute.
        PressBusy: if other documents kept it for too long.
    """
    if not _PRESSES.acquire(timeout=_TURN):
        raise PressBusy(f"The {layout} waited {_TURN} s for other documents.")
    try:
        return _made(layout, json.dumps(data).encode())
    finally:
        _PRESSES.release()


def _made(layout: Layout, data: bytes) -> bytes:
    """Return a document of a press that runs still, or of a new one: to start one costs as much as ten documents."""
    with suppress(IndexError, Ended):  # none runs, or it has just ended by itself
        return _made_by(_running.pop(), layout, data)
    environ = {name: os.environ[name] for name in _KEPT if name in os.environ}
    try:
        return _made_by(Press(_PRESS, environ), layout, data)
    except Ended as error:
        raise NotTypeset(str(error)) from error


def _made_by(press: Press, layout: Layout, data: bytes) -> bytes:
    try:
        return press.make(layout, data, _PATIENCE)
    finally:
        if press.is_running():
            _running.append(press)
        else:
            press.end()


def _leave_them() -> None:
    _of_parent.extend(_running)
    _running.clear()


os.register_at_fork(after_in_child=_leave_them)


@atexit.register
def _end_them() -> None:
    while _running:
        _running.pop().end()
