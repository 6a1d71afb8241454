"""The history of a session in words: who saved what, when, from what to what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme import queries
from eventsite.programme.drafting.grouping import Row, grouped, merged
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.drafting.trail import Trail, trail_of
from eventsite.programme.drafting.word_diff import FieldRow, field_row
from eventsite.programme.models import Appearance, CoPresenter, Resource, Session, Slot, SlotRoom

PAGE = 50

_LABELS = {
    "title": "Title",
    "subtitle": "Subtitle",
    "abstract": "Abstract",
    "description": "Description",
    "reconstructed": "Reconstructed",
    "kind": "Kind",
    "state": "State",
    "language": "Language",
    "is_featured": "Featured",
    "event_id": "Event",
    "track_id": "Track",
    "code": "Code",
    "starts_at": "Starts",
    "ends_at": "Ends",
    "role": "Role",
    "billed_name": "Name",
    "billed_title": "Title",
    "billed_organization": "Organization",
    "publisher": "Publisher",
    "year": "Year",
    "url": "Address",
}


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one thing: 'Slot moved', with its lines."""

    what: str
    lines: tuple[FieldRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Save:
    """What one actor did at one time."""

    at: datetime
    who: str
    steps: tuple[Step, ...]


def history_of(session: Session) -> tuple[Save, ...]:
    """Return every save, newest first; 6 queries. `session` has its parts loaded."""
    trail = trail_of(session)
    words = _Words(session, trail)
    saves = (words.save(entries) for entries in grouped(trail.entries))
    return tuple(save for save in saves if save.steps)


def history_page(session: Session, *, number: str) -> Slice[Save]:
    """Return one page of the history; `number` is what the address says."""
    return slice_of(history_of(session), page_number(number), PAGE)


class _Words:
    """Turns rows into words: ids into names, instants into the summit's clock."""

    def __init__(self, session: Session, trail: Trail) -> None:
        self._zone, self._trail = session.summit.zone_info, trail
        self._events = {event.id: event.name for event in session.summit.events}
        self._rooms = {room.id: room.name for room in session.summit.rooms}
        self._tracks = {track.id: track.name for track in queries.list_tracks(session.summit)}
        self._people = _people_of(session, trail)
        self._slots = {slot.id: self._when(slot.starts_at) for slot in session.slots}
        self._places = {place.id: place for slot in session.slots for place in slot.places}
        self._also = {also.id: also.event_id for also in session.also}
        self._resources = {resource.id: resource.title for resource in session.resources}
        self._tell: dict[str, Callable[[Row], Iterator[Step]]] = {
            Session.__tablename__: self._session,
            Slot.__tablename__: self._slot,
            SlotRoom.__tablename__: self._place,
            Appearance.__tablename__: self._seat,
            CoPresenter.__tablename__: self._co,
            Resource.__tablename__: self._resource,
        }

    def save(self, entries: list[AuditEntry]) -> Save:
        steps = tuple(step for row in merged(entries) for step in self._tell[row.object_type](row))
        return Save(entries[0].at, self._trail.actors[entries[0].actor], steps)

    def _session(self, entry: Row) -> Iterator[Step]:
        if entry.action == AuditAction.CREATED:
            yield Step("Session made")
        elif lines := self._lines(entry):
            yield Step("Session changed", lines)

    def _slot(self, entry: Row) -> Iterator[Step]:
        when = self._slots.get(entry.object_id) or self._value("starts_at", self._last(entry, "starts_at"))
        verbs = {"created": "added", "changed": "moved", "deleted": "removed"}
        yield from self._about(entry, f"Slot of {when}", verbs)

    def _place(self, entry: Row) -> Iterator[Step]:
        place = self._places.get(entry.object_id)
        room = self._rooms.get(place.room_id if place else self._last(entry, "room_id"), "A room")
        slot = place.slot_id if place else self._last(entry, "slot_id")
        when = self._slots.get(slot) or self._value("starts_at", self._last_of(Slot.__tablename__, slot, "starts_at"))
        if entry.action != AuditAction.CHANGED:
            verb = "added to" if entry.action == AuditAction.CREATED else "taken from"
            yield Step(f"{room} {verb} the slot of {when}")

    def _seat(self, entry: Row) -> Iterator[Step]:
        name = self._people.get(entry.object_id, "Somebody")
        if "position" in entry.changes and not self._lines(entry):
            yield Step(f"{name} moved in the line-up")
        else:
            verbs = {"created": "added to the line-up", "changed": "changed", "deleted": "taken out"}
            yield from self._about(entry, name, verbs)

    def _co(self, entry: Row) -> Iterator[Step]:
        event = self._events.get(self._also.get(entry.object_id) or self._last(entry, "event_id"), "Another event")
        yield Step(f"{event} {'no longer shows' if entry.action == AuditAction.DELETED else 'shows'} it too")

    def _resource(self, entry: Row) -> Iterator[Step]:
        title = self._resources.get(entry.object_id) or self._last(entry, "title")
        verbs = {"created": "added", "changed": "changed", "deleted": "removed"}
        yield from self._about(entry, f"Resource “{title}”", verbs)

    def _about(self, entry: Row, thing: str, verbs: dict[str, str]) -> Iterator[Step]:
        lines = self._lines(entry) if entry.action == AuditAction.CHANGED else ()
        if lines or entry.action != AuditAction.CHANGED:
            yield Step(f"{thing} {verbs[entry.action]}", lines)

    def _lines(self, entry: Row) -> tuple[FieldRow, ...]:
        label = {**_LABELS, "state": "Answer"} if entry.object_type == Appearance.__tablename__ else _LABELS
        return tuple(
            field_row(label[name], self._value(name, before), self._value(name, after))
            for name, (before, after) in entry.changes.items()
            if name in label and before != after
        )

    def _value(self, name: str, value: Any) -> str:
        """Return a recorded value as people read it."""
        if value is None or value == "":
            return ""
        if name in ("starts_at", "ends_at"):
            return self._when(datetime.fromisoformat(value))
        if name in ("event_id", "track_id"):
            return (self._events if name == "event_id" else self._tracks).get(value, "One that is gone")
        if name in ("kind", "state", "role"):
            return str(value).capitalize()
        return ("Yes" if value else "No") if isinstance(value, bool) else str(value)

    def _when(self, moment: datetime) -> str:
        local = moment.astimezone(self._zone)
        return f"{local:%a} {local.day} {local:%b}, {local:%H:%M %Z}"

    def _last(self, entry: Row, field: str) -> Any:
        return self._last_of(entry.object_type, entry.object_id, field)

    def _last_of(self, table: str, id: int, field: str) -> Any:
        gone = self._trail.gone.get((table, id))
        return gone.changes.get(field, [None])[0] if gone else None


def _people_of(session: Session, trail: Trail) -> dict[int, str]:
    """Return appearance id -> the person's name, for those in the line-up and those who were; one query."""
    here = {seat.id: seat.person.name for seat in session.line_up}
    lost = {
        id: entry.changes["person_id"][0]
        for (table, id), entry in trail.gone.items()
        if table == Appearance.__tablename__
    }
    people = db.select(Person.id, Person.name).where(Person.id.in_(set(lost.values()))).order_by(Person.id)
    rows = db.session.execute(people)
    names = {row.id: row.name for row in rows}
    return here | {seat: names.get(person, "Somebody") for seat, person in lost.items()}
