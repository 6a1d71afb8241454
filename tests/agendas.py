"""Released programmes for tests of the agenda: times as minutes of one long day in New York, rooms by their letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import (
    ReleasedEvent,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedSummit,
    Snapshot,
)
from eventsite.programme.states import SessionKind
from eventsite.summits.states import SHAPES

#: Four in the morning of the day whose night is an hour longer: clocks go back at 02:00 of 1 November.
FOUR = datetime(2026, 10, 31, 8, 0, tzinfo=UTC)
ON = date(2026, 10, 31)
ROOMS = "abcdef"


def slot(minute: int, minutes: int = 45, rooms: str = "a", **fields: Any) -> ReleasedSlot:
    """Return a slot that starts so many minutes after four."""
    starts_at = FOUR + timedelta(minutes=minute)
    uuid = f"{rooms}-{minute}-{minutes}"
    return ReleasedSlot(
        uuid=uuid, uid=f"slot-{uuid}@localhost", starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes),
        rooms=tuple(rooms), changed_at=FOUR, **fields,
    )


def session(code: str, *slots: ReleasedSlot, **fields: Any) -> ReleasedSession:
    values = {"event": "one", "title": f"About {code}", "kind": SessionKind.TALK, **fields}
    return ReleasedSession(code=code, slots=slots, **values)


def programme(*sessions: ReleasedSession, events: Sequence[str] = ("one", "two")) -> Programme:
    summit = ReleasedSummit(
        slug="summit", name="Summit", time_zone="America/New_York", starts_on=ON, ends_on=date(2026, 11, 2),
        registration="soon",
    )
    snapshot = Snapshot(
        summit=summit,
        events=tuple(
            ReleasedEvent(slug=slug, name=slug.title(), short_name="", position=place, shape=shape)
            for place, (slug, shape) in enumerate(zip(events, SHAPES, strict=False))
        ),
        rooms=tuple(ReleasedRoom(slug=room, name=f"Room {room.upper()}") for room in ROOMS),
        sessions=sessions,
    )
    return Programme(snapshot, release_id=1, number=1, released_at=FOUR)


_rooms = st.sets(st.sampled_from(ROOMS), max_size=3).map(lambda rooms: "".join(sorted(rooms)))
_slots = st.builds(slot, st.integers(0, 1499), st.integers(1, 300), _rooms, is_cancelled=st.booleans())


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Draw up to ten sessions, anyhow: parallel, over midnight, of a minute, in rooms apart, in no room."""
    events = ("one", "two", "three")[: draw(st.integers(1, 3))]
    found = []
    for number, slots in enumerate(draw(st.lists(st.lists(_slots, min_size=1, max_size=2), max_size=10))):
        event, kind = draw(st.sampled_from(events)), draw(st.sampled_from(list(SessionKind)))
        also = tuple(slug for slug in events if slug != event) if draw(st.booleans()) else ()
        found.append(session(f"S{number}", *slots, event=event, also=also, kind=kind))
    return programme(*found, events=events)
