"""What a release changes, as values: kept with the release, shown at the desk and in public."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Subject(StrEnum):
    SESSION = "session"
    PERSON = "person"
    ROOM = "room"
    TRACK = "track"
    EVENT = "event"
    ARTICLE = "article"
    PAGE = "page"
    SUMMIT = "summit"


class Happening(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    REMOVED = "removed"


class FieldChange(msgspec.Struct, frozen=True):
    """One field before and after, as text; '' means there was or is none."""

    field: str
    before: str
    after: str


class Change(msgspec.Struct, frozen=True):
    """What happens to one thing. `event` is a slug for sessions and '' for everything else."""

    subject: Subject
    key: str
    title: str
    happening: Happening
    fields: tuple[FieldChange, ...] = ()
    event: str = ""
    kind: str = ""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(tuple[Change, ...])


def pack(changes: tuple[Change, ...]) -> bytes:
    """Return changes as JSON."""
    return _encoder.encode(changes)


def unpack(packed: bytes) -> tuple[Change, ...]:
    """Return the changes that `pack` packed."""
    return _decoder.decode(packed)
