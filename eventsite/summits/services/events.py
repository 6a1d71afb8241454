"""The events of a summit: added, revised, put in order, removed. An event's slug never changes."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.stale import mark_of
from eventsite.summits import queries
from eventsite.summits.models import Event, Summit, TeamInvitation
from eventsite.summits.services import listing
from eventsite.summits.services.listing import Uses
from eventsite.summits.services.turns import take_turns

MOST_EVENTS = 24
MOST_SHORT = 60
MOST_SUMMARY = 5_000


class TextTooLong(DomainError):
    """More than the field holds."""


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What an organizer says of an event; `summary` is Markdown."""

    name: str
    short_name: str = ""
    summary: str = ""


def plan_of(event: Event) -> EventPlan:
    """Return what is said of an event now."""
    return EventPlan(event.name, event.short_name, event.summary)


def add_event(*, summit: Summit, plan: EventPlan) -> Event:
    """Add an event after the others; its place gives it a shape and a colour.

    Raises:
        BadName, TextTooLong, TooMany
    """
    take_turns(summit)
    there = queries.list_events(summit)
    listing.check_length(there, "events", MOST_EVENTS)
    name = listing.checked_name(plan.name, "event", there)
    slug = listing.new_slug(name, "event", there, Event, "summit_id", summit.id)
    event = Event(summit=summit, slug=slug, position=listing.next_position(there))
    db.session.add(event)
    _apply(event, plan, name)
    return event


def revise_event(*, event: Event, plan: EventPlan, opened: str) -> Event:
    """Make an event what `plan` says, if it still is as it was when the form was opened.

    Raises:
        StaleEdit: when somebody saved it in between.
        BadName, TextTooLong
    """
    take_turns(event.summit)
    there = queries.list_events(event.summit)
    listing.check_still_there(there, event)
    if mark_of(plan_of(event)) != opened:
        raise StaleEdit(f"Somebody changed {event.name} after you opened it. Compare, then save again.")
    _apply(event, plan, listing.checked_name(plan.name, "event", there, event))
    return event


def move_event(*, event: Event, by: int) -> None:
    """Let an event change places with the one before it (-1) or after it (+1); shapes go with the places."""
    take_turns(event.summit)
    listing.move(queries.list_events(event.summit), event, by)


def remove_event(*, event: Event, uses: Uses[Event]) -> None:
    """Remove an event, and with it the rooms that were its own and invitations that led to nothing any more.

    Raises:
        StillUsed: when sessions, tracks, passes, orders, team roles or open invitations name it.
    """
    take_turns(event.summit)
    listing.check_still_there(queries.list_events(event.summit), event)
    db.session.execute(db.select(Event.id).filter_by(id=event.id).with_for_update())
    listing.refuse_if_used(event.name, uses(event), "Move or remove them first.")
    for allocation in queries.list_allocations(event.summit):
        if allocation.event_id == event.id:
            db.session.delete(allocation)
    for invitation in db.session.scalars(db.select(TeamInvitation).filter_by(event_id=event.id)):
        db.session.delete(invitation)
    db.session.flush()
    db.session.delete(event)
    db.session.flush()


def _apply(event: Event, plan: EventPlan, name: str) -> None:
    short, summary = " ".join(plan.short_name.split()), plan.summary.strip()
    for text, most in ((short, MOST_SHORT), (summary, MOST_SUMMARY)):
        if len(text) > most:
            raise TextTooLong(f"This is longer than {most:,} letters. Make it shorter.")
    event.name, event.short_name, event.summary = name, short, summary
    db.session.flush()
