"""A file that passed every check: frozen values that fit our tables, each with the place it came from.

Keys are 'guid:…', 'code:…' or 'id:…' (rooms and tracks also 'slug:…' and 'name:…'): what a later import knows a
record by. Instants are aware UTC, texts are Markdown, addresses are absolute http or https.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from eventsite.programme.interchange.errors import printable
from eventsite.programme.states import ResourceKind, Role, SessionKind, SessionState


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something strange that was imported all the same, or left out."""

    where: str
    what: str

    def __str__(self) -> str:
        return printable(f"{self.where}: {self.what}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomEntry:
    key: str
    where: str
    name: str
    slug: str
    seats: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackEntry:
    key: str
    where: str
    name: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """`keys` holds every identifier the file gives, the strongest first; `links` pairs of label and address."""

    keys: tuple[str, ...]
    where: str
    name: str
    biography: str
    links: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        return self.keys[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingEntry:
    person: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceEntry:
    kind: ResourceKind
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """`keys` as a person's; `code` is a wish; `track` and `room` are keys or ''. The line-up has the file's order."""

    keys: tuple[str, ...]
    where: str
    label: str
    code: str
    title: str
    subtitle: str
    abstract: str
    description: str
    kind: SessionKind
    state: SessionState
    language: str
    track: str
    room: str
    starts_at: datetime
    ends_at: datetime
    line_up: tuple[BillingEntry, ...]
    resources: tuple[ResourceEntry, ...]

    @property
    def key(self) -> str:
        return self.keys[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    source: str
    acronym: str
    title: str
    starts_on: date
    ends_on: date
    time_zone: str
    city: str
    venue: str
    rooms: tuple[RoomEntry, ...]
    tracks: tuple[TrackEntry, ...]
    people: tuple[PersonEntry, ...]
    sessions: tuple[SessionEntry, ...]
    oddities: tuple[Oddity, ...]
    ignored: Mapping[str, int]
