"""Rows of the audit trail, put together to what one actor did at one time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from eventsite.core.audit import AuditEntry

#: Rows of one actor that follow each other this closely are one save.
TOGETHER = timedelta(seconds=2)


def grouped(entries: Iterable[AuditEntry]) -> Iterator[list[AuditEntry]]:
    """Yield the rows of each save, newest save first and oldest row first within it.

    One save may reach the database in several steps, only the last of which raises the session's version.
    """
    group: list[AuditEntry] = []
    for _, step in groupby(entries, key=lambda entry: (entry.at, entry.actor)):
        rows = list(step)[::-1]
        if group and not _is_one_save(rows, group):
            yield group
            group = []
        group = rows + group
    if group:
        yield group


def _is_one_save(earlier: list[AuditEntry], later: list[AuditEntry]) -> bool:
    is_close = later[0].at - earlier[-1].at <= TOGETHER and earlier[0].actor == later[0].actor
    return is_close and not any("version" in entry.changes for entry in earlier) and not _takes_back(earlier, later)


def _takes_back(earlier: list[AuditEntry], later: list[AuditEntry]) -> bool:
    """Tell whether a field says again what it said before: as one save it would seem that nothing was done."""
    was = {
        (entry.object_type, entry.object_id, field): before
        for entry in reversed(earlier)
        for field, (before, _after) in entry.changes.items()
    }
    return any(
        was.get((entry.object_type, entry.object_id, field), entry) == after
        for entry in later
        for field, (_before, after) in entry.changes.items()
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What one save did to one object; `changes` maps a field to [before, after]."""

    action: str
    object_type: str
    object_id: int
    changes: dict[str, list[Any]]


def merged(entries: list[AuditEntry]) -> list[Row]:
    """Return a row for each object: one save may reach the database in several steps."""
    rows: dict[tuple[str, str, int], Row] = {}
    for entry in entries:
        row = Row(entry.action, entry.object_type, entry.object_id, {})
        row = rows.setdefault((row.action, row.object_type, row.object_id), row)
        for field, (before, after) in entry.changes.items():
            first = row.changes.get(field, [before])[0]
            row.changes[field] = [first, after]
    return list(rows.values())
