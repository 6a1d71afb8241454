"""The programme drawn as a score: a line is a room, a bar is a session, a day is a staff.

Pure functions over the release. One path for each colour and day keeps a thousand sessions light.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from eventsite.programme.pages.agenda_grid import Look, look_of
from eventsite.programme.pages.lanes import Stretch, lanes, runs
from eventsite.programme.releases.public import Day, Entry, Programme
from eventsite.programme.states import SessionKind

#: The class of what belongs to everybody: it is printed in ink.
EVERYBODY = "score-all"
#: With fewer sessions than this there is no picture.
FEWEST = 4

_HOUR = 120  # units; two for each minute
_LINE, _BAR = 10, 8
_GAP = 3  # units between bars that touch in time
_NO_ROOM = ""


@dataclass(frozen=True, slots=True)
class Ink:
    """Everything of one colour on one day: a class and SVG path data."""

    css: str
    path: str


@dataclass(frozen=True, slots=True)
class Staff:
    on: date
    sessions: int
    inks: tuple[Ink, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """`width` and `height` are the view box of each staff; `hours` are labels, each as wide as the others.

    `size` is 'few', 'some' or 'many' lines. `ticks` holds the x of each full hour.
    """

    width: int
    height: int
    size: str
    hours: tuple[str, ...]
    ticks: tuple[int, ...]
    staffs: tuple[Staff, ...]
    has_plenary: bool


def draw(programme: Programme) -> Score | None:
    """Return the score of a programme, None when there is too little to draw."""
    days = [Day(day.on, tuple(_shown(day.entries))) for day in programme.days]
    days = [day for day in days if day.entries]
    if sum(len(day.entries) for day in days) < FEWEST:
        return None
    lines = _lines(programme, days)
    first, last, step = _hours(programme, days)
    staffs = tuple(Staff(day.on, len(day.entries), tuple(_inks(programme, day, lines, first))) for day in days)
    return Score(
        width=(last - first) * _HOUR,
        height=len(lines) * _LINE,
        size="few" if len(lines) <= 8 else "some" if len(lines) <= 16 else "many",
        hours=tuple(f"{hour % 24:02}" for hour in range(first, last, step)),
        ticks=tuple((hour - first) * _HOUR for hour in range(first, last + 1, step)),
        staffs=staffs,
        has_plenary=any(ink.css == EVERYBODY for staff in staffs for ink in staff.inks),
    )


def _shown(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield what takes place and is not a pause."""
    return (entry for entry in entries if entry.session.kind != SessionKind.BREAK and not entry.is_cancelled)


def _lines(programme: Programme, days: Iterable[Day]) -> dict[str, int]:
    """Return which line each room in use has, in the order of rooms; what has no room shares the last."""
    used = {room for day in days for entry in day.entries for room in entry.slot.rooms or (_NO_ROOM,)}
    rooms = [room for room in (*programme.rooms, _NO_ROOM) if room in used]
    return {room: place for place, room in enumerate(rooms)}


def _minute(programme: Programme, on: date, moment: datetime) -> int:
    """Return minutes on the wall clock since midnight of `on`; past 1440 in the small hours after it."""
    wall = programme.local(moment).replace(tzinfo=None)
    return round((wall - datetime.combine(on, time())).total_seconds() / 60)


def _span(programme: Programme, on: date, entry: Entry) -> tuple[int, int]:
    """Return start and length; the length is true even where the clock is put back in between."""
    minutes = round((entry.slot.ends_at - entry.slot.starts_at).total_seconds() / 60)
    return _minute(programme, on, entry.slot.starts_at), minutes


def _hours(programme: Programme, days: Iterable[Day]) -> tuple[int, int, int]:
    """Return the first and last hour of the picture and the hours between two labels."""
    spans = [_span(programme, day.on, entry) for day in days for entry in day.entries]
    first = min(start for start, _ in spans) // 60
    last = -(-max(start + minutes for start, minutes in spans) // 60)
    step = next(step for step in (1, 2, 3, 4, 6, 24, 10_000) if last - first <= 12 * step)
    return first, first + -(-(last - first) // step) * step, step


def _inks(programme: Programme, day: Day, lines: dict[str, int], first_hour: int) -> Iterator[Ink]:
    paths: dict[str, list[str]] = defaultdict(list)
    bars = _bars(programme, day, lines)
    for entry in day.entries:
        is_shared = look_of(programme, entry) is not Look.SESSION
        css = EVERYBODY if is_shared else f"e-{programme.events[entry.session.event].shape}"
        start, minutes = _span(programme, day.on, entry)
        x, width = 2 * (start - 60 * first_hour), max(2 * minutes - _GAP, 2)
        for y, height in _whole(lines) if is_shared and _is_alone(day, entry) else bars[entry.slot.uuid]:
            paths[css].append(f"M{x} {y:g}h{width}v{height:g}h-{width}z")
    return (Ink(css, "".join(paths[css])) for css in sorted(paths))


#: Top and height.
_Bar = tuple[float, float]


def _whole(lines: dict[str, int]) -> list[_Bar]:
    return [(0, (len(lines) - 1) * _LINE + _BAR)]


def _is_alone(day: Day, entry: Entry) -> bool:
    """Tell whether nothing else is on meanwhile."""
    slot = entry.slot
    return not any(
        other is not entry and other.slot.starts_at < slot.ends_at and slot.starts_at < other.slot.ends_at
        for other in day.entries
    )


def _bars(programme: Programme, day: Day, lines: dict[str, int]) -> dict[str, list[_Bar]]:
    """Return the bars of each slot: what shares a room shares its line, what has neighbouring lines joins them."""
    whole: dict[str, list[int]] = defaultdict(list)
    bars: dict[str, list[_Bar]] = defaultdict(list)
    for room, line in lines.items():
        there = [entry for entry in day.entries if room in (entry.slot.rooms or (_NO_ROOM,))]
        boxes, count = lanes([_stretch(programme, day.on, entry) for entry in there])
        for entry, box in zip(there, boxes, strict=True):
            if box.width == count:
                whole[entry.slot.uuid].append(line)
            else:
                part = _BAR / count
                bars[entry.slot.uuid].append((line * _LINE + box.first * part, round(box.width * part * 0.9, 2)))
    for uuid, found in whole.items():
        bars[uuid] += [(run.first * _LINE, (run.width - 1) * _LINE + _BAR) for run in runs(found)]
    return bars


def _stretch(programme: Programme, on: date, entry: Entry) -> Stretch:
    start, minutes = _span(programme, on, entry)
    return Stretch(start, start + minutes)
