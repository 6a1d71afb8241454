"""Remembers what a file said last, and decides from it what an import may write."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import insert

from eventsite.core.db import Model, db
from eventsite.programme.interchange.identity import BETWEEN
from eventsite.programme.models import SourceRecord
from eventsite.programme.services.importing.report import Outcome, Report
from eventsite.summits.models import Summit

T = TypeVar("T", bound=Model)
#: Field -> what the file says. A field named 'starts_at ends_at' is two that only make sense together.
Said = Mapping[str, Any]
Write = Callable[[Any, str, Any], None]

#: The field that holds the code or uuid of our row: ids of deleted rows may be given again, those never are.
IDENTITY = "is"


class Kind(StrEnum):
    SUMMIT = "summit"
    EVENT = "event"
    ROOM = "room"
    TRACK = "track"
    PERSON = "person"
    PROFILE = "profile"
    SESSION = "session"
    SLOT = "slot"
    APPEARANCE = "appearance"
    RESOURCE = "resource"


def part_key(owner: str, part: str) -> str:
    """Return the key of a part of a session: its owner's key, then its own."""
    return f"{owner}{BETWEEN}{part}"


class Ledger:
    """The records of one source in one summit; one query to open."""

    def __init__(self, summit: Summit, source: str, report: Report) -> None:
        self._summit, self._source, self._report = summit, source, report
        found = db.session.scalars(db.select(SourceRecord).filter_by(summit_id=summit.id, source=source))
        self._records = {(Kind(record.kind), record.key): record for record in found}
        self._parts: dict[tuple[Kind, str], list[str]] = defaultdict(list)
        for kind, key in self._records:
            owner, between, _part = key.partition(BETWEEN)
            if between:
                self._parts[kind, owner].append(key)
        self._new: list[tuple[Kind, str, Model, dict[str, str]]] = []
        self._moved: list[tuple[SourceRecord, Model]] = []

    def find(self, kind: Kind, key: str) -> SourceRecord | None:
        return self._records.get((kind, key))

    def object_id(self, kind: Kind, key: str) -> int | None:
        record = self.find(kind, key)
        return record.object_id if record else None

    def identity(self, kind: Kind, key: str) -> str:
        """Return the code or uuid our row has, '' when the record is new."""
        record = self.find(kind, key)
        return str(record.fields.get(IDENTITY, "")) if record else ""

    def keys(self, kind: Kind) -> Iterator[str]:
        """Yield every key of a kind that an earlier import recorded."""
        return (key for of, key in self._records if of == kind)

    def parts(self, kind: Kind, owner: str) -> list[str]:
        """Return the recorded keys of an owner's parts."""
        return self._parts[kind, owner]

    def settle(
        self, kind: Kind, key: str, row: T | None, said: Said, make: Callable[[], T], *, label: str, where: str,
        write: Write = setattr, identity: str = "", is_wanted: bool = False,
    ) -> tuple[T | None, Outcome]:
        """Bring our row up to what the file says, or make it; return it and what became of it.

        A row that was deleted here is made again only when the file says something new, or when `is_wanted`.
        """
        digests = {name: digest(value) for name, value in said.items()}
        record = self.find(kind, key)
        if row is None:
            if record and not is_wanted and _is_known(record, digests):
                return None, Outcome.LEFT_OUT
            row = make()
            db.session.add(row)
            self._remember(kind, key, row, digests, identity)
            return row, Outcome.NEW
        before = record.fields if record else {}
        has_changed = False
        for name, value in said.items():
            if before.get(name) != digests[name]:
                named = f"{label}: {' and '.join(name.split())}"
                has_changed |= self._take(row, name, value, before.get(name), write, named, where)
        self._remember(kind, key, row, digests, identity)
        return row, Outcome.CHANGED if has_changed else Outcome.UNCHANGED

    def _take(
        self, row: Model, name: str, value: Any, before: str | None, write: Write, label: str, where: str,
    ) -> bool:
        """Write one field that the file says anew, unless it stands there already or was ours from the start."""
        ours = read(row, name)
        if ours == value:
            return False
        if before is None and not _is_empty(ours):
            if not _is_empty(value):
                self._report.note(where, f"{label} was here before this source and stays {_shown(ours)}.")
            return False
        if before is not None and digest(ours) != before:
            self._report.note(where, f"{label} changed here and in the file. The file wins; ours was {_shown(ours)}.")
        _write(row, name, value, write)
        self._report.has_changed = True
        return True

    def _remember(self, kind: Kind, key: str, row: Model, digests: dict[str, str], identity: str) -> None:
        fields = {**digests, IDENTITY: identity} if identity else digests
        record = self.find(kind, key)
        if record is None:
            self._new.append((kind, key, row, fields))
            self._report.has_changed = True
            return
        if not fields.items() <= record.fields.items():
            record.fields = {**record.fields, **fields}
        if row in db.session.new:
            self._report.has_changed = True
            self._moved.append((record, row))

    def forget(self, kind: Kind, key: str) -> None:
        """Drop the record of something that is gone from the file and from here."""
        db.session.delete(self._records.pop((kind, key)))

    def save(self) -> None:
        """Write every new record at once: nobody audits them, so they need not be objects."""
        db.session.flush()
        for record, moved in self._moved:
            record.object_id = _id(moved)
        same = {"summit_id": self._summit.id, "source": self._source}
        rows = [
            {**same, "kind": kind.value, "key": key, "object_id": _id(row), "fields": fields}
            for kind, key, row, fields in self._new
        ]
        if rows:
            db.session.execute(insert(SourceRecord), rows)
        db.session.flush()


def read(row: Model, name: str) -> Any:
    """Return a field of a row, or several as a tuple."""
    names = name.split()
    return getattr(row, name) if len(names) == 1 else tuple(getattr(row, part) for part in names)


def _write(row: Model, name: str, value: Any, write: Write) -> None:
    names = name.split()
    for part, piece in zip(names, value if len(names) > 1 else (value,), strict=True):
        write(row, part, piece)


def _id(row: Model) -> int:
    return int(row.id)  # type: ignore[attr-defined]


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], ())


def _is_known(record: SourceRecord, digests: dict[str, str]) -> bool:
    return digests.items() <= record.fields.items()


def digest(value: Any) -> str:
    """Return a short hash of a field's value, the same for the same value on every day and machine."""
    return hashlib.blake2b(_plain(value).encode(), digest_size=6).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Model):
        return f"#{_id(value)}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return json.dumps([_plain(item) for item in value])
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    return str(value)


def _shown(value: Any) -> str:
    """Show what stood here, so that whoever reads the report can put it back."""
    if isinstance(value, tuple | list):
        return ", ".join(_shown(item) for item in value) or "empty"
    if isinstance(value, Model):
        return f"“{getattr(value, 'name', value)}”"
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"“{text if len(text) <= 120 else text[:119] + '…'}”"
