"""What the addresses of a venue and its events name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from flask import abort, request

from eventsite.core.db import db
from eventsite.programme.models import Track
from eventsite.programme.queries import list_tracks_of
from eventsite.summits.models import Allocation, Event, Room, Summit, Zone
from eventsite.summits.queries import list_events, list_rooms, list_zones
from eventsite.summits.views.loading import summit_or_404

T = TypeVar("T")
#: What the buttons of an order say, and where they move a thing.
STEPS = {"up": -1, "down": 1}


class _WithSlug(Protocol):
    slug: str


S = TypeVar("S", bound=_WithSlug)


@dataclass(frozen=True, slots=True)
class OfAll(Generic[T]):
    """A thing that is the whole summit's to change, though it names an event: who edits that event alone may not."""

    summit: Summit
    thing: T


def room_or_404(summit: str, slug: str) -> Room:
    return _named(list_rooms(summit_or_404(summit)), slug)


def zone_or_404(summit: str, slug: str) -> Zone:
    return _named(list_zones(summit_or_404(summit)), slug)


def event_or_404(summit: str, slug: str) -> Event:
    return _named(list_events(summit_or_404(summit)), slug)


def event_of_all(summit: str, slug: str) -> OfAll[Event]:
    event = event_or_404(summit, slug)
    return OfAll(event.summit, event)


def track_or_404(summit: str, slug: str, track: str) -> Track:
    return _named(list_tracks_of(event_or_404(summit, slug)), track)


def allocation_or_404(summit: str, slug: str, id: int) -> OfAll[Allocation]:
    """Return what says whose a room is, by its id, of this room and no other."""
    room = room_or_404(summit, slug)
    found = db.session.get(Allocation, id)
    if found is None or found.room_id != room.id:
        abort(404)
    return OfAll(room.summit, found)


def step_asked() -> int:
    """Return by how much the pressed button moves a thing."""
    return STEPS.get(request.form.get("do", ""), 0)


def _named(things: Iterable[S], slug: str) -> S:
    found = next((thing for thing in things if thing.slug == slug), None)
    if found is None:
        abort(404)
    return found
