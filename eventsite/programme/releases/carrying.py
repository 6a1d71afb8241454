"""From one release to the next: identity, SEQUENCE and cancellation are carried, never recomputed.

What was released is never deleted, only cancelled: a session or slot that the draft no longer has stays in the next
snapshot as cancelled, with what it refers to. SEQUENCE rises by one with any change that the slot's calendar entry
shows, and `changed_at` is the time of the release that last changed *this* slot.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from eventsite.programme.releases.snapshot import ReleasedSession, ReleasedSlot, Snapshot, nothing_of


def carry(past: Snapshot | None, draft: Snapshot, at: datetime) -> Snapshot:
    """Return `draft` as it will be public after `past`: with the lost kept as cancelled and sequences raised."""
    past = past or nothing_of(draft)
    before = {session.code: session for session in past.sessions}
    kept = {session.code for session in draft.sessions}
    sessions = [_with_lost_slots(before.get(session.code), session) for session in draft.sessions]
    sessions += [cancelled(session) for session in past.sessions if session.code not in kept]
    complete = replace(draft, sessions=tuple(sessions))
    complete = _with_what_they_refer_to(past, complete)
    old_faces, new_faces = _faces(past), _faces(complete)
    old_slots = {slot.uuid: slot for session in past.sessions for slot in session.slots}
    return replace(
        complete,
        sessions=tuple(
            replace(
                session,
                slots=tuple(
                    _carried(old_slots.get(slot.uuid), slot, old_faces.get(slot.uuid) != new_faces[slot.uuid], at)
                    for slot in session.slots
                ),
            )
            for session in complete.sessions
        ),
    )


class _Faces:
    """What a calendar entry of a slot shows (`calendar.entries`), as a value: where two differ, SEQUENCE must rise."""

    def __init__(self, snapshot: Snapshot) -> None:
        summit = snapshot.summit
        self._venue = (
            summit.slug,
            summit.time_zone,
            summit.venue_name,
            summit.venue_street,
            summit.venue_postal_code,
            summit.city,
            summit.venue_region,
            summit.venue_country,
            summit.venue_latitude,
            summit.venue_longitude,
        )
        self._events = {event.slug: event.name for event in snapshot.events}
        self._shapes = {event.slug: event.shape for event in snapshot.events}
        self._tracks = {(track.event, track.slug): track.name for track in snapshot.tracks}
        self._rooms = {room.slug: (room.name, room.zone) for room in snapshot.rooms}

    def of(self, session: ReleasedSession, slot: ReleasedSlot) -> tuple[Any, ...]:
        return (
            self._venue,
            slot.starts_at,
            slot.ends_at,
            tuple(self._rooms.get(room, room) for room in slot.rooms),
            slot.is_cancelled or session.is_cancelled,
            session.code,
            session.title,
            session.subtitle,
            session.kind,
            session.abstract.source,
            tuple((b.role, b.name, b.title, b.organization) for b in session.line_up),
            tuple(self._events.get(event, event) for event in (session.event, *session.also)),
            self._shapes.get(session.event, ""),
            self._tracks.get((session.event, session.track), ""),
        )


def _faces(snapshot: Snapshot) -> dict[str, tuple[Any, ...]]:
    faces = _Faces(snapshot)
    return {slot.uuid: faces.of(session, slot) for session in snapshot.sessions for slot in session.slots}


def _carried(old: ReleasedSlot | None, new: ReleasedSlot, has_changed: bool, at: datetime) -> ReleasedSlot:
    if old is None:
        return replace(new, sequence=0, changed_at=at)
    if has_changed:
        return replace(new, sequence=old.sequence + 1, changed_at=at)
    return replace(new, sequence=old.sequence, changed_at=old.changed_at)


def cancelled(session: ReleasedSession) -> ReleasedSession:
    """Return a session as it is public when it is off: none of its slots is on."""
    return replace(session, is_cancelled=True, slots=tuple(replace(slot, is_cancelled=True) for slot in session.slots))


def _with_lost_slots(before: ReleasedSession | None, now: ReleasedSession) -> ReleasedSession:
    if now.is_cancelled:
        now = cancelled(now)
    if before is None:
        return now
    kept = {slot.uuid for slot in now.slots}
    lost = tuple(replace(slot, is_cancelled=True) for slot in before.slots if slot.uuid not in kept)
    return replace(now, slots=now.slots + lost) if lost else now


def _with_what_they_refer_to(past: Snapshot, now: Snapshot) -> Snapshot:
    """Bring back the rooms, tracks, events and people that only cancelled things still name."""
    rooms = {room for session in now.sessions for slot in session.slots for room in slot.rooms}
    tracks = {(session.event, session.track) for session in now.sessions}
    events = {event for session in now.sessions for event in (session.event, *session.also)}
    people = {billing.person for session in now.sessions for billing in session.line_up}
    return replace(
        now,
        rooms=_kept(now.rooms, (room for room in past.rooms if room.slug in rooms), lambda room: room.slug),
        tracks=_kept(
            now.tracks, (t for t in past.tracks if (t.event, t.slug) in tracks), lambda track: (track.event, track.slug)
        ),
        events=_kept(now.events, (event for event in past.events if event.slug in events), lambda event: event.slug),
        people=_kept(
            now.people, (person for person in past.people if person.code in people), lambda person: person.code
        ),
    )


def _kept(now: tuple[Any, ...], past: Iterable[Any], key: Any) -> tuple[Any, ...]:
    have = {key(thing) for thing in now}
    return now + tuple(thing for thing in past if key(thing) not in have)
