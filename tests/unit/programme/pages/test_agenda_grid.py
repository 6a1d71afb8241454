"""The grid of a day: nothing covers anything, and what belongs to everybody spreads."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings

from eventsite.programme.pages.agenda_grid import Grid, Item, Look, lay_out, most_columns
from eventsite.programme.pages.lanes import Box, Stretch
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedSession
from eventsite.programme.states import SessionKind
from tests.agendas import programme, programmes, session, slot


def grid_of(*sessions: ReleasedSession, events: tuple[str, ...] = ("one", "two")) -> Grid:
    made = programme(*sessions, events=events)
    return lay_out(made, made.days[0].entries)


def items(grid: Grid) -> dict[str, Item]:
    return {item.entry.session.code: item for item in grid.items}


def boxes(grid: Grid) -> dict[str, tuple[Box, ...]]:
    return {code: item.boxes for code, item in items(grid).items()}


def cells(item: Item) -> set[tuple[int, int]]:
    return {
        (row, column) for row in range(item.rows.top, item.rows.bottom)
        for box in item.boxes for column in range(box.first, box.last + 1)
    }


@settings(max_examples=80)
@given(programmes())
def test_everything_stands_in_the_grid_and_covers_nothing(made: Programme) -> None:
    for day in made.days:
        grid = lay_out(made, day.entries)
        assert [item.entry for item in grid.items] == list(day.entries)
        assert all(item.boxes and 1 <= box.first <= box.last <= grid.width for item in grid.items for box in item.boxes)
        assert [(a, b) for a, b in combinations(grid.items, 2) if cells(a) & cells(b)] == []
        edges = [column.box for column in grid.columns]
        assert [box.first for box in edges] == [1, *(box.last + 1 for box in edges)][: len(edges)]


@settings(max_examples=80)
@given(programmes())
def test_a_filter_never_needs_more_columns_than_the_style_sheet_has(made: Programme) -> None:
    for day in made.days:
        for kept in (day.entries[::2], day.entries[1::3], day.entries[:1]):
            assert lay_out(made, kept).width <= most_columns(made, day)


def test_starts_and_ends_are_rounded_down_to_rows() -> None:
    grid = grid_of(session("A", slot(62, 30)), session("B", slot(92, 1, "b")))
    assert items(grid)["A"].rows == Stretch(12, 18)
    assert items(grid)["B"].rows == Stretch(18, 19)


def test_parallel_sessions_of_a_room_stand_side_by_side() -> None:
    grid = grid_of(
        session("A", slot(0, 60)), session("B", slot(30, 60)), session("C", slot(120)), session("D", slot(0, 45, "b")))
    assert boxes(grid) == {"A": (Box(1, 1),), "B": (Box(2, 2),), "C": (Box(1, 2),), "D": (Box(3, 3),)}


def test_rooms_apart_make_two_boxes_and_neighbours_one() -> None:
    grid = grid_of(session("A", slot(0, 45, "ac")), session("B", slot(0, 45, "b")), session("C", slot(60, 45, "ab")))
    assert boxes(grid) == {"A": (Box(1, 1), Box(3, 3)), "B": (Box(2, 2),), "C": (Box(1, 2),)}


def test_a_plenary_takes_the_free_rooms_beside_its_own() -> None:
    everybody = {"also": ("two",), "kind": SessionKind.KEYNOTE}
    grid = grid_of(
        session("A", slot(0, 45, "a")), session("B", slot(0, 45, "b")), session("C", slot(0, 45, "c")),
        session("K", slot(60, 45, "a"), **everybody), session("X", slot(60, 45, "c")),
        session("L", slot(120, 45, "a"), **everybody),
    )
    assert {code: boxes(grid)[code] for code in "KXL"} == {"K": (Box(1, 2),), "X": (Box(3, 3),), "L": (Box(1, 3),)}
    assert {code: items(grid)[code].look for code in "KXL"} == {
        "K": Look.PLENARY, "X": Look.SESSION, "L": Look.PLENARY}


def test_with_one_event_a_keynote_is_for_everybody_when_nothing_runs_beside_it() -> None:
    keynote = {"kind": SessionKind.KEYNOTE}
    grid = grid_of(
        session("A", slot(0)), session("B", slot(0, 45, "b")), session("K", slot(60), **keynote),
        session("M", slot(120), **keynote), session("C", slot(120, 45, "b")), events=("one",),
    )
    assert {code: items(grid)[code].look for code in "AKM"} == {
        "A": Look.SESSION, "K": Look.PLENARY, "M": Look.SESSION}


def test_a_hall_of_plenaries_needs_no_column() -> None:
    grid = grid_of(
        session("A", slot(0, 45, "a")), session("B", slot(0, 45, "b")),
        session("K", slot(60, 45, "f"), also=("two",), kind=SessionKind.KEYNOTE),
    )
    assert [column.room.slug for column in grid.columns if column.room] == ["a", "b"]
    assert boxes(grid)["K"] == (Box(1, 2),)


def test_a_break_in_no_room_spreads_where_nobody_is_and_else_stands_elsewhere() -> None:
    lunch = {"kind": SessionKind.BREAK}
    talks = [session(room.upper(), slot(0, 300, room)) for room in "abc"]
    grid = grid_of(*talks, session("L", slot(300, 60, ""), **lunch), session("M", slot(60, 60, ""), **lunch))
    assert boxes(grid)["L"] == (Box(1, 3),)
    assert boxes(grid)["M"] == (Box(4, 4),)
    assert [column.room for column in grid.columns][-1] is None


def test_two_breaks_at_once_do_not_share_a_place() -> None:
    lunch = {"kind": SessionKind.BREAK}
    talks = [session(room.upper(), slot(0, 45, room)) for room in "ab"]
    grid = grid_of(*talks, session("L", slot(60, 60, "a"), **lunch), session("M", slot(60, 60, "b"), **lunch))
    assert {code: boxes(grid)[code] for code in "LM"} == {"L": (Box(1, 1),), "M": (Box(2, 2),)}


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    """Half past one comes twice that night; the second is twelve rows below the first."""
    first, second = 21 * 60 + 30, 22 * 60 + 30
    grid = grid_of(session("A", slot(first, 30)), session("B", slot(second, 30)))
    assert [item.rows.top for item in grid.items] == [258, 270]
    assert boxes(grid) == {"A": (Box(1, 1),), "B": (Box(1, 1),)}
