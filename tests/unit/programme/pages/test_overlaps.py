"""Which starred lines overlap, and the page made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.pages.my_agenda import my_agenda
from eventsite.programme.pages.overlaps import find_overlaps
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedSession, ReleasedSlot, ReleasedSummit, Snapshot
from eventsite.programme.states import SessionKind

NOON = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)


def slot(uuid: str, starts: float, ends: float, *, is_cancelled: bool = False) -> ReleasedSlot:
    """Return a slot that starts and ends so many minutes after noon."""
    return ReleasedSlot(
        uuid=uuid,
        uid=uuid,
        starts_at=NOON + timedelta(minutes=starts),
        ends_at=NOON + timedelta(minutes=ends),
        is_cancelled=is_cancelled,
        changed_at=NOON,
    )


def session(code: str, *slots: ReleasedSlot, is_cancelled: bool = False) -> ReleasedSession:
    return ReleasedSession(
        code=code, event="main", title=code, kind=SessionKind.TALK, is_cancelled=is_cancelled, slots=slots
    )


def entries(*sessions: ReleasedSession) -> list[Entry]:
    return [Entry(session, slot) for session in sessions for slot in session.slots]


def overlaps(*sessions: ReleasedSession) -> dict[str, list[tuple[str, int]]]:
    """Return slot -> [(code of the other, minutes)]."""
    found = find_overlaps(entries(*sessions))
    return {uuid: [(overlap.other.session.code, overlap.minutes) for overlap in of] for uuid, of in found.items()}


@pytest.mark.parametrize(
    ("starts", "ends", "minutes"),
    [(0, 45, 45), (30, 75, 15), (-30, 10, 10), (10, 20, 10), (-10, 90, 45), (44.5, 60, 1)],
)
def test_both_lines_say_for_how_long(starts: float, ends: float, minutes: int) -> None:
    assert overlaps(session("A", slot("a", 0, 45)), session("B", slot("b", starts, ends))) == {
        "a": [("B", minutes)],
        "b": [("A", minutes)],
    }


@pytest.mark.parametrize(("starts", "ends"), [(45, 60), (-15, 0), (60, 90)])
def test_one_after_the_other_is_no_overlap(starts: float, ends: float) -> None:
    assert overlaps(session("A", slot("a", 0, 45)), session("B", slot("b", starts, ends))) == {}


def test_the_cancelled_overlap_with_nothing() -> None:
    on = session("A", slot("a", 0, 45))
    assert overlaps(on, session("B", slot("b", 0, 45), is_cancelled=True)) == {}
    assert overlaps(on, session("B", slot("b", 0, 45, is_cancelled=True))) == {}


def test_a_session_does_not_overlap_with_itself() -> None:
    assert overlaps(session("A", slot("a1", 0, 45), slot("a2", 0, 45))) == {}


def test_three_at_once_each_name_the_other_two() -> None:
    found = overlaps(session("A", slot("a", 0, 90)), session("B", slot("b", 15, 30)), session("C", slot("c", 20, 120)))
    assert found == {"a": [("B", 15), ("C", 70)], "b": [("A", 15), ("C", 10)], "c": [("A", 70), ("B", 10)]}


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 120)), max_size=12))
def test_every_pair_is_found(times: list[tuple[int, int]]) -> None:
    sessions = [session(str(n), slot(str(n), start, start + length)) for n, (start, length) in enumerate(times)]
    expected = {
        (str(n), str(m), min(a + b, c + d) - max(a, c))
        for n, (a, b) in enumerate(times)
        for m, (c, d) in enumerate(times)
        if n != m and a < c + d and c < a + b
    }
    found = overlaps(*sessions)
    assert {(uuid, code, minutes) for uuid, of in found.items() for code, minutes in of} == expected


def programme(*sessions: ReleasedSession) -> Programme:
    summit = ReleasedSummit(
        slug="summit", name="Summit", time_zone="America/New_York", starts_on=date(2026, 11, 1),
        ends_on=date(2026, 11, 2), registration="soon",
    )  # fmt: skip
    return Programme(Snapshot(summit=summit, sessions=sessions), release_id=1, number=1, released_at=NOON)


def test_my_agenda_has_the_starred_by_day() -> None:
    day = 24 * 60
    mine = my_agenda(
        programme(
            session("A", slot("a1", 0, 45), slot("a2", day, day + 45)),
            session("B", slot("b", 30, 60)),
            session("C", slot("c", 0, 45)),
        ),
        ["B", "A", "unknown"],
    )
    assert [(d.on, [(line.entry.slot.uuid, len(line.overlaps)) for line in d.lines]) for d in mine.days] == [
        (date(2026, 11, 1), [("a1", 1), ("b", 1)]),
        (date(2026, 11, 2), [("a2", 0)]),
    ]
    assert mine.count == 2


def test_my_agenda_without_stars_has_no_days() -> None:
    mine = my_agenda(programme(session("A", slot("a", 0, 45))), [])
    assert (mine.days, mine.count) == ((), 0)
