"""The summit's own facts, its events, tracks and rooms, as a release has them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from eventsite.core.db import db
from eventsite.programme import queries
from eventsite.programme.models import Track
from eventsite.programme.releases.snapshot import ReleasedRoom, Snapshot
from eventsite.summits.models import Event, Room, Summit, Zone
from eventsite.summits.states import Registration

_SAME = (
    "name", "edition", "tagline", "city", "time_zone", "starts_on", "ends_on", "venue_name", "venue_street",
    "venue_postal_code", "venue_region", "venue_country", "venue_latitude", "venue_longitude",
)  # fmt: skip


def restore_places(summit: Summit, then: Snapshot) -> None:
    """Give the summit the facts, events, tracks and rooms of `then`; what was made since stands after them."""
    for name in _SAME:
        setattr(summit, name, getattr(then.summit, name))
    summit.registration = Registration(then.summit.registration)
    summit.summary, summit.venue_travel = then.summit.summary.source, then.summit.venue_travel.source
    _events(summit, then)
    _tracks(summit, then)
    _rooms(summit, then)
    db.session.flush()
    db.session.expire(summit, ["events", "zones", "rooms"])  # they stand in another order now


def _events(summit: Summit, then: Snapshot) -> None:
    mine = {event.slug: event for event in summit.events}
    for released in then.events:
        event = mine.get(released.slug)
        if event is None:
            event = Event(slug=released.slug, summit=summit, short_name="", position=released.position)
            db.session.add(event)
        event.name, event.summary, event.position = released.name, released.summary.source, released.position
        if released.short_name != (event.short_name or event.name):
            event.short_name = released.short_name
    _after(mine, {event.slug for event in then.events}, max((e.position for e in then.events), default=-1) + 1)
    db.session.flush()


def _tracks(summit: Summit, then: Snapshot) -> None:
    events = {event.slug: event for event in db.session.scalars(db.select(Event).filter_by(summit_id=summit.id))}
    mine = {(track.event.slug, track.slug): track for track in queries.list_tracks(summit)}
    for position, released in enumerate(then.tracks):
        track = mine.get((released.event, released.slug))
        if track is None:
            track = Track(event=events[released.event], slug=released.slug, position=position)
            db.session.add(track)
        track.name = released.name


def _rooms(summit: Summit, then: Snapshot) -> None:
    mine = {room.slug: room for room in summit.rooms}
    for position, released in enumerate(then.rooms):
        room = mine.get(released.slug)
        if room is None:
            room = Room(slug=released.slug, summit=summit)
            db.session.add(room)
        room.name, room.seats, room.position = released.name, released.seats, position
        room.zone = _zone(summit, room, released, then)
    _after(mine, {room.slug for room in then.rooms}, len(then.rooms))


def _zone(summit: Summit, room: Room, released: ReleasedRoom, then: Snapshot) -> Zone | None:
    """Return the zone that a room is in again: one of that name, else its own if that was renamed, else a new one."""
    if not released.zone:
        return None
    named = next((zone for zone in summit.zones if zone.name == released.zone), None)
    if named is None and room.zone and room.zone.name not in {other.zone for other in then.rooms}:
        named = room.zone
        named.name = released.zone
    if named is None:
        slugs = {zone.slug for zone in summit.zones}
        slug = next(slug for number in count(1) if (slug := f"zone-{number}") not in slugs)
        named = Zone(slug=slug, name=released.zone, position=len(summit.zones), summit=summit)
        db.session.add(named)
    return named


def _after(mine: dict[str, Any], known: Iterable[str], first: int) -> None:
    """Put what was made since behind the rest, in its own order."""
    since = [thing for slug, thing in mine.items() if slug not in set(known)]
    for position, thing in enumerate(sorted(since, key=lambda thing: thing.position), start=first):
        thing.position = position
