"""What an editor of one event may do: sessions of that event, in rooms that are its own or everybody's.

Who edits the whole summit is bounded by nothing here: a room of another event is then a clash to be seen, no refusal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.wording import moment
from eventsite.people.models import Account
from eventsite.permissions import Permission
from eventsite.programme.clashes.values import Hold, is_open
from eventsite.programme.models import Session
from eventsite.summits.models import Allocation, Event, Room, Summit
from eventsite.summits.rules import permits


class RoomOfAnotherEvent(DomainError):
    """A room that is not the event's then, and of an account that edits no more than the event."""


class EventOfOthers(DomainError):
    """An event that the account does not edit."""


def may_edit(account: Account, thing: Summit | Event | Session) -> bool:
    return permits(account, Permission.SUMMIT_PROGRAMME_EDIT, thing)


def events_open_to(account: Account, summit: Summit) -> tuple[Event, ...]:
    """Return the events whose sessions the account may edit, in their order; all of them for the whole summit's."""
    return tuple(event for event in summit.events if may_edit(account, event))


def check_event(*, account: Account, event: Event) -> None:
    """Refuse an event whose sessions the account may not edit.

    Raises:
        EventOfOthers
    """
    if not may_edit(account, event):
        raise EventOfOthers(f"You do not edit {event.name}. Choose an event of yours, or ask one of its editors.")


def check_rooms(
    *,
    account: Account,
    session_or_event: Session | Event,
    rooms: Iterable[Room],
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """Refuse a room that is other events' at any moment from `starts_at` to `ends_at`.

    Who edits the whole summit may take any room; one query for everybody else. A session that several events present
    may stand where any of them may.

    Raises:
        RoomOfAnotherEvent: naming the first such room, whose it is, and when.
    """
    rooms, summit = list(rooms), session_or_event.summit
    if not rooms or may_edit(account, summit):
        return
    events = _events_of(session_or_event)
    held = _holds(rooms)
    for room in rooms:
        if not is_open(held.get(room.id, ()), events, starts_at, ends_at):
            raise RoomOfAnotherEvent(_refusal(room, held[room.id], events, starts_at, ends_at))


def _events_of(thing: Session | Event) -> set[str]:
    if isinstance(thing, Session):
        return {thing.event.slug, *(also.event.slug for also in thing.also)}
    return {thing.slug}


def _holds(rooms: Iterable[Room]) -> dict[int, list[Hold]]:
    """Return room id -> who holds it, for rooms that somebody holds; one query."""
    held: dict[int, list[Hold]] = defaultdict(list)
    ids = [room.id for room in rooms]
    rows = db.select(Allocation).where(Allocation.room_id.in_(ids)).options(joinedload(Allocation.event))
    with db.session.no_autoflush:  # a half-changed session is not to be written yet
        for allocation in db.session.scalars(rows.order_by(Allocation.id)):
            held[allocation.room_id].append(Hold(allocation.event.slug, allocation.starts_at, allocation.ends_at))
    return held


def _refusal(room: Room, holds: Iterable[Hold], events: set[str], starts_at: datetime, ends_at: datetime) -> str:
    then = {hold.event for hold in holds if hold.overlaps(starts_at, ends_at)} - events
    with db.session.no_autoflush:
        others = [event.name for event in room.summit.events if event.slug in then]
    whose = f"belongs to {' and '.join(others)}" if others else "is not given to your event"
    when = moment(starts_at.astimezone(room.summit.zone_info))
    return (
        f"{room.name} {whose} on {when}. Choose another room or time, or ask an organizer of the whole summit."
    )
