"""Every single change of a snapshot's fields, one at a time, found by walking its types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from msgspec.structs import fields, replace

from eventsite.programme.releases.snapshot import Part, ReleasedSlot, Snapshot, Text

#: What says which thing it is. Another value is another thing, not a change of this one.
IDENTITY = {
    ("ReleasedSlot", "uuid"), ("ReleasedSlot", "uid"), ("ReleasedSession", "code"), ("ReleasedPerson", "code"),
    ("ReleasedEvent", "slug"), ("ReleasedTrack", "slug"), ("ReleasedTrack", "event"), ("ReleasedRoom", "slug"),
}  # fmt: skip
#: What `carry` itself decides, whatever the draft says.
CARRIED = {("ReleasedSlot", "sequence"), ("ReleasedSlot", "changed_at")}
#: What names another thing -> another one that is there.
REFERENCES: dict[tuple[str, str], Any] = {
    ("ReleasedSession", "event"): {"cities": "iiot", "iiot": "cities"},
    ("ReleasedSession", "track"): {"money": "streets", "plant": "", "": "streets"},
    ("Billing", "person"): {"okafor": "lee", "silbey": "lee", "applewhite": "lee"},
    ("ReleasedSummit", "time_zone"): {"America/New_York": "America/Chicago"},
    ("ReleasedArticle", "session"): {"panel": "talk"},
}
LISTS_OF_NAMES = {("ReleasedSession", "also"): ("iiot",), ("ReleasedSlot", "rooms"): ("room-2",)}


def mutations(snapshot: Snapshot) -> Iterator[tuple[str, Snapshot]]:
    """Yield 'Type.field' and the snapshot with that field of one thing changed, for every field of every thing."""
    yield from _changes(snapshot)


def _changes(part: Any) -> Iterator[tuple[str, Any]]:
    kind = type(part).__name__
    for field in fields(part):
        if (kind, field.name) in IDENTITY | CARRIED:
            continue
        for name, value in _other_values(kind, field.name, getattr(part, field.name)):
            if not (isinstance(part, ReleasedSlot) and field.name == "ends_at" and value <= part.starts_at):
                yield name, replace(part, **{field.name: value})


def _other_values(kind: str, field: str, value: Any) -> Iterator[tuple[str, Any]]:
    name = f"{kind}.{field}"
    if (kind, field) in REFERENCES:
        yield name, REFERENCES[kind, field][value]
    elif (kind, field) in LISTS_OF_NAMES:
        yield name, () if value else LISTS_OF_NAMES[kind, field]
    elif isinstance(value, Text):
        yield from ((f"{name}.{inner.partition('.')[2]}", other) for inner, other in _changes(value))
    elif isinstance(value, Part):
        yield from _changes(value)
    elif isinstance(value, tuple):
        yield from _other_tuples(name, value)
    else:
        yield name, _other(value)


def _other_tuples(name: str, values: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for place, value in enumerate(values):
        for inner, other in _changes(value):
            yield inner, (*values[:place], other, *values[place + 1 :])
    if name == "ReleasedSession.line_up" and len(values) > 1:
        yield "ReleasedSession.line_up (order)", tuple(reversed(values))
        yield "ReleasedSession.line_up (fewer)", values[:-1]


def _other(value: Any) -> Any:
    if value is None:
        return 7
    if isinstance(value, StrEnum):
        kinds = list(type(value))
        return kinds[(kinds.index(value) + 1) % len(kinds)]
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(minutes=5)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return value + (" changed" if isinstance(value, str) else 1)
