"""The sweep finds what a naive reading finds, minute by minute and pair by pair, in any programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from eventsite.programme.clashes import sweep
from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.sweep import clashes_at, clashes_of_session, find_clashes
from eventsite.programme.clashes.trying import imagine, try_place
from eventsite.programme.clashes.values import Hold, Placed, Planned, Seat
from eventsite.programme.states import AppearanceState, Role, SessionKind, Severity
from tests.clashing import HALLS, at, facts

MINUTE = timedelta(minutes=1)
ROOMS = [hall.slug for hall in HALLS]

About = tuple[str, str, frozenset[str]]

seats = st.builds(
    lambda who, role, state: Seat(who, who.title(), role, state),
    st.sampled_from(["ada", "bob", "cyd"]),
    st.sampled_from([Role.SPEAKER, Role.MODERATOR, Role.BACKSTAGE, Role.BENCH]),
    st.sampled_from([AppearanceState.CONFIRMED, AppearanceState.INVITED, AppearanceState.DECLINED]),
)
places = st.tuples(
    st.integers(0, 36),
    st.integers(1, 12),
    st.lists(st.sampled_from(ROOMS), max_size=2, unique=True).map(tuple),
)
spans = st.tuples(st.integers(0, 24), st.integers(1, 30)).map(
    lambda span: (at("09:00") + 5 * MINUTE * span[0], at("09:00") + 5 * MINUTE * sum(span))
)
events = st.sampled_from(["main", "side"])
held = st.builds(lambda event, span: Hold(event, *(span or (None, None))), events, st.none() | spans)
holds = st.dictionaries(st.sampled_from(["hall", "attic"]), st.lists(held, min_size=1, max_size=3).map(tuple))


@st.composite
def programmes(draw: st.DrawFn) -> Facts:
    placed = []
    for number in range(draw(st.integers(1, 8))):
        slots = draw(st.lists(places, min_size=1, max_size=2))
        planned = Planned(
            code=f"S{number}",
            title=f"Session {number}",
            event=draw(events),
            also=draw(st.sampled_from([(), (), ("side",)])),
            kind=draw(st.sampled_from([SessionKind.TALK, SessionKind.TALK, SessionKind.PANEL, SessionKind.BREAK])),
            people=tuple(draw(st.lists(seats, max_size=3))),
            stars=draw(st.sampled_from([0, 30, 90])),
            slots=len(slots),
            is_cancelled=draw(st.integers(0, 9)) == 0,
        )
        for turn, (start, length, rooms) in enumerate(slots):
            starts_at = at("09:00") + 5 * MINUTE * start
            placed.append(Placed(f"{number}.{turn}", planned, starts_at, starts_at + 5 * MINUTE * length, rooms))
    return facts(*placed, holds=draw(holds))


def naive(these: Facts) -> list[About]:
    """Read the rules off the minutes themselves: what is in which minute, pair by pair."""
    found = []
    live = [placed for placed in these.slots if not placed.session.is_cancelled]
    for one, other in combinations(live, 2):
        pair = frozenset({one.slot, other.slot})
        wrong = [*_naive_people(these, one, other), *_naive_rooms(these, one, other)]
        found += [(rule, who, pair) for rule, who in wrong]
    for placed in live:
        if strange := [room for room in placed.rooms if not _naive_held(these, room, placed)]:
            found.append(("allocation", ",".join(strange), frozenset({placed.slot})))
    return sorted(found, key=str)


def _naive_people(these: Facts, one: Placed, other: Placed) -> Iterator[tuple[str, str]]:
    if SessionKind.BREAK in (one.kind, other.kind):
        return
    for who in ("ada", "bob", "cyd"):
        here, there = _naive_part(one, who), _naive_part(other, who)
        if here and there and minutes(one) & minutes(other):
            if (here, there) == ("comes", "comes"):
                yield "person", who
            elif "comes" in (here, there):
                yield "bench", who
        elif (here, there) == ("comes", "comes"):
            between = min(abs(m - n) for m in minutes(one) for n in minutes(other)) - 1
            if between < _naive_walk(these, one, other):
                yield "walk", who


def _naive_part(placed: Placed, who: str) -> str:
    parts = {
        seat.role == Role.BENCH
        for seat in placed.people
        if seat.person == who and seat.state in (AppearanceState.INVITED, AppearanceState.CONFIRMED)
    }
    return "" if not parts else "comes" if False in parts else "bench"


def _naive_walk(these: Facts, one: Placed, other: Placed) -> int:
    ways = [0] if not one.rooms or not other.rooms else []
    for here in (these.rooms[room].zone for room in one.rooms):
        for there in (these.rooms[room].zone for room in other.rooms):
            is_known = here and there and here != there
            ways.append((10 if {here, there} == {"north", "south"} else 5) if is_known else 0)
    return min(ways)


def _naive_rooms(these: Facts, one: Placed, other: Placed) -> Iterator[tuple[str, str]]:
    shared = [room for room in one.rooms if room in other.rooms and room != "market"]
    if shared and minutes(one) & minutes(other):
        yield "room", ",".join(shared)


def _naive_held(these: Facts, room: str, placed: Placed) -> bool:
    if room not in these.holds:
        return True
    ours: set[int] = set()
    for hold in these.holds[room]:
        if hold.event in (placed.event, *placed.session.also):
            ours |= minutes(placed) if hold.starts_at is None else minutes(hold)
    return minutes(placed) <= ours


def minutes(span: Any) -> set[int]:
    first = (span.starts_at - at("00:00")) // MINUTE
    return set(range(first, first + (span.ends_at - span.starts_at) // MINUTE))


def swept(these: Facts) -> list[About]:
    """Return what the sweep finds, but for what is about a session or its seats."""
    pairs = ("person", "walk", "bench", "room", "allocation")
    return sorted((clash.about for clash in find_clashes(these) if clash.rule in pairs), key=str)


@given(programmes())
@settings(max_examples=300)
def test_the_sweep_finds_what_a_naive_reading_finds(these: Facts) -> None:
    assert swept(these) == naive(these)


def _neighbours_only(things: Any, placed_of: Any, reach: Any) -> Iterator[Any]:
    yield from pairwise(things)


def _without_reach(things: Any, placed_of: Any, reach: Any, real: Any = sweep.meetings) -> Iterator[Any]:
    yield from real(things, placed_of, timedelta())


def _first_come_first_gone(things: Any, placed_of: Any, reach: Any) -> Iterator[Any]:
    """Forget everything that began before what has just ended."""
    near: list[Any] = []
    for thing, placed in zip(things, placed_of, strict=True):
        while near and near[0][0] <= placed.starts_at:
            near.pop(0)
        near = near[:1]
        yield from ((other, thing) for _, other in near)
        near.append((placed.ends_at + reach, thing))


@pytest.mark.parametrize("broken", [_neighbours_only, _without_reach, _first_come_first_gone])
def test_the_naive_reading_catches_a_broken_sweep(broken: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoSuchExample):
        find(programmes(), lambda these: swept(these) != naive(these), settings=settings(max_examples=100))
    monkeypatch.setattr(sweep, "meetings", broken)
    anyone = settings(max_examples=2000, phases=[Phase.generate])  # the first will do, it need not be the smallest
    assert find(programmes(), lambda these: swept(these) != naive(these), settings=anyone)


@given(programmes())
def test_the_clashes_of_each_session_are_those_of_all(these: Facts) -> None:
    each = {clash for code in these.sessions for clash in clashes_of_session(these, code)}
    assert each == set(find_clashes(these))
    assert len({clash.key for clash in each}) == len(each)


@given(programmes(), st.integers(0, 7), places)
def test_a_place_that_is_tried_is_as_it_will_be(these: Facts, number: int, place: Any) -> None:
    slot = these.slots[number % len(these.slots)].slot
    starts_at = at("09:00") + 5 * MINUTE * place[0]
    there = (starts_at, starts_at + 5 * MINUTE * place[1], place[2])
    trial, then = try_place(these, slot, *there), find_clashes(these.moved({slot: there}))
    assert {clash.key for clash in trial.clashes} == {clash.key for clash in then if slot in clash.slots}
    now = {clash.about for clash in find_clashes(these) if slot in clash.slots}
    assert {clash.about for clash in trial.new} == {clash.about for clash in trial.clashes} - now
    assert {clash.about for clash in trial.ended} == now - {clash.about for clash in trial.clashes}


@given(programmes(), st.integers(0, 7))
def test_an_alternative_is_free(these: Facts, number: int) -> None:
    placed = these.slots[number % len(these.slots)]
    offered = alternatives(these, placed.slot, most=20)
    assert len(set(offered)) == len(offered)
    for place in offered:
        _, there = imagine(these, placed.slot, place.starts_at, place.ends_at, place.rooms)
        assert there != placed
        assert [clash.rule for clash in clashes_at(these, there) if clash.severity != Severity.INFO] == []
        assert any(day.opens_at <= place.starts_at and place.ends_at <= day.closes_at for day in these.hours)
