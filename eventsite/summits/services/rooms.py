"""The rooms of a summit: added, revised, put in order, removed. A room's slug never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.stale import mark_of
from eventsite.summits import queries
from eventsite.summits.models import Room, Summit, Zone
from eventsite.summits.services import listing
from eventsite.summits.services.listing import Uses
from eventsite.summits.services.turns import take_turns

MOST_ROOMS = 200
MOST_SEATS = 100_000


class BadSeats(DomainError):
    """A number of seats that no room has."""


class ZoneNotOfSummit(DomainError):
    """A zone that this summit does not have."""


@dataclass(frozen=True, slots=True)
class RoomPlan:
    """What an organizer says of a room. `zone` is a slug, '' for none; `seats` is None where nobody counted."""

    name: str
    zone: str = ""
    seats: int | None = None
    allows_parallel: bool = False


def plan_of(room: Room) -> RoomPlan:
    """Return what is said of a room now."""
    return RoomPlan(room.name, room.zone.slug if room.zone else "", room.seats, room.allows_parallel)


def add_room(*, summit: Summit, plan: RoomPlan) -> Room:
    """Add a room after the others.

    Raises:
        BadName, BadSeats, ZoneNotOfSummit, TooMany
    """
    take_turns(summit)
    there = queries.list_rooms(summit)
    listing.check_length(there, "rooms", MOST_ROOMS)
    name, zone = _checked(plan, there), _zone(summit, plan.zone)
    slug = listing.new_slug(name, "room", there, Room, "summit_id", summit.id)
    room = Room(summit=summit, slug=slug, position=listing.next_position(there))
    db.session.add(room)
    _apply(room, plan, name, zone)
    return room


def revise_room(*, room: Room, plan: RoomPlan, opened: str) -> Room:
    """Make a room what `plan` says, if it still is as it was when the form was opened.

    Raises:
        StaleEdit: when somebody saved it in between.
        BadName, BadSeats, ZoneNotOfSummit, Gone
    """
    take_turns(room.summit)
    there = queries.list_rooms(room.summit)
    listing.check_still_there(there, room)
    if mark_of(plan_of(room)) != opened:
        raise StaleEdit(f"Somebody changed {room.name} after you opened it. Compare, then save again.")
    _apply(room, plan, _checked(plan, there, room), _zone(room.summit, plan.zone))
    return room


def move_room(*, room: Room, by: int) -> None:
    """Let a room change places with the one before it (-1) or after it (+1)."""
    take_turns(room.summit)
    listing.move(queries.list_rooms(room.summit), room, by)


def remove_room(*, room: Room, uses: Uses[Room]) -> None:
    """Remove a room, and with it what says whose it is.

    Raises:
        StillUsed: when sessions are in it.
    """
    take_turns(room.summit)
    listing.check_still_there(queries.list_rooms(room.summit), room)
    db.session.execute(db.select(Room.id).filter_by(id=room.id).with_for_update())
    listing.refuse_if_used(room.name, uses(room), "Move them to another room first.")
    for allocation in queries.list_allocations(room.summit, room):
        db.session.delete(allocation)
    db.session.flush()
    db.session.delete(room)
    db.session.flush()


def _checked(plan: RoomPlan, there: Sequence[Room], besides: Room | None = None) -> str:
    if plan.seats is not None and not 1 <= plan.seats <= MOST_SEATS:
        raise BadSeats(f"A room has from 1 to {MOST_SEATS:,} seats. Leave it empty if nobody has counted them.")
    return listing.checked_name(plan.name, "room", there, besides)


def _apply(room: Room, plan: RoomPlan, name: str, zone: Zone | None) -> None:
    room.name, room.zone, room.seats, room.allows_parallel = name, zone, plan.seats, plan.allows_parallel
    db.session.flush()


def _zone(summit: Summit, slug: str) -> Zone | None:
    if not slug:
        return None
    zone = next((zone for zone in queries.list_zones(summit) if zone.slug == slug), None)
    if zone is None:
        raise ZoneNotOfSummit(f"This summit has no zone {slug[:60]!r}. Choose one of its own, or none.")
    return zone
