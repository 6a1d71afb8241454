"""What is on now and next in each room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from eventsite.front.board import Board, Phase, board
from eventsite.programme.states import SessionKind
from tests.unit.calendar.samples import MONDAY, make_programme, make_session, make_slot

HOUR = timedelta(hours=1)
#: Hall A: first 9:00, second 10:00. Room 2: beside 9:30. Lunch everywhere at 12:00, the last at 13:00. One on Tuesday.
PROGRAMME = make_programme(
    make_session("first", make_slot(1, MONDAY, 60)),
    make_session("second", make_slot(2, MONDAY + HOUR, 60)),
    make_session("beside", make_slot(3, MONDAY + HOUR / 2, 60, rooms=("room-2",))),
    make_session("lunch", make_slot(4, MONDAY + 3 * HOUR, 60, rooms=("hall-a", "room-2")), kind=SessionKind.BREAK),
    make_session("last", make_slot(5, MONDAY + 4 * HOUR, 60)),
    make_session("tuesday", make_slot(6, MONDAY + 24 * HOUR, 60)),
)


def rows_of(found: Board) -> list[tuple[str, list[str], str | None]]:
    return [
        (row.room.slug, [entry.session.code for entry in row.now], row.next and row.next.session.code)
        for row in found.rows
    ]


def codes(found: Board) -> tuple[list[str], str | None]:
    return [entry.session.code for entry in found.everywhere], found.then and found.then.session.code


@pytest.mark.parametrize(
    ("at", "rows"),
    [
        (MONDAY - timedelta(seconds=1), [("hall-a", [], "first"), ("room-2", [], "beside")]),
        (MONDAY, [("hall-a", ["first"], "second"), ("room-2", [], "beside")]),
        (MONDAY + HOUR - timedelta(seconds=1), [("hall-a", ["first"], "second"), ("room-2", ["beside"], None)]),
        (MONDAY + HOUR, [("hall-a", ["second"], "last"), ("room-2", ["beside"], None)]),
        (MONDAY + 2 * HOUR, [("hall-a", [], "last")]),
    ],
)
def test_each_room_shows_now_and_next(at: datetime, rows: list[tuple[str, list[str], str | None]]) -> None:
    found = board(PROGRAMME, at)
    assert (found.phase, rows_of(found), codes(found)) == (Phase.RUNNING, rows, ([], "lunch"))


def test_what_is_on_everywhere_is_told_once() -> None:
    found = board(PROGRAMME, MONDAY + 3 * HOUR)
    assert (found.phase, rows_of(found), codes(found)) == (Phase.RUNNING, [("hall-a", [], "last")], (["lunch"], None))


def test_the_moment_is_told_as_the_summits_clock_shows_it() -> None:
    assert board(PROGRAMME, MONDAY).at.isoformat() == "2026-11-02T09:00:00-05:00"


@pytest.mark.parametrize(
    ("at", "phase", "openers"),
    [
        (MONDAY - 24 * HOUR, Phase.BEFORE, ["first"]),
        (MONDAY + 5 * HOUR, Phase.BETWEEN, ["tuesday"]),
        (MONDAY + 25 * HOUR, Phase.OVER, []),
        (datetime(2030, 1, 1, tzinfo=UTC), Phase.OVER, []),
    ],
)
def test_when_nothing_more_is_on_today_it_says_what_comes_first(at: datetime, phase: Phase, openers: list[str]) -> None:
    found = board(PROGRAMME, at)
    assert (found.phase, found.rows, [entry.session.code for entry in found.openers]) == (phase, (), openers)


def test_openers_all_start_at_one_time_and_are_few() -> None:
    many = [make_session(f"s{n}", make_slot(n, MONDAY, 60)) for n in range(9)]
    found = board(make_programme(*many, make_session("later", make_slot(20, MONDAY + HOUR))), MONDAY - 24 * HOUR)
    assert [entry.session.code for entry in found.openers] == ["s0", "s1", "s2", "s3", "s4", "s5"]


def test_a_shared_room_shows_everything_in_it() -> None:
    both = [make_session(code, make_slot(n, MONDAY, 60)) for n, code in enumerate("ab")]
    assert rows_of(board(make_programme(*both), MONDAY)) == [("hall-a", ["a", "b"], None)]


def test_a_programme_of_nothing_is_before_everything() -> None:
    assert board(make_programme(make_session("a")), MONDAY).phase == Phase.BEFORE
