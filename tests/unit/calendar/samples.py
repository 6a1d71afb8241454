"""A small summit to make feeds of: two events, a panel, a talk, a break, rooms in zones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from eventsite.core.links import Site
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedEvent,
    ReleasedPerson,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedSummit,
    ReleasedTrack,
    Snapshot,
    Text,
)
from eventsite.programme.states import Role, SessionKind

SITE = Site("https://summit.example")
RELEASED = datetime(2026, 9, 1, 8, 30, 15, tzinfo=UTC)
#: 09:00 in New York, on the Monday after its clocks went back.
MONDAY = datetime(2026, 11, 2, 14, 0, tzinfo=UTC)

SUMMIT = ReleasedSummit(
    slug="smart-cities-2026",
    name="Smart Cities Summit",
    edition="2026",
    city="Atlanta",
    time_zone="America/New_York",
    starts_on=date(2026, 10, 31),
    ends_on=date(2026, 11, 2),
    registration="soon",
    venue_name="Cobb Galleria Centre",
    venue_street="2 Galleria Parkway SE",
    venue_postal_code="30339",
    venue_region="GA",
    venue_country="US",
    venue_latitude=33.8854,
    venue_longitude=-84.4585,
)
EVENTS = (
    ReleasedEvent(slug="cities", name="Smart Cities, Summit", short_name="Cities", position=0, shape="circle"),
    ReleasedEvent(slug="iiot", name="Industrial IoT World", short_name="IIoT", position=1, shape="square"),
)
TRACKS = (
    ReleasedTrack(slug="money", name="Who pays; how", event="cities"),
    ReleasedTrack(slug="streets", name="Streets", event="cities"),
    ReleasedTrack(slug="plant", name="Plant", event="iiot"),
)
ROOMS = (
    ReleasedRoom(slug="hall-a", name="Hall A", zone="Level 1", seats=400),
    ReleasedRoom(slug="room-2", name="Room 2"),
)
PEOPLE = tuple(
    ReleasedPerson(code=name.split()[-1].lower(), name=name)
    for name in ("Mari Silbey", "Ada Okafor", "Noor Applewhite", "Sam Lee")
)
PANEL = (
    Billing(
        person="okafor",
        name="Ada Okafor",
        role=Role.PANELIST,
        title="Chief Data Officer",
        organization="City of Example",
    ),
    Billing(person="silbey", name="Mari Silbey", role=Role.MODERATOR, organization="US Ignite"),
    Billing(person="applewhite", name="Noor Applewhite", role=Role.PANELIST),
)


def make_slot(number: int, starts_at: datetime = MONDAY, minutes: float = 45, **fields: Any) -> ReleasedSlot:
    uuid = f"00000000-0000-4000-8000-{number:012}"
    values = {"rooms": ("hall-a",), "changed_at": RELEASED, "ends_at": starts_at + timedelta(minutes=minutes)} | fields
    return ReleasedSlot(uuid=uuid, uid=uid(number), starts_at=starts_at, **values)


def uid(number: int) -> str:
    return f"slot-00000000-0000-4000-8000-{number:012}@summit.example"


def make_session(code: str, *slots: ReleasedSlot, **fields: Any) -> ReleasedSession:
    values = {"event": "cities", "title": code.title(), "kind": SessionKind.TALK} | fields
    return ReleasedSession(code=code, slots=slots, **values)


SESSIONS = (
    make_session(
        "panel",
        make_slot(1),
        make_slot(2, MONDAY + timedelta(hours=26), rooms=("hall-a", "room-2")),
        also=("iiot",),
        track="money",
        title="Buying together",
        subtitle="How two departments share one contract",
        abstract=Text(
            source="Local governments buy **one way**.\n\n- Companies sell another, [see](https://example.org/a)"
        ),
        kind=SessionKind.PANEL,
        line_up=PANEL,
    ),
    make_session("talk", make_slot(3, rooms=("room-2",)), event="iiot", track="plant", line_up=PANEL[:1]),
    make_session("lunch", make_slot(4, MONDAY + timedelta(hours=3)), kind=SessionKind.BREAK),
)


def make_snapshot(*sessions: ReleasedSession, **summit: Any) -> Snapshot:
    values = {name: getattr(SUMMIT, name) for name in SUMMIT.__struct_fields__} | summit
    return Snapshot(
        summit=ReleasedSummit(**values),
        events=EVENTS,
        tracks=TRACKS,
        rooms=ROOMS,
        people=PEOPLE,
        sessions=sessions or SESSIONS,
    )


def make_programme(*sessions: ReleasedSession, **summit: Any) -> Programme:
    """Return a released programme of these sessions, or of the sample's own."""
    return as_programme(make_snapshot(*sessions, **summit))


def as_programme(snapshot: Snapshot, number: int = 1) -> Programme:
    return Programme(snapshot, release_id=number, number=number, released_at=RELEASED)
