"""What a file says, before anything of it is believed: plain text, each record with its place.

An absent field is ''. `where` reads after "At": 'line 12', or 'conference.days[0].rooms.Curie[3]'.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class RawLink:
    """A link or attachment. `type` is the file's word, or 'recording' for a recording's own element."""

    where: str
    url: str
    title: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawThing:
    """Something that is mentioned here and there in a file, by whichever of its identifiers stand there."""

    where: str
    name: str
    guid: str = ""
    code: str = ""
    id: str = ""
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRoom(RawThing):
    seats: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTrack(RawThing):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPerson(RawThing):
    biography: str = ""
    role: str = ""
    links: tuple[RawLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDay:
    """The day of the programme a session stands under: its date and the window of instants it names."""

    where: str = ""
    date: str = ""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSession(RawThing):
    """`name` is its title. `date` is an instant where the file is modern, `start` the wall clock beside it."""

    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    type: str = ""
    language: str = ""
    state: str = ""
    date: str = ""
    start: str = ""
    duration: str = ""
    end: str = ""
    day: RawDay = RawDay()
    track: RawTrack | None = None
    room: RawRoom | None = None
    says_room: str = ""
    people: tuple[RawPerson, ...] = ()
    links: tuple[RawLink, ...] = ()

    @property
    def label(self) -> str:
        """What people call it who look for it in the file."""
        return f"session {(self.code or self.id or self.guid)[:60] or repr(self.name[:40])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSchedule:
    """A whole file. `ignored` counts what it says and eventsite has no place for."""

    where: str
    acronym: str = ""
    title: str = ""
    start: str = ""
    end: str = ""
    time_zone: str = ""
    base_url: str = ""
    venue: str = ""
    city: str = ""
    rooms: tuple[RawRoom, ...] = ()
    tracks: tuple[RawTrack, ...] = ()
    people: tuple[RawPerson, ...] = ()
    sessions: tuple[RawSession, ...] = ()
    ignored: Counter[str] = field(default_factory=Counter)
