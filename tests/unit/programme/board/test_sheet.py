"""The board's sheet knows every class that a card may carry, whatever the day."""

from __future__ import annotations

import re

from eventsite.programme.board import sheet
from eventsite.programme.board.geometry import MOST_COLUMNS, MOST_LANES, MOST_ROWS


def known() -> set[str]:
    return set(re.findall(r"^\.([a-z]+\d+) \{", sheet.stylesheet(), re.MULTILINE))


def test_every_column_row_and_lane_has_its_class() -> None:
    rows, columns = range(MOST_ROWS), range(1, MOST_COLUMNS + 1)
    assert known() == {
        *(f"t{row}" for row in rows), *(f"d{row + 1}" for row in rows),
        *(f"{kind}{number}" for kind in "ncw" for number in columns),
        *(f"of{count}" for count in range(1, MOST_LANES + 1)), *(f"k{count}" for count in range(1, MOST_LANES + 1)),
        *(f"l{lane}" for lane in range(MOST_LANES)),
        *(f"from{hour}" for hour in range(MOST_ROWS // 12)),
        *(f"to{hour + 1}" for hour in range(MOST_ROWS // 12)),
    }  # fmt: skip


def test_it_is_small_when_sent() -> None:
    assert len(sheet.compressed()) < 8_000


def test_a_row_stands_under_the_heads_of_the_rooms_and_a_column_beside_the_times() -> None:
    text = sheet.stylesheet()
    assert ".t0 { grid-row-start: 2; }" in text
    assert ".c1 { grid-column-start: 2; }" in text
