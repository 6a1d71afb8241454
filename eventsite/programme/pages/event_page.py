"""What the page of one co-located event shows, all of it from the release."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.programme.releases.public import Day, Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedEvent, ReleasedTrack
from eventsite.programme.states import SessionKind

#: An event with more sessions leads to the agenda instead of listing them.
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class EventPage:
    """`count` counts sessions that are no breaks and take place; `days` is empty where they are too many to list.

    `tracks` come with the number of their sessions, those without any left out.
    """

    event: ReleasedEvent
    count: int
    tracks: tuple[tuple[ReleasedTrack, int], ...]
    featured: tuple[Entry, ...]
    days: tuple[Day, ...]


def compose(programme: Programme, event: ReleasedEvent) -> EventPage:
    days = tuple(Day(day.on, tuple(entry for entry in day.entries if _shows(event, entry))) for day in programme.days)
    entries = [entry for day in days for entry in day.entries]
    sessions = {entry.session.code: entry.session for entry in entries if not entry.is_cancelled}
    tracks = [
        (track, sum((s.event, s.track) == (event.slug, track.slug) for s in sessions.values()))
        for track in programme.tracks.values() if track.event == event.slug
    ]
    featured = [entry for entry in entries if entry.session.is_featured and not entry.is_cancelled]
    return EventPage(
        event=event,
        count=len(sessions),
        tracks=tuple((track, count) for track, count in tracks if count),
        featured=tuple(sorted(featured, key=lambda entry: entry.session.kind != SessionKind.PANEL)),
        days=tuple(day for day in days if day.entries) if len(entries) <= MOST_LISTED else (),
    )


def _shows(event: ReleasedEvent, entry: Entry) -> bool:
    is_in_it = event.slug in (entry.session.event, *entry.session.also)
    return is_in_it and entry.session.kind != SessionKind.BREAK
