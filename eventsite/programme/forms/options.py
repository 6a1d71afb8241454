"""What can be chosen for a session of one summit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eventsite.programme import queries
from eventsite.programme.models import Track
from eventsite.summits.models import Event, Room, Summit

#: Value -> label, in order.
Choices = dict[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """The events, tracks and rooms of a summit. A track's value is 'event/track'."""

    summit: Summit
    events: Sequence[Event]
    tracks: Sequence[Track]
    rooms: Sequence[Room]

    @property
    def event_choices(self) -> Choices:
        return {event.slug: event.name for event in self.events}

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


def options_of(summit: Summit) -> Options:
    """Return what can be chosen; 3 queries."""
    return Options(summit, summit.events, queries.list_tracks(summit), summit.rooms)
