"""Where cards stand: rows of real time, a column per room, lanes where things meet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.board.geometry import (
    MOST_LANES,
    MOST_ROWS,
    Box,
    Stretch,
    boxes,
    day_end,
    day_start,
    rows_of,
    window,
)

NEW_YORK = ZoneInfo("America/New_York")


def test_row_0_is_four_in_the_morning() -> None:
    assert day_start(date(2026, 10, 29), NEW_YORK) == datetime(2026, 10, 29, 8, 0, tzinfo=UTC)
    assert day_end(date(2026, 10, 29), NEW_YORK) == datetime(2026, 10, 30, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 10, 31), 25), (date(2026, 3, 7), 23), (date(2026, 10, 29), 24)]
)
def test_a_day_is_as_long_as_it_is(on: date, hours: int) -> None:
    assert day_end(on, NEW_YORK) - day_start(on, NEW_YORK) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("starts", "ends", "rows"),
    [(0, 45, (0, 9)), (7, 12, (1, 2)), (62, 63, (12, 13)), (-30, 10, (0, 2)), (0, 5000, (0, MOST_ROWS))],
)
def test_a_slot_takes_the_rows_it_lasts_and_one_at_least(starts: int, ends: int, rows: tuple[int, int]) -> None:
    row_0 = day_start(date(2026, 10, 29), NEW_YORK)
    begins, ends_at = row_0 + timedelta(minutes=starts), row_0 + timedelta(minutes=ends)
    assert rows_of(begins, ends_at, row_0) == Stretch(*rows)


def test_an_empty_day_is_drawn_from_eight_to_six() -> None:
    assert window([]) == Stretch(48, 168)


def test_a_day_is_drawn_with_an_hour_to_spare() -> None:
    assert window([Stretch(48, 60), Stretch(170, 240)]) == Stretch(36, 252)


def test_what_meets_nothing_has_its_room_for_itself() -> None:
    assert boxes([Stretch(0, 9), Stretch(9, 18)], [(1,), (1,)]) == [(Box(1),), (Box(1),)]


def test_what_meets_in_a_room_stands_side_by_side() -> None:
    assert boxes([Stretch(0, 9), Stretch(5, 12), Stretch(20, 30)], [(2,), (2,), (2,)]) == [
        (Box(2, 1, 2, 0, 1),), (Box(2, 1, 2, 1, 1),), (Box(2),),
    ]  # fmt: skip


def test_a_plenary_is_one_box_over_neighbouring_rooms() -> None:
    assert boxes([Stretch(0, 9)], [(1, 2, 4)]) == [(Box(1, 2), Box(4))]


def test_a_plenary_keeps_to_its_lane_where_something_else_runs() -> None:
    plenary, talk = boxes([Stretch(0, 9), Stretch(3, 6)], [(1, 2, 3), (2,)])
    assert plenary == (Box(1), Box(2, 1, 2, 0, 1), Box(3))
    assert talk == (Box(2, 1, 2, 1, 1),)


def test_more_at_once_than_can_be_drawn_is_left_out() -> None:
    found = boxes([Stretch(0, 9)] * 200, [(1,)] * 200)
    assert [box for mine in found for box in mine] == [
        Box(1, 1, MOST_LANES, lane, 1) for lane in range(MOST_LANES)
    ]


@pytest.mark.parametrize(
    ("box", "classes"), [(Box(3), "c3 w1"), (Box(1, 4), "c1 w4"), (Box(2, 1, 3, 1, 2), "c2 w1 of3 l1 k2")]
)
def test_a_box_says_where_it_is_in_classes(box: Box, classes: str) -> None:
    assert box.classes == classes


@st.composite
def days(draw: st.DrawFn) -> tuple[list[Stretch], list[tuple[int, ...]]]:
    count = draw(st.integers(1, 12))
    tops = draw(st.lists(st.integers(0, 40), min_size=count, max_size=count))
    stretches = [Stretch(top, top + draw(st.integers(1, 12))) for top in tops]
    columns = [tuple(sorted(draw(st.sets(st.integers(1, 4), min_size=1)))) for _ in stretches]
    return stretches, columns


@given(days())
def test_no_two_cards_ever_lie_on_each_other(day: tuple[list[Stretch], list[tuple[int, ...]]]) -> None:
    stretches, columns = day
    cells: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for stretch, mine, found in zip(stretches, columns, boxes(stretches, columns), strict=True):
        assert {column for box in found for column in range(box.column, box.column + box.width)} == set(mine)
        for box in found:
            for column in range(box.column, box.column + box.width):
                left, right = box.lane / box.lanes, (box.lane + box.wide) / box.lanes
                for row in range(stretch.top, stretch.bottom):
                    cells.setdefault((column, row), []).append((left, right))
    for spans in cells.values():
        assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(sorted(spans)))
