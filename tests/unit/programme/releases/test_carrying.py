"""From release to release: identity, SEQUENCE and cancellation."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedEvent,
    ReleasedPerson,
    ReleasedRoom,
    ReleasedSession,
    ReleasedSlot,
    ReleasedSummit,
    Snapshot,
    Text,
)
from eventsite.programme.states import Role, SessionKind

START = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


def slot(name: str, hour: int = 0, room: str = "hall") -> ReleasedSlot:
    starts_at = START + timedelta(hours=hour)
    return ReleasedSlot(
        uuid=name,
        uid=f"slot-{name}@x",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=1),
        rooms=(room,),
        changed_at=START,
    )


def session(code: str, *slots: ReleasedSlot, **fields: Any) -> ReleasedSession:
    return ReleasedSession(
        **{"code": code, "event": "main", "title": code, "kind": SessionKind.TALK, "slots": slots, **fields}
    )


def snapshot(*sessions: ReleasedSession, rooms: tuple[str, ...] = ("hall", "attic"), **fields: Any) -> Snapshot:
    return Snapshot(
        summit=ReleasedSummit(
            slug="s",
            name="S",
            time_zone="Europe/Berlin",
            starts_on=date(2026, 3, 28),
            ends_on=date(2026, 3, 29),
            registration="soon",
        ),
        events=(ReleasedEvent(slug="main", name="Main", short_name="Main", position=0, shape="circle"),),
        rooms=tuple(ReleasedRoom(slug=room, name=room.title()) for room in rooms),
        sessions=sessions,
        **fields,
    )


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def the_slot(snapshot: Snapshot, name: str) -> ReleasedSlot:
    return next(slot for session in snapshot.sessions for slot in session.slots if slot.uuid == name)


def test_first_release_starts_every_slot_at_zero() -> None:
    first = carry(None, snapshot(session("A", slot("a"))), at(1))
    assert (the_slot(first, "a").sequence, the_slot(first, "a").changed_at) == (0, at(1))


def test_unchanged_slot_keeps_its_sequence_and_time() -> None:
    first = carry(None, snapshot(session("A", slot("a")), session("B", slot("b"))), at(1))
    second = carry(first, snapshot(session("A", slot("a", hour=2)), session("B", slot("b"))), at(2))
    assert (the_slot(second, "a").sequence, the_slot(second, "a").changed_at) == (1, at(2))
    assert (the_slot(second, "b").sequence, the_slot(second, "b").changed_at) == (0, at(1))


def test_lost_session_stays_as_cancelled_with_what_it_names() -> None:
    billed = (Billing(person="ada", name="Ada", role=Role.SPEAKER),)
    past = snapshot(
        session("A", slot("a", room="attic"), line_up=billed), people=(ReleasedPerson(code="ada", name="Ada"),)
    )
    second = carry(carry(None, past, at(1)), snapshot(rooms=("hall",)), at(2))
    kept = second.sessions[0]
    assert (kept.is_cancelled, kept.slots[0].is_cancelled, kept.slots[0].sequence) == (True, True, 1)
    assert [room.slug for room in second.rooms] == ["hall", "attic"]
    assert [person.code for person in second.people] == ["ada"]


def test_cancelled_stays_quiet_and_comes_back_higher() -> None:
    one = carry(None, snapshot(session("A", slot("a"))), at(1))
    two = carry(one, snapshot(), at(2))
    three = carry(two, snapshot(), at(3))
    four = carry(three, snapshot(session("A", slot("a"))), at(4))
    assert [the_slot(s, "a").sequence for s in (one, two, three, four)] == [0, 1, 1, 2]
    assert [the_slot(s, "a").is_cancelled for s in (one, two, three, four)] == [False, True, True, False]
    assert the_slot(three, "a").changed_at == at(2)


def test_lost_slot_of_a_living_session_is_cancelled_alone() -> None:
    one = carry(None, snapshot(session("A", slot("a"), slot("b", hour=3))), at(1))
    two = carry(one, snapshot(session("A", slot("a"))), at(2))
    assert [(s.uuid, s.is_cancelled, s.sequence) for s in two.sessions[0].slots] == [("a", False, 0), ("b", True, 1)]


def test_what_calendars_do_not_show_raises_nothing() -> None:
    one = carry(None, snapshot(session("A", slot("a"))), at(1))
    two = carry(one, snapshot(session("A", slot("a"), is_featured=True, reconstructed="Guessed.")), at(2))
    assert the_slot(two, "a").sequence == 0


def test_renamed_room_raises_every_slot_in_it() -> None:
    one = carry(None, snapshot(session("A", slot("a")), session("B", slot("b", room="attic"))), at(1))
    draft = snapshot(session("A", slot("a")), session("B", slot("b", room="attic")))
    renamed = replace(draft, rooms=(ReleasedRoom(slug="hall", name="Great Hall"), draft.rooms[1]))
    two = carry(one, renamed, at(2))
    assert (the_slot(two, "a").sequence, the_slot(two, "b").sequence) == (1, 0)


DRAFTS = st.lists(
    st.dictionaries(
        st.sampled_from("ABC"),
        st.tuples(st.integers(0, 3), st.sampled_from(["x", "y"]), st.booleans()),
        max_size=3,
    ),
    min_size=1,
    max_size=6,
)


@given(DRAFTS)
def test_sequences_only_rise_and_only_with_a_change(drafts: list[dict[str, tuple[int, str, bool]]]) -> None:
    """Any history of drafts: nothing released is ever lost, and SEQUENCE moves exactly when the entry does."""
    past: Snapshot | None = None
    for day, draft in enumerate(drafts):
        sessions = [
            session(code, slot(code, hour), abstract=Text(source=text), is_cancelled=off)
            for code, (hour, text, off) in draft.items()
        ]
        now = carry(past, snapshot(*sessions), at(day))
        if past is not None:
            for old_session in past.sessions:
                old, new = old_session.slots[0], the_slot(now, old_session.code)
                new_session = next(s for s in now.sessions if s.code == old_session.code)
                same = _shown(old_session, old) == _shown(new_session, new)
                assert new.uid == old.uid
                assert new.sequence == old.sequence + (not same)
                assert new.changed_at == (old.changed_at if same else at(day))
        past = now


def _shown(session: ReleasedSession, slot: ReleasedSlot) -> tuple[Any, ...]:
    return session.abstract.source, slot.starts_at, slot.is_cancelled
