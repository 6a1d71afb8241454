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
from eventsite.payments.sandbox.settings import SandboxRefused

SCHEMA = """
CREATE TABLE IF NOT EXISTS thing (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    created INTEGER NOT NULL, due_at INTEGER, body TEXT NOT NULL,
    payment_intent TEXT, charge TEXT, customer TEXT, status TEXT, type TEXT
);
CREATE INDEX IF NOT EXISTS thing_kind ON thing (kind, seq);
CREATE INDEX IF NOT EXISTS thing_type ON thing (kind, type, seq) WHERE type IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_due ON thing (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_payment_intent ON thing (payment_intent) WHERE payment_intent IS NOT NULL;
CREATE INDEX IF NOT EXISTS thing_charge ON thing (charge) WHERE charge IS NOT NULL;
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
VERSION = 1  # of the schema; to be raised with every change of it
PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 10000")


class Store:
    """Opens the file, and gives out its books for one piece of work at a time.

    Raises:
        SandboxRefused: when the file was made by another version.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        for pragma in PRAGMAS:
            self._connection.execute(f"PRAGMA {pragma}")
        self._prepare(file)

    def _prepare(self, file: Path) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            self._connection.close()
            raise SandboxRefused(f"{file} was made by another version of the sandbox. Remove it to begin anew.")
        self._connection.executescript(f"{SCHEMA} PRAGMA user_version = {VERSION};")

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
