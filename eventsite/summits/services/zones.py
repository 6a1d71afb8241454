"""The zones of a summit, and how long it takes to walk between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.stale import mark_of
from eventsite.core.wording import counted
from eventsite.summits import queries
from eventsite.summits.models import Summit, Zone, ZoneWalk
from eventsite.summits.services import listing
from eventsite.summits.services.turns import take_turns

MOST_ZONES = 20
#: Longer than anybody walks between two sessions.
MOST_MINUTES = 120

#: Two zones, as their ids, the smaller first.
Pair = tuple[int, int]


class BadMinutes(DomainError):
    """No way that anybody walks takes as long."""


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """What an organizer says of a zone."""

    name: str


@dataclass(frozen=True, slots=True)
class WalkPlan:
    """`minutes` is the way between two zones that have no figure of their own in `ways`."""

    minutes: int
    ways: tuple[tuple[Pair, int], ...] = ()


def add_zone(*, summit: Summit, plan: ZonePlan) -> Zone:
    """Add a zone after the others.

    Raises:
        BadName, TooMany
    """
    take_turns(summit)
    there = queries.list_zones(summit)
    listing.check_length(there, "zones", MOST_ZONES)
    name = listing.checked_name(plan.name, "zone", there)
    slug = listing.new_slug(name, "zone", there, Zone, "summit_id", summit.id)
    zone = Zone(summit=summit, slug=slug, name=name, position=listing.next_position(there))
    db.session.add(zone)
    db.session.flush()
    return zone


def revise_zone(*, zone: Zone, plan: ZonePlan, opened: str) -> Zone:
    """Rename a zone.

    Raises:
        BadName
        StaleEdit: when somebody renamed it after the form was opened.
    """
    take_turns(zone.summit)
    there = queries.list_zones(zone.summit)
    listing.check_still_there(there, zone)
    if mark_of(ZonePlan(zone.name)) != opened:
        raise StaleEdit(f"Somebody called it {zone.name} after you opened it. Compare, then save again.")
    zone.name = listing.checked_name(plan.name, "zone", there, zone)
    db.session.flush()
    return zone


def move_zone(*, zone: Zone, by: int) -> None:
    """Let a zone change places with the one before it (-1) or after it (+1)."""
    take_turns(zone.summit)
    listing.move(queries.list_zones(zone.summit), zone, by)


def remove_zone(*, zone: Zone) -> None:
    """Remove a zone, and with it the ways to it.

    Raises:
        StillUsed: when rooms are in it.
    """
    take_turns(zone.summit)
    listing.check_still_there(queries.list_zones(zone.summit), zone)
    rooms = count_rooms(zone)
    listing.refuse_if_used(zone.name, [counted(rooms, "room")] if rooms else [], "Give them another zone first.")
    for walk in queries.list_walks(zone.summit):
        if zone.id in (walk.zone_id, walk.other_id):
            db.session.delete(walk)
    db.session.flush()
    db.session.delete(zone)
    db.session.flush()


def count_rooms(zone: Zone) -> int:
    """Return how many rooms are in a zone; one query."""
    return sum(room.zone_id == zone.id for room in queries.list_rooms(zone.summit))


def pairs_of(summit: Summit) -> list[tuple[Zone, Zone]]:
    """Return every two zones, in their order; the ids of each two give its `Pair`."""
    return list(combinations(queries.list_zones(summit), 2))


def pair(one: Zone, other: Zone) -> Pair:
    return (min(one.id, other.id), max(one.id, other.id))


def walks_of(summit: Summit) -> WalkPlan:
    """Return the figures as they stand."""
    ways = {(walk.zone_id, walk.other_id): walk.minutes for walk in queries.list_walks(summit)}
    return WalkPlan(summit.walking_minutes, tuple(sorted(ways.items())))


def set_walks(*, summit: Summit, plan: WalkPlan, opened: str) -> None:
    """Make the figures what `plan` says; two zones that it does not name walk as the others do.

    Raises:
        StaleEdit: when somebody saved other figures after the form was opened.
        BadMinutes
    """
    take_turns(summit)
    db.session.refresh(summit, ["walking_minutes"])
    if mark_of(walks_of(summit)) != opened:
        raise StaleEdit("Somebody changed the walking minutes after you opened them. Compare, then save again.")
    wanted = dict(plan.ways)
    if not all(0 <= minutes <= MOST_MINUTES for minutes in (plan.minutes, *wanted.values())):
        raise BadMinutes(f"A walk takes from 0 to {MOST_MINUTES} minutes. Use a whole number between them.")
    summit.walking_minutes = plan.minutes
    _set_ways(summit, wanted)


def _set_ways(summit: Summit, wanted: Mapping[Pair, int]) -> None:
    there = {(walk.zone_id, walk.other_id): walk for walk in queries.list_walks(summit)}
    for one, other in pairs_of(summit):
        key = pair(one, other)
        walk, minutes = there.get(key), wanted.get(key)
        if minutes is None and walk is not None:
            db.session.delete(walk)
        elif minutes is not None and walk is not None:
            walk.minutes = minutes
        elif minutes is not None:
            db.session.add(ZoneWalk(zone_id=key[0], other_id=key[1], minutes=minutes))
    db.session.flush()

