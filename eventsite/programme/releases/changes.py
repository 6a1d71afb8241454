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


class Head(msgspec.Struct, frozen=True):
    """What happens to a thing of which kind: enough to count."""

    subject: Subject
    happening: Happening


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(tuple[Change, ...])
_one = msgspec.json.Decoder(Change)
_heads = msgspec.json.Decoder(tuple[Head, ...])
_unread = msgspec.json.Decoder(tuple[msgspec.Raw, ...])


def pack(changes: tuple[Change, ...]) -> bytes:
    """Return changes as JSON."""
    return _encoder.encode(changes)


def unpack(packed: bytes) -> tuple[Change, ...]:
    """Return the changes that `pack` packed."""
    return _decoder.decode(packed)


def unpack_heads(packed: bytes) -> tuple[Head, ...]:
    """Return the head of each of the changes, and nothing of its fields: of thousands those are megabytes."""
    return _heads.decode(packed)


def unpack_part(packed: bytes, start: int, end: int) -> tuple[Change, ...]:
    """Return the changes from `start` to before `end`, reading no other."""
    return tuple(_one.decode(change) for change in _unread.decode(packed)[start:end])
