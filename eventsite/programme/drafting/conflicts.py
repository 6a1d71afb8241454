"""A form that was opened before somebody else saved: for each field that would be overwritten, what stands now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsite.core.audit import AuditEntry
from eventsite.programme.drafting.trail import Trail, trail_of
from eventsite.programme.forms.shown import LABELS, changed_since, same
from eventsite.programme.models import Appearance, CoPresenter, Session, Slot, SlotRoom

#: Where the trail tells of a field that is not a column of the session of the same name.
_COLUMNS = {"event": "event_id", "track": "track_id"}
_TABLES = {
    "slots": (Slot.__tablename__, SlotRoom.__tablename__),
    "line_up": (Appearance.__tablename__,),
    "also": (CoPresenter.__tablename__,),
}


@dataclass(frozen=True, slots=True)
class Conflict:
    """`stands` is what the field says now, a line each; `who` and `at` are its last save."""

    field: str
    label: str
    who: str
    at: datetime | None
    stands: tuple[str, ...]


def list_conflicts(
    session: Session, prints: str, typed: Mapping[str, Any], now: Mapping[str, Any]
) -> tuple[Conflict, ...]:
    """Return the fields that changed since `prints` was taken and say something else than `typed`.

    No query when there are none, else 4.
    """
    fields = [field for field in changed_since(prints, now) if not same(typed, now, field)]
    if not fields:
        return ()
    trail = trail_of(session)
    return tuple(_conflict(session, field, trail, now) for field in sorted(fields, key=list(LABELS).index))


def _conflict(session: Session, field: str, trail: Trail, now: Mapping[str, Any]) -> Conflict:
    last = next((entry for entry in trail.entries if _tells_of(entry, field)), None)
    who, at = (trail.actors[last.actor], last.at) if last else ("Somebody", None)
    return Conflict(field, LABELS[field], who, at, _words(session, field, now))


def _tells_of(entry: AuditEntry, field: str) -> bool:
    if field in _TABLES:
        return entry.object_type in _TABLES[field]
    return entry.object_type == Session.__tablename__ and _COLUMNS.get(field, field) in entry.changes


def _words(session: Session, field: str, now: Mapping[str, Any]) -> tuple[str, ...]:
    if field == "slots":
        return tuple(_slot_words(session, slot) for slot in session.slots)
    if field == "line_up":
        return tuple(_seat_words(seat) for seat in session.line_up)
    if field == "also":
        return tuple(also.event.name for also in session.also)
    if field == "event":
        return (session.event.name,)
    if field == "track":
        return (session.track.name,) if session.track else ()
    if field == "is_featured":
        return ("Yes" if session.is_featured else "No",)
    text = str(now[field])
    return tuple((text.capitalize() if field in ("kind", "state") else text).splitlines())


def _slot_words(session: Session, slot: Slot) -> str:
    starts, ends = (moment.astimezone(session.summit.zone_info) for moment in (slot.starts_at, slot.ends_at))
    rooms = ", ".join(room.name for room in slot.rooms)
    return f"{starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}–{ends:%H:%M} {ends:%Z}, {rooms or 'no room'}"


def _seat_words(seat: Appearance) -> str:
    words = (seat.billed_name or seat.person.name, seat.billed_title, seat.billed_organization)
    return f"{seat.role.value.capitalize()}: {', '.join(filter(None, words))} ({seat.state.value})"
