"""The current release as pages read it: a snapshot with its ways in, made once per release and process."""

from __future__ import annotations

import unicodedata
from collections import OrderedDict, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlalchemy.orm import undefer

from eventsite.core.db import db
from eventsite.programme.models import Release
from eventsite.programme.releases import snapshot as snapshots
from eventsite.programme.releases.snapshot import (
    ReleasedEvent,
    ReleasedPerson,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedTrack,
    Snapshot,
)

#: A session that starts before this hour belongs to the evening before.
NIGHT = timedelta(hours=4)
_KEPT = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an agenda: a session at one of its slots."""

    session: ReleasedSession
    slot: ReleasedSlot

    @property
    def is_cancelled(self) -> bool:
        return self.session.is_cancelled or self.slot.is_cancelled


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    entries: tuple[Entry, ...]


class Programme:
    """A released programme, indexed. Everything is ordered: entries by start, room and code."""

    def __init__(self, snapshot: Snapshot, *, release_id: int, number: int, released_at: datetime) -> None:
        self.snapshot, self.release_id, self.number, self.released_at = snapshot, release_id, number, released_at
        self.summit = snapshot.summit
        self.zone = ZoneInfo(snapshot.summit.time_zone)
        self.events: dict[str, ReleasedEvent] = {
            event.slug: event for event in sorted(snapshot.events, key=lambda e: e.position)
        }
        self.tracks: dict[tuple[str, str], ReleasedTrack] = {
            (track.event, track.slug): track for track in snapshot.tracks
        }
        self.rooms: dict[str, ReleasedRoom] = {room.slug: room for room in snapshot.rooms}
        self.people: dict[str, ReleasedPerson] = {person.code: person for person in snapshot.people}
        self.sessions: dict[str, ReleasedSession] = {session.code: session for session in snapshot.sessions}
        self._room_places = {slug: place for place, slug in enumerate(self.rooms)}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        found = (Entry(session, slot) for session in self.snapshot.sessions for slot in session.slots)
        return tuple(sorted(found, key=self._place))

    def _place(self, entry: Entry) -> tuple[datetime, int, str]:
        places = [self._room_places.get(room, 999) for room in entry.slot.rooms]
        return entry.slot.starts_at, min(places, default=999), entry.session.code

    @cached_property
    def days(self) -> tuple[Day, ...]:
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            by_day[self.day_of(entry.slot.starts_at)].append(entry)
        return tuple(Day(on, tuple(by_day[on])) for on in sorted(by_day))

    @cached_property
    def _codes_of_people(self) -> dict[str, tuple[str, ...]]:
        codes: dict[str, list[str]] = defaultdict(list)
        for session in self.snapshot.sessions:
            for person in dict.fromkeys(billing.person for billing in session.line_up):
                codes[person].append(session.code)
        return {person: tuple(found) for person, found in codes.items()}

    def sessions_of(self, person: str) -> tuple[ReleasedSession, ...]:
        return tuple(self.sessions[code] for code in self._codes_of_people.get(person, ()))

    def local(self, moment: datetime) -> datetime:
        """Return an instant as the summit's own wall clock shows it."""
        return moment.astimezone(self.zone)

    def day_of(self, moment: datetime) -> date:
        return programme_day(moment, self.zone)

    def events_of(self, session: ReleasedSession) -> tuple[ReleasedEvent, ...]:
        """Return the session's own event, then those that show it too."""
        return tuple(self.events[slug] for slug in (session.event, *session.also))

    def track_of(self, session: ReleasedSession) -> ReleasedTrack | None:
        return self.tracks.get((session.event, session.track))

    def rooms_of(self, slot: ReleasedSlot) -> tuple[ReleasedRoom, ...]:
        return tuple(self.rooms[slug] for slug in slot.rooms)

    @cached_property
    def search_words(self) -> dict[str, str]:
        """Session code -> everything a search looks through, folded."""
        return {session.code: fold(" ".join(self._words_of(session))) for session in self.snapshot.sessions}

    def _words_of(self, session: ReleasedSession) -> Iterable[str]:
        yield from (session.code, session.title, session.subtitle, session.abstract.source, session.description.source)
        for billing in session.line_up:
            yield from (billing.name, billing.title, billing.organization)
        yield from (event.name for event in self.events_of(session))
        if track := self.track_of(session):
            yield track.name


def programme_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the day of a programme an instant belongs to; the small hours belong to the evening before."""
    return (moment.astimezone(zone).replace(tzinfo=None) - NIGHT).date()


def fold(text: str) -> str:
    """Return text as it is searched: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


_kept: WeakKeyDictionary[Engine, OrderedDict[int, Programme]] = WeakKeyDictionary()
_lock = Lock()


def load(release_id: int) -> Programme:
    """Return a release ready to be read; one query the first time, none while it is kept."""
    with _lock:
        kept = _kept.setdefault(db.engine, OrderedDict())
        if release_id in kept:
            kept.move_to_end(release_id)
            return kept[release_id]
    found = db.session.get_one(Release, release_id, options=[undefer(Release.snapshot)])
    programme = Programme(
        snapshots.unpack(found.snapshot), release_id=found.id, number=found.number, released_at=found.created_at
    )
    db.session.expire(found, ["snapshot"])
    with _lock:
        kept[release_id] = programme
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return programme


def snapshot_of(release: Release) -> Snapshot:
    """Return what a release holds: as pages keep it, or unpacked for this once; at most one query."""
    with _lock:
        kept = _kept.setdefault(db.engine, OrderedDict()).get(release.id)
    return kept.snapshot if kept else snapshots.unpack(release.snapshot)


def forget() -> None:
    """Drop what is kept, so that the next load reads again: for measuring what that costs."""
    with _lock:
        _kept.clear()
