"""The style sheet of a release: where things stand in the agenda's grid. Pages carry no style attributes.

Classes: n = columns of a grid, c = first column, w = columns wide, t = first row (five minutes each, from the hour at
which a day begins), d = minutes long, g = the rows of one day. Every class that a page of this release may use is
here, whatever it is filtered by.
Rows stretch where larger text needs it. Breaks and stretches without sessions are drawn at half height.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from eventsite.programme.pages.agenda_grid import most_columns, rows_of
from eventsite.programme.releases.public import Day, Programme
from eventsite.programme.states import SessionKind

#: A pause shorter than this many rows is drawn at full height.
SHORTEST_PAUSE = 9
_HEAD = 1  # the row with the names of the rooms
_TIMES = 1  # the column with the times


def stylesheet(programme: Programme) -> str:
    """Return the sheet, '' for a programme without sessions."""
    if not programme.days:
        return ""
    first = min(rows_of(programme, entry).top for entry in programme.entries)
    rules = [
        *_columns(max(most_columns(programme, day) for day in programme.days)),
        *_starts(first, max(rows_of(programme, entry).bottom for entry in programme.entries)),
        *_lengths({rows_of(programme, e).bottom - rows_of(programme, e).top for e in programme.entries}),
        *(_rows(programme, place, day, first) for place, day in enumerate(programme.days)),
    ]
    return "@layer release {\n@media (min-width: 60rem) {\n" + "\n".join(rules) + "\n}\n}\n"


def _columns(most: int) -> Iterator[str]:
    for count in range(1, most + 1):
        yield f".n{count} {{ --columns: {count}; }}"
    for first in range(1, most + 1):
        yield f".c{first} {{ grid-column-start: {first + _TIMES}; }}"
    for width in range(2, most + 1):
        yield f".w{width} {{ grid-column-end: span {width}; }}"


def _starts(first: int, last: int) -> Iterator[str]:
    """Yield every row, not only those where something starts: the line of what is now may stand on any."""
    for row in range(first, last):
        yield f".t{row} {{ grid-row-start: {row - first + 1 + _HEAD}; }}"


def _lengths(rows: Iterable[int]) -> Iterator[str]:
    for count in sorted(rows):
        yield f".d{count * 5} {{ grid-row-end: span {count}; }}"


def _rows(programme: Programme, place: int, day: Day, first: int) -> str:
    heights = "".join(
        f" repeat({len(list(same))}, {height})" for height, same in groupby(_heights(programme, day, first))
    )
    return f".g{place} {{ grid-template-rows: auto{heights}; }}"


def _heights(programme: Programme, day: Day, first: int) -> Iterator[str]:
    """Yield the height of every row from the first of the summit to the last of this day."""
    stretches = [rows_of(programme, entry) for entry in day.entries]
    top, bottom = min(s.top for s in stretches), max(s.bottom for s in stretches)
    yield from ("0" for _ in range(first, top))
    busy = {
        row for entry, stretch in zip(day.entries, stretches, strict=True)
        if entry.session.kind is not SessionKind.BREAK for row in range(stretch.top, stretch.bottom)
    }
    for is_busy, group in groupby(range(top, bottom), key=busy.__contains__):
        rows: Sequence[int] = list(group)
        is_short = not is_busy and len(rows) >= SHORTEST_PAUSE
        yield from ("minmax(var(--row-idle), auto)" if is_short else "minmax(var(--row), auto)" for _ in rows)
