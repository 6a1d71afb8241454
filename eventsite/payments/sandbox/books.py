"""The documents of the sandbox, while somebody works on them."""

from __future__ import annotations

import json
import secrets
import sqlite3
import string
from collections.abc import Iterator
from datetime import datetime
from typing import Any

#: One of Stripe's objects as JSON. What begins with "_" is ours and is not shown.
Thing = dict[str, Any]

#: The fields of things that are columns too, to find them by.
FOUND_BY = ("payment_intent", "charge", "customer", "status", "type")
_CHANGED = ", ".join(f"{name} = excluded.{name}" for name in ("due_at", "body", *FOUND_BY))
_KEEP = (
    f"INSERT INTO thing (kind, id, created, due_at, body, {', '.join(FOUND_BY)})"  # noqa: S608
    f" VALUES (?, ?, ?, ?, ?{', ?' * len(FOUND_BY)}) ON CONFLICT (id) DO UPDATE SET {_CHANGED}"
)

LETTERS = string.ascii_letters + string.digits
OFFSET = "clock offset"


def new_id(prefix: str, length: int = 24) -> str:
    """Return something like Stripe's: pi_3f8K..."""
    return f"{prefix}_{''.join(secrets.choice(LETTERS) for _ in range(length))}"


def shown(thing: Thing) -> Thing:
    """Return what the world may see of a thing."""
    return {name: value for name, value in thing.items() if not name.startswith("_")}


class Books:
    """Finds and keeps things; `now` is the sandbox's own time, in seconds since 1970, and `exact` with fractions."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self.connection = connection
        self.exact = now.timestamp() + self.setting(OFFSET, 0)
        self.now = int(self.exact)

    def find(self, kind: str, id: str) -> Thing | None:
        row = self.connection.execute("SELECT body FROM thing WHERE id = ? AND kind = ?", (id, kind)).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, kind: str, id: str) -> Thing:
        """Return what is known to be there: something of ours names it."""
        thing = self.find(kind, id)
        if thing is None:
            raise KeyError(f"{kind} {id}")
        return thing

    def keep(self, thing: Thing) -> Thing:
        """Write a thing, new or changed. `_due` is when time itself does something to it."""
        found_by = [thing.get(name) for name in FOUND_BY]
        self.connection.execute(
            _KEEP, (thing["object"], thing["id"], thing["created"], thing.get("_due"), json.dumps(thing), *found_by)
        )
        return thing

    def change(self, thing: Thing, **fields: Any) -> Thing:
        """Set some fields of a thing and keep it."""
        thing.update(fields)
        return self.keep(thing)

    def select(self, where: str, values: tuple[Any, ...], order: str = "seq DESC", most: int = -1) -> Iterator[Thing]:
        """Yield things; `where` and `order` are our own SQL, what is asked for is in `values`."""
        query = f"SELECT body FROM thing WHERE {where} ORDER BY {order} LIMIT ?"  # noqa: S608
        rows = self.connection.execute(query, (*values, most)).fetchall()
        return (json.loads(row[0]) for row in rows)

    def of_payment(self, kind: str, payment_intent: str) -> list[Thing]:
        """Return everything of a kind that belongs to a payment, newest first."""
        return list(self.select("payment_intent = ? AND kind = ?", (payment_intent, kind)))

    def due(self) -> list[Thing]:
        """Return what time has to do something to."""
        return list(self.select("due_at <= ?", (self.now,), order="due_at, seq"))

    def place_of(self, kind: str, id: str) -> int | None:
        """Return where a thing stands among all things, older ones first."""
        row = self.connection.execute("SELECT seq FROM thing WHERE id = ? AND kind = ?", (id, kind)).fetchone()
        return row[0] if row else None

    def setting(self, name: str, otherwise: Any) -> Any:
        row = self.connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else otherwise

    def set(self, name: str, value: Any) -> None:
        self.connection.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, json.dumps(value)))
