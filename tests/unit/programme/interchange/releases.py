"""Snapshots for tests of the export: of a document, or of anything hypothesis thinks of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from eventsite.programme.interchange.documents import Document
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedEvent,
    ReleasedPerson,
    ReleasedResource,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedSummit,
    ReleasedTrack,
    Snapshot,
    Text,
)
from eventsite.programme.states import PUBLIC_ROLES, ResourceKind, SessionKind, SessionState

SPACE = UUID("12345678-1234-4234-8234-123456789012")
START = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # three hours before summer time ends in Berlin


def released(found: Document) -> Snapshot:
    """Return what a file says as if it had been imported and released; keys stand in for codes and slugs."""
    names = {person.key: person.name for person in found.people}
    return Snapshot(
        summit=ReleasedSummit(
            slug="real-2026",
            name=found.title,
            city=found.city,
            time_zone=found.time_zone,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            registration="soon",
        ),
        events=(ReleasedEvent(slug="main", name="Main", short_name="Main", position=0, shape="circle"),),
        tracks=tuple(ReleasedTrack(slug=track.key, name=track.name, event="main") for track in found.tracks),
        rooms=tuple(ReleasedRoom(slug=room.key, name=room.name, seats=room.seats) for room in found.rooms),
        people=tuple(
            ReleasedPerson(code=person.key, name=person.name, biography=Text(source=person.biography))
            for person in found.people
        ),
        sessions=tuple(
            ReleasedSession(
                code=session.code,
                event="main",
                track=session.track,
                title=session.title,
                subtitle=session.subtitle,
                abstract=Text(source=session.abstract),
                kind=session.kind,
                language=session.language,
                is_cancelled=session.state == SessionState.CANCELLED,
                line_up=tuple(
                    Billing(person=one.person, name=names[one.person], role=one.role) for one in session.line_up
                ),
                resources=tuple(
                    ReleasedResource(kind=one.kind, title=one.title, url=one.url) for one in session.resources
                ),
                slots=(slot(session.key, session.starts_at, session.ends_at, session.room),),
            )
            for session in found.sessions
        ),
    )


def slot(name: str, starts_at: datetime, ends_at: datetime, *rooms: str) -> ReleasedSlot:
    uuid = str(uuid5(SPACE, name))
    return ReleasedSlot(
        uuid=uuid,
        uid=f"slot-{uuid}@test",
        starts_at=starts_at,
        ends_at=ends_at,
        rooms=tuple(room for room in rooms if room),
        changed_at=starts_at,
    )


WORDS = st.text(st.characters(), min_size=1, max_size=20)
CODES = st.text("ABCabc129-_", min_size=1, max_size=8)
PEOPLE = ("ann", "ben", "cy")
ROOMS = ("hall", "attic", "2")


@st.composite
def sessions(draw: st.DrawFn) -> tuple[ReleasedSession, ...]:
    codes = draw(st.lists(CODES, max_size=5, unique=True))
    return tuple(draw(_session(code)) for code in codes)


@st.composite
def _session(draw: st.DrawFn, code: str) -> ReleasedSession:
    slots = []
    for place in range(draw(st.integers(0, 2))):
        starts_at = START + timedelta(minutes=draw(st.integers(0, 60 * 40)))
        length = timedelta(minutes=draw(st.integers(1, 60 * 30)))
        slots.append(
            slot(
                f"{code} {place}",
                starts_at,
                starts_at + length,
                *draw(st.lists(st.sampled_from(ROOMS), max_size=2, unique=True)),
            )
        )
    line_up = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PUBLIC_ROLES)), max_size=3, unique=True))
    return ReleasedSession(
        code=code,
        event="main",
        track=draw(st.sampled_from(["", "one"])),
        title=draw(WORDS),
        subtitle=draw(WORDS),
        abstract=Text(source=draw(WORDS)),
        kind=draw(st.sampled_from(SessionKind)),
        is_cancelled=draw(st.booleans()),
        line_up=tuple(Billing(person=person, name=person.title(), role=role) for person, role in line_up),
        resources=tuple(
            ReleasedResource(
                kind=draw(st.sampled_from(ResourceKind)),
                title=draw(WORDS),
                url=draw(st.sampled_from(["", "https://a.example/x"])),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        slots=tuple(slots),
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """Small programmes over the night summer time ends, with any text in them that a form may have let through."""
    events = draw(st.integers(1, 2))
    return Snapshot(
        summit=ReleasedSummit(
            slug=draw(st.sampled_from(["a", "smart-cities-2027"])),
            name=draw(WORDS),
            time_zone="Europe/Berlin",
            starts_on=date(2026, 10, 25),
            ends_on=date(2026, 10, 26),
            registration="soon",
        ),
        events=tuple(
            ReleasedEvent(slug=slug, name=draw(WORDS), short_name="", position=0, shape="circle")
            for slug in ("main", "other")[:events]
        ),
        tracks=(ReleasedTrack(slug="one", name=draw(WORDS), event="main"),),
        rooms=tuple(ReleasedRoom(slug=slug, name=f"Room {slug}") for slug in ROOMS),
        people=(ReleasedPerson(code="ann", name="Ann", biography=Text(source=draw(WORDS))),),
        sessions=draw(sessions()),
    )
