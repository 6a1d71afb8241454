"""The board's style sheet: where rows, columns, lanes and hours are. Pages carry no style attributes.

It is the same for every summit and day: cN and wN are columns, tN and dN rows of five minutes, ofN, lN and kN lanes,
fromN and toN the hours between which a day is drawn, nN how many columns. A module puts things anywhere by classes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

import brotli

from eventsite.programme.board.geometry import HOUR, MOST_COLUMNS, MOST_LANES, MOST_ROWS

_HEAD = 1  # the row with the names of the rooms
_TIMES = 1  # the column with the times


@cache
def stylesheet() -> str:
    """Return the sheet; it is made once."""
    wide = "\n".join(_rules())
    return f"@layer release {{\n@media (min-width: 60rem) {{\n{wide}\n}}\n}}\n"


@cache
def compressed() -> bytes:
    return bytes(brotli.compress(stylesheet().encode()))


@cache
def seal() -> str:
    """Return what stands for the sheet in its address."""
    return hashlib.sha256(stylesheet().encode()).hexdigest()[:10]


def _rules() -> Iterator[str]:
    for number in range(1, MOST_COLUMNS + 1):
        yield f".n{number} {{ --columns: {number}; }}"
        yield f".c{number} {{ grid-column-start: {number + _TIMES}; }}"
        yield f".w{number} {{ grid-column-end: span {number}; }}"
    for row in range(MOST_ROWS):
        yield f".t{row} {{ grid-row-start: {row + 1 + _HEAD}; }}"
        yield f".d{row + 1} {{ grid-row-end: span {row + 1}; }}"
    for count in range(1, MOST_LANES + 1):
        yield f".of{count} {{ --lanes: {count}; }}"
        yield f".l{count - 1} {{ --lane: {count - 1}; }}"
        yield f".k{count} {{ --wide: {count}; }}"
    for hour in range(MOST_ROWS // HOUR):
        before = f" repeat({hour * HOUR}, 0)" if hour else ""
        yield f".to{hour + 1} {{ --end: {(hour + 1) * HOUR + 1 + _HEAD}; }}"
        yield f".from{hour} {{ grid-template-rows: auto{before}; }}"
