"""The sandbox's file: one SQLite connection, one piece of work at a time.

Requests come on many threads and are answered one after the other: each is a fraction of a millisecond.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from eventsite.core import clock
from eventsite.payments.sandbox.books import Books

SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL, due_at INTEGER, body TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS thing_kind ON thing (kind, seq);
CREATE INDEX IF NOT EXISTS thing_due ON thing (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_payment_intent ON thing (json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS thing_charge ON thing (json_extract(body, '$.charge'));
CREATE TABLE IF NOT EXISTS answer (
    key TEXT PRIMARY KEY, asked TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    request TEXT NOT NULL, created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS delivery (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, state TEXT NOT NULL, due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0, answer TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS delivery_waiting ON delivery (due_at) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 10000")


class Store:
    """Opens the file, and gives out its books for one piece of work at a time."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def work(self) -> Iterator[Books]:
        """Keep all that is done inside, or nothing of it. It does not nest."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield Books(self._connection, clock.now())
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
