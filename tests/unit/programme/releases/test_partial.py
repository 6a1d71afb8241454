"""A part of the draft made public: what comes along, and that nothing else moves."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from eventsite.programme.releases import diff
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.partial import WHOLE, Choice, partial
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedEvent,
    ReleasedPerson,
    ReleasedRoom,
    ReleasedSession,
    ReleasedTrack,
    Snapshot,
    Text,
)
from eventsite.programme.states import ReleaseScope, Role
from tests.unit.programme.releases.test_carrying import at, session, slot, snapshot, the_slot

MAIN, SIDE = (Choice(ReleaseScope.EVENT, slug) for slug in ("main", "side"))
EVENTS = tuple(
    ReleasedEvent(slug=slug, name=slug.title(), short_name=slug, position=place, shape=shape)
    for place, (slug, shape) in enumerate((("main", "circle"), ("side", "square")))
)


def made(*sessions: ReleasedSession, **fields: Any) -> Snapshot:
    return replace(snapshot(*sessions), **{"events": EVENTS, **fields})


def after(past: Snapshot, draft: Snapshot, choice: Choice, day: int = 2) -> Snapshot:
    return carry(past, draft if choice.is_whole else partial(past, draft, choice), at(day))


def changed(past: Snapshot, now: Snapshot) -> list[tuple[str, str]]:
    return [(change.subject.value, change.key) for change in diff.compare(past, now)]


PAST = carry(
    None, made(session("A", slot("a"), slot("a2", hour=5)), session("B", slot("b", hour=2), event="side")), at(1)
)


def test_the_whole_summit_is_no_part() -> None:
    with pytest.raises(ValueError, match="no part"):
        partial(PAST, PAST, WHOLE)


def test_an_event_is_released_and_the_other_stays_byte_for_byte() -> None:
    draft = made(session("A", slot("a", hour=1), title="New"), session("B", slot("b", hour=9), event="side"))
    now = after(PAST, draft, MAIN)
    assert changed(PAST, now) == [("session", "A")]
    assert next(s for s in now.sessions if s.code == "B") == next(s for s in PAST.sessions if s.code == "B")
    assert [(s.uuid, s.sequence, s.is_cancelled) for s in now.sessions[0].slots] == [("a", 1, False), ("a2", 1, True)]


def test_a_slot_takes_its_sessions_words_and_leaves_its_other_slot_in_place() -> None:
    both = session("A", slot("a", hour=1), slot("a2", hour=8), title="New")
    draft = made(both, session("B", slot("b"), event="side"))
    now = after(PAST, draft, Choice.of_slots(["a"]))
    assert now.sessions[0].title == "New"
    assert (the_slot(now, "a").starts_at, the_slot(now, "a2").starts_at) == (
        the_slot(draft, "a").starts_at, the_slot(PAST, "a2").starts_at,
    )  # fmt: skip
    assert changed(PAST, now) == [("session", "A")]


def test_a_slot_that_was_taken_out_is_cancelled_alone_when_chosen() -> None:
    draft = made(session("A"), session("B", slot("b"), event="side"))
    now = after(PAST, draft, Choice.of_slots(["a2"]))
    assert [(s.uuid, s.is_cancelled) for s in now.sessions[0].slots] == [("a", False), ("a2", True)]


def test_a_session_that_was_taken_out_is_cancelled_when_chosen_and_only_then() -> None:
    draft = made(session("B", slot("b", hour=2), event="side"))
    assert changed(PAST, after(PAST, draft, SIDE)) == []
    now = after(PAST, draft, Choice.of_slots(["a"]))
    lost = next(s for s in now.sessions if s.code == "A")
    assert (lost.is_cancelled, [s.is_cancelled for s in lost.slots]) == (True, [True, True])


def test_a_session_without_a_slot_is_chosen_by_its_code() -> None:
    draft = made(*PAST.sessions, session("C"), session("D"))
    assert changed(PAST, after(PAST, draft, Choice.of_slots(["C"]))) == [("session", "C")]


def test_a_new_session_stands_where_the_draft_has_it() -> None:
    draft = made(session("A", slot("a")), session("AA"), session("B", slot("b"), event="side"))
    assert [s.code for s in after(PAST, draft, Choice.of_slots(["AA"])).sessions] == ["A", "AA", "B"]


def test_a_session_that_changes_its_event_waits_or_is_chosen_by_itself() -> None:
    draft = made(session("A", *PAST.sessions[0].slots, event="side"), PAST.sessions[1])
    assert [changed(PAST, after(PAST, draft, choice)) for choice in (MAIN, SIDE)] == [[], []]
    assert changed(PAST, after(PAST, draft, Choice.of_slots(["a", "a2"]))) == [("session", "A")]


def test_a_new_room_comes_along_and_one_nobody_chose_does_not() -> None:
    rooms = tuple(ReleasedRoom(slug=slug, name=slug.title()) for slug in ("attic", "barn", "cave", "hall"))
    draft = made(session("A", slot("a", room="barn")), PAST.sessions[1], rooms=rooms)
    assert [room.slug for room in after(PAST, draft, MAIN).rooms] == ["hall", "attic", "barn"]


def test_a_renamed_room_comes_along_only_where_nothing_else_shows_it() -> None:
    rooms = (ReleasedRoom(slug="hall", name="Great Hall"), ReleasedRoom(slug="attic", name="Loft"))
    alone = made(session("A", slot("a", room="attic")), PAST.sessions[1], rooms=rooms)
    now = after(PAST, alone, MAIN)
    assert [room.name for room in now.rooms] == ["Hall", "Loft"]
    assert the_slot(now, "b") == the_slot(PAST, "b")
    assert [room.name for room in after(now, alone, WHOLE, 3).rooms] == ["Great Hall", "Loft"]


def test_a_face_comes_along_with_a_chosen_session_and_with_no_other() -> None:
    ada, bo = (Billing(person=code, name=code.title(), role=Role.SPEAKER) for code in ("ada", "bo"))
    sessions = (session("A", slot("a"), line_up=(ada,)), session("B", slot("b"), event="side", line_up=(ada, bo)))
    old = tuple(ReleasedPerson(code=code, name=code.title()) for code in ("ada", "bo"))
    new = tuple(replace(person, biography=Text(source="New.")) for person in old)
    past = carry(None, made(*sessions, people=old), at(1))
    draft = made(*sessions, people=new)
    assert changed(past, after(past, draft, MAIN)) == [("person", "ada")]
    assert changed(past, after(past, draft, SIDE)) == [("person", "ada"), ("person", "bo")]


def test_who_is_billed_nowhere_any_more_has_no_page_any_more() -> None:
    ada = Billing(person="ada", name="Ada", role=Role.SPEAKER)
    people = (ReleasedPerson(code="ada", name="Ada"),)
    past = carry(None, made(session("A", slot("a"), line_up=(ada,)), people=people), at(1))
    assert after(past, made(session("A", slot("a"))), MAIN).people == ()


def test_the_chosen_event_brings_its_texts_and_its_name_where_nobody_else_shows_it() -> None:
    renamed = tuple(replace(e, name="New", summary=Text(source="About."), position=1 - e.position) for e in EVENTS)
    draft = made(*PAST.sessions, events=renamed)
    now = after(PAST, draft, MAIN).events[0]
    assert (now.name, now.summary.source, now.position, now.shape) == ("New", "About.", 0, "circle")
    shown = replace(PAST, sessions=(PAST.sessions[0], replace(PAST.sessions[1], also=("main",))))
    assert after(shown, replace(draft, sessions=shown.sessions), MAIN).events[0].name == "Main"


def test_a_new_event_comes_along_with_a_session_of_it() -> None:
    new = ReleasedEvent(slug="third", name="Third", short_name="3", position=2, shape="diamond")
    draft = made(*PAST.sessions, session("C", event="third", track="t"), events=(*EVENTS, new),
                 tracks=(ReleasedTrack(slug="t", name="T", event="third"),))  # fmt: skip
    now = after(PAST, draft, Choice.of_slots(["C"]))
    assert ([e.slug for e in now.events], [t.slug for t in now.tracks]) == (["main", "side", "third"], ["t"])


ONE = st.fixed_dictionaries(
    {
        "event": st.sampled_from(["main", "side"]),
        "also": st.booleans(),
        "title": st.sampled_from(["x", "y"]),
        "who": st.lists(st.sampled_from(["ada", "bo"]), unique=True, max_size=2),
        "slots": st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["hall", "attic", "barn"])), max_size=2),
        "off": st.booleans(),
        "track": st.sampled_from(["", "t"]),
    }
)
DRAFT = st.fixed_dictionaries(
    {
        "sessions": st.dictionaries(st.sampled_from("ABCD"), ONE, max_size=4),
        "names": st.tuples(*(st.sampled_from(["One", "Two"]) for _ in range(5))),
    }
)


def drawn(draft: dict[str, Any], known: frozenset[str] = frozenset()) -> Snapshot:
    """Return a draft as `compile_draft` would: people by name, cancelled ones only where they are `known`."""
    room, track, event, bio, tagline = draft["names"]
    sessions = tuple(
        session(
            code, *(slot(f"{code}{n}", hour, place) for n, (hour, place) in enumerate(one["slots"])),
            event=one["event"], also=("side",) if one["also"] and one["event"] == "main" else (),
            title=one["title"], track=one["track"], is_cancelled=one["off"],
            line_up=tuple(Billing(person=who, name=who.title(), role=Role.SPEAKER) for who in one["who"]),
        )
        for code, one in sorted(draft["sessions"].items()) if not one["off"] or code in known
    )  # fmt: skip
    billed = sorted({b.person for s in sessions for b in s.line_up})
    summit = replace(snapshot().summit, tagline=tagline)
    return made(
        *sessions, summit=summit, events=(replace(EVENTS[0], name=event), EVENTS[1]),
        rooms=tuple(ReleasedRoom(slug=slug, name=f"{room} {slug}") for slug in ("hall", "attic", "barn")),
        tracks=tuple(ReleasedTrack(slug="t", name=track, event=e.slug) for e in EVENTS),
        people=tuple(ReleasedPerson(code=who, name=who.title(), biography=Text(source=bio)) for who in billed),
    )  # fmt: skip


def content(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without what tells how it came about: SEQUENCE, times of changes, the order of lists."""
    sessions = (
        replace(s, slots=tuple(replace(x, sequence=0, changed_at=at(0)) for x in sorted(s.slots, key=lambda x: x.uuid)))
        for s in snapshot.sessions
    )
    return replace(
        snapshot,
        sessions=tuple(sorted(sessions, key=lambda s: s.code)),
        rooms=tuple(sorted(snapshot.rooms, key=lambda r: r.slug)),
        tracks=tuple(sorted(snapshot.tracks, key=lambda t: (t.event, t.slug))),
        events=tuple(sorted(snapshot.events, key=lambda e: e.slug)),
        people=tuple(sorted(snapshot.people, key=lambda p: p.code)),
    )


CHOICES = st.one_of(
    st.sampled_from([MAIN, SIDE]),
    st.sets(st.sampled_from(["A0", "A1", "B0", "C0", "D", "A"]), min_size=1).map(Choice.of_slots),
)


@given(DRAFT, DRAFT, CHOICES)
def test_a_part_and_then_the_rest_is_the_whole(one: dict[str, Any], other: dict[str, Any], choice: Choice) -> None:
    """Only in what was public for a moment can they differ: a new session that is called off at once stays known."""
    past = carry(None, drawn(one), at(1))
    draft = drawn(other, frozenset(s.code for s in past.sessions))
    whole = after(past, draft, WHOLE)
    first = after(past, draft, choice)
    assert content(after(first, draft, WHOLE, 3)) == content(whole)


@given(DRAFT, DRAFT, CHOICES)
def test_a_part_deletes_nothing_and_moves_nothing_else(
    one: dict[str, Any], other: dict[str, Any], choice: Choice
) -> None:
    past = carry(None, drawn(one), at(1))
    draft = drawn(other, frozenset(s.code for s in past.sessions))
    now = after(past, draft, choice)
    there = {s.code: s for s in now.sessions}
    drafted = {s.code: s for s in draft.sessions}
    for before in past.sessions:
        assert {s.uuid for s in before.slots} <= {s.uuid for s in there[before.code].slots}
        is_theirs = before.event == choice.key and drafted.get(before.code, before).event == choice.key
        if choice.scope == ReleaseScope.EVENT and not is_theirs:
            assert there[before.code] == before
    for name in ("rooms", "tracks", "events"):
        kept = {(getattr(t, "event", ""), t.slug) for t in getattr(now, name)}
        assert {(getattr(t, "event", ""), t.slug) for t in getattr(past, name)} <= kept
    assert {p.code for p in now.people} == {b.person for s in now.sessions for b in s.line_up}
    assert {room for s in now.sessions for x in s.slots for room in x.rooms} <= {room.slug for room in now.rooms}
    assert {e for s in now.sessions for e in (s.event, *s.also)} <= {e.slug for e in now.events}


@given(DRAFT, DRAFT, st.sampled_from([MAIN, SIDE]))
def test_sequence_rises_once_whether_in_one_step_or_in_two(
    one: dict[str, Any], other: dict[str, Any], choice: Choice
) -> None:
    """With the same shared names before and after, an entry changes in one of the steps alone."""
    past = carry(None, drawn(one), at(1))
    draft = drawn({**other, "names": one["names"]}, frozenset(s.code for s in past.sessions))
    whole = after(past, draft, WHOLE)
    steps = after(after(past, draft, choice), draft, WHOLE, 3)
    assert sequences(steps) == sequences(whole)


def sequences(snapshot: Snapshot) -> dict[str, int]:
    return {slot.uuid: slot.sequence for s in snapshot.sessions for slot in s.slots}
