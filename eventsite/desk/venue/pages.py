"""The venue and the events of a summit as the desk shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.desk.venue.uses import uses_of_event, uses_of_room
from eventsite.programme.models import Session, Slot, SlotRoom, Track
from eventsite.programme.queries import list_tracks, list_tracks_of
from eventsite.programme.states import SessionKind
from eventsite.summits import queries
from eventsite.summits.models import Allocation, Event, Room, Summit, Zone
from eventsite.summits.services.zones import pair

#: So many sessions of a room are named on its page.
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in the list; `held` says whose it is, and is empty for a room that is everybody's."""

    room: Room
    sessions: int
    held: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class ZoneLine:
    zone: Zone
    rooms: int


@dataclass(frozen=True, slots=True)
class Way:
    """How long it takes between two zones; `is_own` where that was said of these two."""

    one: Zone
    other: Zone
    minutes: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class VenuePage:
    """`ways` are all that there are between two zones, in the order of zones."""

    rooms: tuple[RoomLine, ...]
    zones: tuple[ZoneLine, ...]
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Named:
    code: str
    title: str


@dataclass(frozen=True, slots=True)
class RoomPage:
    """`sessions` are the first of those that are in the room, `more` how many others are; `uses` keep it here."""

    room: Room
    held: tuple[Allocation, ...]
    sessions: tuple[Named, ...]
    more: int
    uses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventLine:
    event: Event
    sessions: int
    tracks: tuple[Track, ...]
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class TrackLine:
    track: Track
    sessions: int


@dataclass(frozen=True, slots=True)
class EventPage:
    """`uses` are what keeps the event here."""

    event: Event
    sessions: int
    tracks: tuple[TrackLine, ...]
    held: tuple[Allocation, ...]
    uses: tuple[str, ...]


def venue_page(summit: Summit) -> VenuePage:
    """Return the whole venue; 5 queries."""
    rooms, zones = queries.list_rooms(summit), queries.list_zones(summit)
    sessions, held = _sessions_by_room(summit), _held_by_room(summit)
    return VenuePage(
        rooms=tuple(RoomLine(room, sessions.get(room.id, 0), tuple(held[room.id])) for room in rooms),
        zones=tuple(ZoneLine(zone, sum(room.zone_id == zone.id for room in rooms)) for zone in zones),
        ways=_ways(summit, zones),
    )


def room_page(room: Room) -> RoomPage:
    """Return a room with what is in it, breaks last; 3 queries."""
    rows = (
        select(Session.code, Session.title)
        .where(Session.id.in_(select(Slot.session_id).join(Slot.places).where(SlotRoom.room_id == room.id)))
        .order_by(Session.kind == SessionKind.BREAK, Session.code)
    )
    found = [Named(code, title) for code, title in db.session.execute(rows)]
    held = tuple(queries.list_allocations(room.summit, room))
    named = tuple(found[:MOST_NAMED])
    return RoomPage(room, held, named, len(found) - len(named), tuple(uses_of_room(room)))


def list_event_lines(summit: Summit) -> list[EventLine]:
    """Return the events in their order; 4 queries."""
    events, tracks = queries.list_events(summit), list_tracks(summit)
    counted = dict(_counts(Session.event_id, Session.summit_id == summit.id))
    mine = {id: tuple(found) for id, found in groupby(tracks, lambda track: track.event_id)}
    rooms: dict[int, dict[Room, None]] = defaultdict(dict)
    for allocation in sorted(queries.list_allocations(summit), key=lambda found: found.room.position):
        rooms[allocation.event_id][allocation.room] = None
    return [EventLine(e, counted.get(e.id, 0), mine.get(e.id, ()), tuple(rooms[e.id])) for e in events]


def event_page(event: Event) -> EventPage:
    """Return an event with its tracks and rooms; 11 queries."""
    tracks = list_tracks_of(event)
    per_track = dict(_counts(Session.track_id, Session.track_id.in_([track.id for track in tracks])))
    sessions = dict(_counts(Session.event_id, Session.event_id == event.id)).get(event.id, 0)
    held = tuple(found for found in queries.list_allocations(event.summit) if found.event_id == event.id)
    lines = tuple(TrackLine(track, per_track.get(track.id, 0)) for track in tracks)
    return EventPage(event, sessions, lines, held, tuple(uses_of_event(event)))


def _counts(key: object, where: object) -> Sequence[tuple[int, int]]:
    rows = select(key, func.count()).where(where).group_by(key)  # type: ignore[call-overload]
    return [(id, number) for id, number in db.session.execute(rows)]


def _sessions_by_room(summit: Summit) -> dict[int, int]:
    rows = (
        select(SlotRoom.room_id, func.count(Slot.session_id.distinct()))
        .join(Slot, Slot.id == SlotRoom.slot_id)
        .join(Room, Room.id == SlotRoom.room_id)
        .where(Room.summit_id == summit.id)
        .group_by(SlotRoom.room_id)
    )
    return {row[0]: row[1] for row in db.session.execute(rows)}


def _held_by_room(summit: Summit) -> dict[int, list[Allocation]]:
    held: dict[int, list[Allocation]] = defaultdict(list)
    for allocation in queries.list_allocations(summit):
        held[allocation.room_id].append(allocation)
    return held


def _ways(summit: Summit, zones: Sequence[Zone]) -> tuple[Way, ...]:
    own = {(walk.zone_id, walk.other_id): walk.minutes for walk in queries.list_walks(summit)}
    pairs = [(one, other) for place, one in enumerate(zones) for other in zones[place + 1 :]]
    return tuple(
        Way(one, other, own.get(pair(one, other), summit.walking_minutes), pair(one, other) in own)
        for one, other in pairs
    )
