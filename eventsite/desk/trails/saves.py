"""What was done to a summit, save by save, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.desk.trails.kinds import FIELDS
from eventsite.desk.trails.names import Names, Place, reference
from eventsite.desk.trails.wording import Words
from eventsite.programme.drafting.grouping import Row, grouped, merged
from eventsite.programme.drafting.trail import names_of
from eventsite.programme.drafting.word_diff import FieldRow, field_row
from eventsite.summits.models import Summit

#: A table and a column.
Field = tuple[str, str]

_VERBS = {AuditAction.CREATED: "added", AuditAction.CHANGED: "changed", AuditAction.DELETED: "taken out"}


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one thing; `top` is the thing that it is part of, whose trail tells more."""

    what: str
    verb: str
    top: Place
    lines: tuple[FieldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Save:
    """What one actor did at one time."""

    at: datetime
    who: str
    steps: tuple[Step, ...]


def saves_of(summit: Summit, entries: Sequence[AuditEntry], unseen: Collection[Field] = ()) -> tuple[Save, ...]:
    """Return the saves that these rows make, newest first as they are; a few queries, however many rows.

    What became of the fields in `unseen` is not told.
    """
    names = Names(_named(entries))
    words, actors = Words(summit, names), names_of({entry.actor for entry in entries})
    saves = (
        Save(group[0].at, actors[group[0].actor], tuple(_steps(group, words, names, unseen)))
        for group in grouped(entries)
    )
    return tuple(save for save in saves if save.steps)


def _steps(group: list[AuditEntry], words: Words, names: Names, unseen: Collection[Field]) -> Iterator[Step]:
    """Yield what happened, oldest first; a thing that is new is told as added, whatever was written of it then."""
    rows = merged(group)
    made = {(row.object_type, row.object_id) for row in rows if row.action == AuditAction.CREATED}
    for row in rows:
        place = (row.object_type, row.object_id)
        lines = _lines(row, words, unseen) if row.action == AuditAction.CHANGED else ()
        if row.action != AuditAction.CHANGED or (lines and place not in made):
            yield Step(words.full(place), _VERBS[AuditAction(row.action)], names.top(place), lines)


def _lines(row: Row, words: Words, unseen: Collection[Field]) -> tuple[FieldRow, ...]:
    table, labels = row.object_type, FIELDS.get(row.object_type, {})
    return tuple(
        field_row(labels[name], words.value(table, name, before), words.value(table, name, after))
        for name, (before, after) in row.changes.items()
        if name in labels and before != after and (table, name) not in unseen
    )


def _named(entries: Iterable[AuditEntry]) -> Iterator[Place]:
    """Yield everything that these rows are about, or name."""
    for entry in entries:
        table = entry.object_type
        yield table, entry.object_id
        for name, values in entry.changes.items():
            if name in FIELDS.get(table, {}) and (target := reference(table, name)):
                yield from ((target, value) for value in values if value is not None)
