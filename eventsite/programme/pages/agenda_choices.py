"""What one can filter the agenda by: only what the programme has, so that no choice leads nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedEvent, ReleasedPerson
from eventsite.programme.states import SessionKind


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class EventChoice:
    event: ReleasedEvent
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """The tracks of one event."""

    event: ReleasedEvent
    tracks: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A part with fewer than two choices is empty: it would not narrow anything."""

    events: tuple[EventChoice, ...]
    tracks: tuple[TrackGroup, ...]
    rooms: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    people: tuple[ReleasedPerson, ...]

    @property
    def chosen(self) -> tuple[str, ...]:
        """Return the names of what is chosen, but of events where all are."""
        events = [choice.event.short_name or choice.event.name for choice in self.events if choice.is_chosen]
        tracks = [track for group in self.tracks for track in group.tracks]
        return (
            *(events if len(events) < len(self.events) else ()),
            *(choice.label for choice in (*tracks, *self.rooms, *self.kinds) if choice.is_chosen),
            *(person.name for person in self.people),
        )


def choices(programme: Programme, asked: AgendaFilter) -> Choices:
    """Return the choices, with those of `asked` chosen."""
    events = tuple(
        EventChoice(event, not asked.event or slug in asked.event) for slug, event in programme.events.items()
    )
    return Choices(
        events=events if len(events) > 1 else (),
        tracks=_tracks(programme, asked),
        rooms=_rooms(programme, asked),
        kinds=_kinds(programme, asked),
        people=tuple(programme.people[code] for code in asked.person),
    )


def _tracks(programme: Programme, asked: AgendaFilter) -> tuple[TrackGroup, ...]:
    used = {(entry.session.event, entry.session.track) for entry in programme.entries}
    found = {key: track for key, track in programme.tracks.items() if key in used}
    if len(found) < 2:
        return ()
    groups = {event: tuple(
        Choice(f"{slug}.{track.slug}", track.name, f"{slug}.{track.slug}" in asked.track)
        for (slug, _), track in found.items() if slug == event
    ) for event in programme.events}
    return tuple(TrackGroup(programme.events[event], tracks) for event, tracks in groups.items() if tracks)


def _rooms(programme: Programme, asked: AgendaFilter) -> tuple[Choice, ...]:
    used = {room for entry in programme.entries for room in entry.slot.rooms}
    found = tuple(Choice(slug, room.name, slug in asked.room) for slug, room in programme.rooms.items() if slug in used)
    return found if len(found) > 1 else ()


def _kinds(programme: Programme, asked: AgendaFilter) -> tuple[Choice, ...]:
    used = {entry.session.kind for entry in programme.entries}
    found = tuple(
        Choice(kind.value, kind.value.capitalize(), kind in asked.kind)
        for kind in SessionKind if kind in used and kind is not SessionKind.BREAK
    )
    return found if len(found) > 1 else ()
