"""A snapshot laid out as the frab formats want it: days, in them rooms, in them events."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from eventsite.programme.interchange.letters import keepable
from eventsite.programme.interchange.times import NIGHT
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedTrack,
    Snapshot,
)

#: Clients keep ids in 31 bits.
MOST_ID = 2**31 - 1
MINUTE = timedelta(minutes=1)
_CODE = re.compile(r"[0-9A-Z]{6}")
_NOT_IN_SLUG = re.compile(r"[^a-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A room as the formats name it; the one without a name is for slots without a room."""

    name: str
    guid: str = ""
    slug: str = ""
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Face:
    """A person in an event."""

    name: str
    guid: str
    id: int
    url: str
    role: str
    biography: str


@dataclass(frozen=True, slots=True)
class Happening:
    """One slot of a session, on the summit's clock; `minutes` is its length, rounded up.

    `code` is '' where the session has several slots, or a code that the formats do not allow.
    """

    guid: str
    id: int
    code: str
    slug: str
    url: str
    track: str
    starts: datetime
    ends: datetime
    minutes: int
    session: ReleasedSession
    people: tuple[Face, ...]

    @property
    def duration(self) -> str:
        """Hours and minutes; days in front of them from a hundred hours on."""
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours:02}:{minutes:02}" if hours < 100 else f"{hours // 24}:{hours % 24:02}:{minutes:02}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the programme: from four in the morning, so that a night belongs to the evening before it."""

    index: int
    on: date
    starts: datetime
    ends: datetime
    rooms: tuple[tuple[Place, tuple[Happening, ...]], ...]


class Layout:
    """The whole of it. `base` is scheme and host of the site, `version` what the formats call the release."""

    def __init__(self, snapshot: Snapshot, base: str, version: str) -> None:
        self.snapshot, self.version, self.summit = snapshot, version, snapshot.summit
        self.zone = ZoneInfo(snapshot.summit.time_zone)
        self._site, self.base = base, f"{base}/{snapshot.summit.slug}"
        self._tracks = {(track.event, track.slug): track for track in snapshot.tracks}
        self._events = {event.slug: event for event in snapshot.events}
        self._plain_codes = Counter(_plain(session.code) for session in snapshot.sessions)
        self._people = {person.code: person for person in snapshot.people}

    @property
    def acronym(self) -> str:
        """Both schemas want four letters or more, and one of them no hyphens."""
        acronym = self.summit.slug.replace("-", "_")
        return acronym if len(acronym) >= 4 else f"summit_{acronym}"

    @property
    def tracks(self) -> Iterable[ReleasedTrack]:
        return self.snapshot.tracks

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Slug -> room, in the order of the snapshot."""
        return {room.slug: self._place(room) for room in self.snapshot.rooms}

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Every day of the summit, and any other on which something happens."""
        found: dict[date, dict[str, list[Happening]]] = defaultdict(lambda: defaultdict(list))
        for on in self._days_of_summit():
            found[on] = defaultdict(list)
        ids = self._ids(slot.uuid for _session, slot in self._taking_place())
        for session, slot in self._taking_place():
            happening = self._happening(session, slot, ids)
            room = next((room for room in slot.rooms if room in self.places), "")
            found[(happening.starts.replace(tzinfo=None) - NIGHT).date()][room].append(happening)
        return tuple(self._day(index, on, found[on]) for index, on in enumerate(sorted(found), start=1))

    def _days_of_summit(self) -> Iterable[date]:
        length = (self.summit.ends_on - self.summit.starts_on).days
        return (self.summit.starts_on + timedelta(days=day) for day in range(length + 1))

    def _taking_place(self) -> Iterable[tuple[ReleasedSession, ReleasedSlot]]:
        return (
            (session, slot) for session in self.snapshot.sessions if not session.is_cancelled
            for slot in session.slots if not slot.is_cancelled
        )

    def _day(self, index: int, on: date, rooms: Mapping[str, list[Happening]]) -> Day:
        order = [slug for slug in (*self.places, "") if slug in rooms]
        starts = datetime.combine(on, time(), self.zone) + NIGHT
        ends = datetime.combine(on + timedelta(days=1), time(), self.zone) + NIGHT - MINUTE
        filled = tuple(
            (self.places.get(slug, Place("")), tuple(sorted(rooms[slug], key=lambda one: (one.starts, one.guid))))
            for slug in order
        )
        return Day(index, on, starts, ends, filled)

    def _happening(self, session: ReleasedSession, slot: ReleasedSlot, ids: Mapping[str, int]) -> Happening:
        is_only = sum(not other.is_cancelled for other in session.slots) == 1
        return Happening(
            guid=slot.uuid, id=ids[slot.uuid], code=session.code if is_only and _CODE.fullmatch(session.code) else "",
            slug=self._slug(session, slot, is_only), url=f"{self.base}/sessions/{quote(session.code)}",
            track=self._track(session), starts=slot.starts_at.astimezone(self.zone),
            ends=slot.ends_at.astimezone(self.zone), minutes=-(-(slot.ends_at - slot.starts_at) // MINUTE),
            session=session, people=self._faces(session.line_up),
        )

    def _slug(self, session: ReleasedSession, slot: ReleasedSlot, is_only: bool) -> str:
        """Unique, and of the only shape both schemas take: an acronym, a hyphen, and four letters or more."""
        code = _plain(session.code)
        is_clear = is_only and self._plain_codes[code] == 1
        part = f"session-{code}" if is_clear else f"session-{code}-{slot.uuid[:8]}"
        return f"{self.acronym}-{part.strip('-_')}"

    def _track(self, session: ReleasedSession) -> str:
        """The track's name; where events are co-located, a session without one goes by its event."""
        track = self._tracks.get((session.event, session.track))
        if track:
            return line(track.name)
        event = self._events.get(session.event)
        return line(event.name) if event and len(self._events) > 1 else ""

    def _faces(self, line_up: Iterable[Billing]) -> tuple[Face, ...]:
        """Each person once, in the order of the line-up: moderators first."""
        billed = {billing.person: billing for billing in reversed(tuple(line_up))}
        return tuple(self._face(billing) for billing in reversed(tuple(billed.values())))

    def _face(self, billing: Billing) -> Face:
        guid = uuid5(NAMESPACE_URL, f"{self._site}/people/{billing.person}")
        person = self._people.get(billing.person)
        return Face(
            name=line(billing.name), guid=str(guid), id=small_id(guid), role=billing.role.value,
            url=f"{self.base}/people/{quote(billing.person)}",
            biography=keepable(person.biography.source) if person else "",
        )

    def _place(self, room: ReleasedRoom) -> Place:
        guid = uuid5(NAMESPACE_URL, f"{self.base}/rooms/{room.slug}")
        return Place(name=line(room.name), guid=str(guid), slug=room.slug, seats=room.seats)

    def _ids(self, uuids: Iterable[str]) -> dict[str, int]:
        """uuid -> a number of its own, the same in every release but for the rarest clash."""
        ids: dict[str, int] = {}
        taken: set[int] = set()
        for uuid in sorted(uuids):
            id = small_id(UUID(uuid))
            while id in taken:
                id = id % MOST_ID + 1
            taken.add(id)
            ids[uuid] = id
        return ids


def _plain(code: str) -> str:
    return _NOT_IN_SLUG.sub("-", code.lower()).strip("-_")


def small_id(uuid: UUID) -> int:
    """Return a positive number of 31 bits that stands for a uuid."""
    return uuid.int % MOST_ID + 1


def line(text: str) -> str:
    """Return text as one line that XML may hold."""
    return " ".join(keepable(text).split())
