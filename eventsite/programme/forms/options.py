"""What can be chosen for a session of one summit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventsite.people.models import Account
from eventsite.programme import queries
from eventsite.programme.models import Session, Track
from eventsite.programme.services import bounds
from eventsite.summits.models import Event, Room, Summit

#: Value -> label, in order.
Choices = dict[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """The events, tracks and rooms of a summit. A track's value is 'event/track'.

    `events` are those whose sessions the account edits; `shown_by` are the others that show the session already.
    """

    summit: Summit
    events: Sequence[Event]
    shown_by: Sequence[Event]
    tracks: Sequence[Track]
    rooms: Sequence[Room]

    @property
    def event_choices(self) -> Choices:
        return {event.slug: event.name for event in self.events}

    @property
    def also_choices(self) -> Choices:
        return {event.slug: event.name for event in (*self.events, *self.shown_by)}

    @property
    def room_choices(self) -> Choices:
        return {room.slug: f"{room.name} ({room.seats:,} seats)" if room.seats else room.name for room in self.rooms}

    @property
    def track_choices(self) -> dict[str, Any]:
        """Return the tracks under the name of their event; events without tracks are left out."""
        groups: dict[str, Any] = {"": "None"}
        for track in self.tracks:
            groups.setdefault(track.event.name, {})[f"{track.event.slug}/{track.slug}"] = track.name
        return groups


def options_of(summit: Summit, account: Account, session: Session | None = None) -> Options:
    """Return what `account` can choose for a session, None for a new one; 3 queries."""
    events = bounds.events_open_to(account, summit)
    tracks = [track for track in queries.list_tracks(summit) if track.event in events]
    shown_by = [also.event for also in session.also if also.event not in events] if session else []
    return Options(summit, events, shown_by, tracks, summit.rooms)
