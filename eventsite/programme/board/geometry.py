"""Where the cards of one day stand: rows of five minutes from 04:00 on, a column for each room, lanes inside a column.

Pure functions. A card is as high as it is long: the day is drawn to scale, so what is dragged lands where it looks.
What runs at once in a room stands side by side; a card over several rooms is one box where it is alone in them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventsite.programme.pages.lanes import Stretch, lanes
from eventsite.programme.releases.public import NIGHT

STEP = timedelta(minutes=5)
HOUR = timedelta(hours=1) // STEP
#: A night in which the clocks go back.
MOST_ROWS = 26 * HOUR
MOST_COLUMNS = 120
#: More at once than this in a room cannot be drawn; what is left is counted and stands in the list of a phone.
MOST_LANES = 12
#: A day is drawn from 08:00 to 18:00 at least, in rows.
USUAL = Stretch(4 * HOUR, 14 * HOUR)


@dataclass(frozen=True, slots=True)
class Box:
    """Columns from `column` (1 is the first room), `width` of them; there, `wide` of `lanes` lanes from `lane` on."""

    column: int
    width: int = 1
    lanes: int = 1
    lane: int = 0
    wide: int = 1

    @property
    def is_whole(self) -> bool:
        return self.wide == self.lanes

    @property
    def classes(self) -> str:
        """Return the classes of the sheet that put it there."""
        beside = "" if self.is_whole else f" of{self.lanes} l{self.lane} k{self.wide}"
        return f"c{self.column} w{self.width}{beside}"


def day_start(on: date, zone: ZoneInfo) -> datetime:
    """Return the instant of row 0."""
    return (datetime.combine(on, time(), zone) + NIGHT).astimezone(UTC)


def day_end(on: date, zone: ZoneInfo) -> datetime:
    return day_start(on + timedelta(days=1), zone)


def rows_of(starts_at: datetime, ends_at: datetime, row_0: datetime) -> Stretch:
    """Return the rows of a slot, at least one; what touches in time touches here."""
    top = max(0, (starts_at - row_0) // STEP)
    return Stretch(top, min(MOST_ROWS, max(top + 1, (ends_at - row_0) // STEP)))


def window(stretches: Sequence[Stretch]) -> Stretch:
    """Return the rows to draw: whole hours, with an hour to spare around what there is."""
    top = min((s.top for s in stretches), default=USUAL.top + HOUR)
    bottom = max((s.bottom for s in stretches), default=USUAL.bottom - HOUR)
    first, last = top // HOUR * HOUR - HOUR, -(-bottom // HOUR) * HOUR + HOUR
    return Stretch(max(0, min(USUAL.top, first)), min(MOST_ROWS, max(USUAL.bottom, last)))


def boxes(stretches: Sequence[Stretch], columns: Sequence[tuple[int, ...]]) -> list[tuple[Box, ...]]:
    """Return the boxes of each card, from left to right; `columns` are those of its rooms.

    One that cannot be drawn has none.
    """
    there: dict[int, list[int]] = {}
    for index, mine in enumerate(columns):
        for column in mine:
            there.setdefault(column, []).append(index)
    found: dict[int, dict[int, Box]] = {index: {} for index in range(len(stretches))}
    for column, indexes in there.items():
        for index, box in _in_column(column, indexes, stretches):
            found[index][column] = box
    return [tuple(_joined(found[index])) for index in range(len(stretches))]


def _in_column(column: int, indexes: Sequence[int], stretches: Sequence[Stretch]) -> Iterator[tuple[int, Box]]:
    """Yield the box of each card in one column, but not of those past the last lane."""
    for cluster in _clusters(indexes, stretches):
        places, count = lanes([stretches[i] for i in cluster])
        most = min(count, MOST_LANES)
        for index, place in zip(cluster, places, strict=True):
            if place.first < most:
                last = min(place.last, most - 1)
                yield index, Box(column, 1, most, place.first, last - place.first + 1)


def _clusters(indexes: Sequence[int], stretches: Sequence[Stretch]) -> Iterator[list[int]]:
    """Yield what hangs together in time."""
    cluster: list[int] = []
    bottom = 0
    for index in sorted(indexes, key=lambda i: (stretches[i].top, i)):
        if cluster and stretches[index].top >= bottom:
            yield cluster
            cluster = []
        cluster.append(index)
        bottom = max(bottom, stretches[index].bottom) if len(cluster) > 1 else stretches[index].bottom
    if cluster:
        yield cluster


def _joined(mine: Mapping[int, Box]) -> Iterator[Box]:
    """Yield boxes with those made one that stand alone in neighbouring columns."""
    run: Box | None = None
    for column in sorted(mine):
        box = mine[column]
        if run and run.is_whole and box.is_whole and run.column + run.width == column:
            run = Box(run.column, run.width + 1)
            continue
        if run:
            yield run
        run = Box(column) if box.is_whole else box
    if run:
        yield run
