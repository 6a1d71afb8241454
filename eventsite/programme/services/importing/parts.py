"""The parts of a session: its slot, its line-up and its resources."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme.interchange.documents import ResourceEntry, SessionEntry
from eventsite.programme.models import Appearance, Resource, Session, Slot, SlotRoom
from eventsite.programme.services.importing.ledger import Kind, Ledger, part_key
from eventsite.programme.services.importing.report import Noun, Outcome, Report
from eventsite.programme.states import AppearanceState
from eventsite.summits.models import Room

#: Outcomes that wrote something to a part.
WRITTEN = (Outcome.NEW, Outcome.CHANGED)


class Parts:
    def __init__(
        self, ledger: Ledger, report: Report, rooms: Mapping[str, Room], people: Mapping[str, Person], host: str,
    ) -> None:
        self._ledger, self._report, self._rooms, self._people, self._host = ledger, report, rooms, people, host

    def settle(self, entry: SessionEntry, session: Session, *, is_new: bool) -> bool:
        """Bring every part up to date; tell whether that wrote anything. The parts of a new session are all wanted."""
        written = [
            self._slot(entry, session, is_new),
            self._line_up(entry, session, is_new),
            self._resources(entry, session, is_new),
        ]
        return any(written)

    def _slot(self, entry: SessionEntry, session: Session, is_new: bool) -> bool:
        """The slot keeps its uuid and UID, however often it moves; other slots of the session are people's own."""
        uuid = self._ledger.identity(Kind.SLOT, entry.key)
        slot = None if is_new else next((slot for slot in session.slots if str(slot.uuid) == uuid), None)
        room = self._rooms.get(entry.room)
        said = {"starts_at ends_at": (entry.starts_at, entry.ends_at), "rooms": [room] if room else []}
        made = None if slot else uuid4()

        def make() -> Slot:
            places = [SlotRoom(room_id=room.id, position=0)] if room else []
            return Slot(
                session_id=session.id, uuid=made, uid=f"slot-{made}@{self._host}", starts_at=entry.starts_at,
                ends_at=entry.ends_at, places=places)

        _slot, outcome = self._ledger.settle(
            Kind.SLOT, entry.key, slot, said, make, label=f"session {session.code}", where=entry.where,
            write=_write_slot, identity=str(made or uuid), is_wanted=is_new)
        return outcome in WRITTEN

    def _line_up(self, entry: SessionEntry, session: Session, is_new: bool) -> bool:
        here = {} if is_new else {appearance.person_id: appearance for appearance in reversed(session.line_up)}
        outcomes, keys = [], set()
        for position, billing in enumerate(entry.line_up):
            person = self._people[billing.person]
            key = part_key(entry.key, person.code)
            said = {"role": billing.role, "position": position, "state": AppearanceState.CONFIRMED}
            keys.add(key)
            outcomes.append(self._appearance(key, here.get(person.id), said, session, person, entry.where, is_new))
        gone = [] if is_new else [key for key in self._ledger.parts(Kind.APPEARANCE, entry.key) if key not in keys]
        return any(outcomes + [self._drop(key, session, entry.where) for key in gone])

    def _drop(self, key: str, session: Session, where: str) -> bool:
        """Whoever vanished from the file's line-up is dropped; a row that was taken out here is gone already."""
        id = self._ledger.object_id(Kind.APPEARANCE, key)
        row = next((row for row in session.line_up if row.id == id), None)
        said = {"state": AppearanceState.DROPPED}
        return row is not None and self._appearance(key, row, said, session, row.person, where, is_new=False)

    def _appearance(
        self, key: str, row: Appearance | None, said: Mapping[str, Any], session: Session, person: Person, where: str,
        is_new: bool,
    ) -> bool:
        def make() -> Appearance:
            return Appearance(session_id=session.id, person_id=person.id, **said)

        label = f"{person.code} in session {session.code}"
        _row, outcome = self._ledger.settle(
            Kind.APPEARANCE, key, row, said, make, label=label, where=where, is_wanted=is_new)
        return outcome in WRITTEN

    def _resources(self, entry: SessionEntry, session: Session, is_new: bool) -> bool:
        here = {} if is_new else {resource.url: resource for resource in reversed(session.resources)}
        outcomes, keys = [], set()
        for position, resource in enumerate(entry.resources):
            key = part_key(entry.key, _short(resource.url))
            keys.add(key)
            row = here.get(resource.url)
            outcomes.append(self._resource(key, row, resource, position, session, entry.where, is_new))
        gone = [key for key in self._ledger.parts(Kind.RESOURCE, entry.key) if key not in keys]
        return any(outcomes + [self._remove(key, session) for key in gone])

    def _resource(
        self, key: str, row: Resource | None, entry: ResourceEntry, position: int, session: Session, where: str,
        is_new: bool,
    ) -> bool:
        said = {"kind": entry.kind, "title": entry.title, "position": position}

        def make() -> Resource:
            return Resource(session_id=session.id, url=entry.url, **said)

        label = f"“{entry.title[:40]}” in session {session.code}"
        _row, outcome = self._ledger.settle(
            Kind.RESOURCE, key, row, said, make, label=label, where=where, is_wanted=is_new)
        self._report.count(Noun.RESOURCES, outcome)
        return outcome in WRITTEN

    def _remove(self, key: str, session: Session) -> bool:
        """A resource that vanished from the file is removed, and its record with it."""
        id = self._ledger.object_id(Kind.RESOURCE, key)
        row = next((row for row in session.resources if row.id == id and part_key("", _short(row.url)) in key), None)
        self._ledger.forget(Kind.RESOURCE, key)
        if row is None:
            return False
        db.session.delete(row)
        self._report.has_changed = True
        self._report.count(Noun.RESOURCES, Outcome.CANCELLED)
        return True


def _short(url: str) -> str:
    """An address can be longer than a key may be."""
    return hashlib.blake2b(url.encode(), digest_size=9).hexdigest()


def _write_slot(slot: Any, name: str, value: Any) -> None:
    """Rooms stand in rows of their own; those that stay keep theirs."""
    if name != "rooms":
        setattr(slot, name, value)
        return
    there = {place.room_id: place for place in slot.places if place.room_id is not None}
    slot.places[:] = [there.get(room.id) or SlotRoom(room=room) for room in value]
    for position, place in enumerate(slot.places):
        place.position = position
