"""Which rooms are an event's, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.summits import queries
from eventsite.summits.models import Allocation, Event, Room, Summit
from eventsite.summits.services import listing
from eventsite.summits.services.turns import take_turns

MOST_ALLOCATIONS = 40

#: From one instant until another.
Span = tuple[datetime, datetime]


class BadSpan(DomainError):
    """No time of this summit."""


class EventNotOfSummit(DomainError):
    """An event that the room's summit does not have."""


class HeldAlready(DomainError):
    """The event holds the room then."""


def allocate(*, room: Room, event: str, span: Span | None = None) -> Allocation:
    """Give a room to an event, for the whole summit or for a span; `event` is its slug.

    Raises:
        EventNotOfSummit, BadSpan, HeldAlready
        Gone: when somebody removed the room meanwhile.
    """
    summit = room.summit
    take_turns(summit)
    listing.check_still_there(queries.list_rooms(summit), room)
    holder = _event(summit, event)
    if span is not None:
        _check_span(summit, span)
    there = queries.list_allocations(summit, room)
    if len(there) >= MOST_ALLOCATIONS:
        raise HeldAlready(f"{room.name} is given out {MOST_ALLOCATIONS} times already. Take something back first.")
    if any(other.event_id == holder.id and _meet(_span(other), span) for other in there):
        when = "then" if span else "at some time"
        raise HeldAlready(f"{room.name} is {holder.name}’s {when} already. Take that back first, or give another time.")
    starts_at, ends_at = span or (None, None)
    made = Allocation(room=room, event=holder, starts_at=starts_at, ends_at=ends_at)
    db.session.add(made)
    db.session.flush()
    return made


def take_back(*, allocation: Allocation) -> None:
    """Take a room back from an event. Without any other allocation it is everybody's again."""
    take_turns(allocation.room.summit)
    db.session.delete(allocation)
    db.session.flush()


def bounds_of(summit: Summit) -> Span:
    """Return the first instant of the summit's days and the first one after its last."""
    zone, after = summit.zone_info, summit.ends_on + timedelta(days=1)
    first = datetime.combine(summit.starts_on, time(), zone).astimezone(UTC)
    return first, datetime.combine(after, time(), zone).astimezone(UTC)


def _check_span(summit: Summit, span: Span) -> None:
    first, last = bounds_of(summit)
    if span[0] >= span[1]:
        raise BadSpan("This ends before it starts. Give it a later end.")
    if span[0] < first or span[0] >= last or span[1] > last + timedelta(hours=6):
        raise BadSpan("This is on no day of the summit. Choose one of its days.")


def _event(summit: Summit, slug: str) -> Event:
    event = next((event for event in queries.list_events(summit) if event.slug == slug), None)
    if event is None:
        raise EventNotOfSummit(f"This summit has no event {slug[:60]!r}. Choose one of its own.")
    return event


def _span(allocation: Allocation) -> Span | None:
    if allocation.starts_at is None or allocation.ends_at is None:
        return None
    return allocation.starts_at, allocation.ends_at


def _meet(one: Span | None, other: Span | None) -> bool:
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])
