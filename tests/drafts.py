"""Small drafts for tests: a summit with one event, two rooms, and sessions as a test needs them.

Everything is flushed into the open transaction; call inside `with transaction():`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Session, Slot, SlotRoom
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Event, Room, Summit

#: 09:00 in New York on the day summer time ends.
NINE = datetime(2026, 11, 1, 14, 0, tzinfo=UTC)


def add_summit(slug: str = "summit", **fields: Any) -> Summit:
    """Add a summit in New York with the event 'main' and the rooms 'hall' and 'attic'."""
    values: dict[str, Any] = {
        "name": "Summit",
        "time_zone": "America/New_York",
        "starts_on": date(2026, 10, 31),
        "ends_on": date(2026, 11, 2),
        "created_at": NINE - timedelta(days=90),
        "venue_name": "House",
        "city": "Atlanta",
    }
    summit = Summit(slug=slug, **{**values, **fields})
    db.session.add(summit)
    fill_summit(summit)
    return summit


def fill_summit(summit: Summit) -> None:
    """Give a summit without any its event 'main' and the rooms 'hall' and 'attic'."""
    summit.events.append(Event(slug="main", name="Main event", short_name="Main", position=0))
    summit.rooms += [
        Room(slug="hall", name="Hall", seats=100, position=0),
        Room(slug="attic", name="Attic", seats=20, position=1),
    ]
    db.session.flush()


def add_person(name: str, code: str | None = None) -> Person:
    person = Person(code=code or name.lower().replace(" ", "-"), name=name)
    db.session.add(person)
    db.session.flush()
    return person


def add_session(
    summit: Summit,
    code: str,
    *,
    starts_at: datetime | None = NINE,
    minutes: int = 45,
    room: str = "hall",
    line_up: dict[Person, Role] | None = None,
    **fields: Any,
) -> Session:
    """Add a session, of the summit's first event unless told; `starts_at=None` leaves it without a slot."""
    session = Session(
        summit=summit,
        code=code,
        **{"event": summit.events[0], "title": f"About {code}", "kind": SessionKind.TALK, **fields},
    )
    db.session.add(session)
    for place, (person, role) in enumerate((line_up or {}).items()):
        session.line_up.append(Appearance(person=person, role=role, position=place))
    if starts_at is not None:
        add_slot(session, starts_at=starts_at, minutes=minutes, room=room)
    db.session.flush()
    return session


def add_slot(session: Session, *, starts_at: datetime = NINE, minutes: int = 45, room: str = "hall") -> Slot:
    uuid = uuid4()
    slot = Slot(
        uuid=uuid, uid=f"slot-{uuid}@localhost", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes)
    )
    found = next(candidate for candidate in session.summit.rooms if candidate.slug == room)
    slot.places.append(SlotRoom(room=found, position=0))
    session.slots.append(slot)
    return slot
