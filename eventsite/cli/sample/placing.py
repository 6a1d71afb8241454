"""How far the sample's zones are from each other, and which of its rooms are an event's own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from eventsite.cli.sample.content import Edition, HoldPart
from eventsite.core.db import db
from eventsite.core.stale import mark_of
from eventsite.summits import queries
from eventsite.summits.models import Summit
from eventsite.summits.services import allocating
from eventsite.summits.services.allocating import Span
from eventsite.summits.services.zones import WalkPlan, pair, set_walks, walks_of


def lay_out(summit: Summit, edition: Edition) -> None:
    """Do what the edition says of ways and rooms; its zones, rooms and events are there already."""
    db.session.flush()
    zones = {zone.slug: zone for zone in queries.list_zones(summit)}
    ways = {pair(*(zones[slug] for slug in part.zones)): part.minutes for part in edition.walks}
    if ways:
        plan = WalkPlan(summit.walking_minutes, tuple(sorted(ways.items())))
        set_walks(summit=summit, plan=plan, opened=mark_of(walks_of(summit)))
    rooms = {room.slug: room for room in queries.list_rooms(summit)}
    for part in edition.holds:
        allocating.allocate(room=rooms[part.room], event=part.event, span=_span(summit, part))


def _span(summit: Summit, part: HoldPart) -> Span | None:
    if part.day is None:
        return None
    on = summit.starts_on + timedelta(days=part.day - 1)
    return _at(summit, on, part.start), _at(summit, on, part.end)


def _at(summit: Summit, on: date, clock: str) -> datetime:
    """Return an instant; 24:00 is the next midnight."""
    day, at = (on + timedelta(days=1), time()) if clock == "24:00" else (on, time.fromisoformat(clock))
    return datetime.combine(day, at, summit.zone_info).astimezone(UTC)
