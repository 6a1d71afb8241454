"""The agenda as its page shows it: the days asked for, as a grid or as a list, and the ways to other views of it.

Nothing narrower than an event shows one day, as a grid of rooms: the day asked for, else today, else the first.
A search, a person, a track, a room or a kind shows every day where something matches, unless a day is asked for, and
as a list wherever a grid would be mostly holes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, groupby

from eventsite.programme.agenda import AgendaFilter, list_matching
from eventsite.programme.pages.agenda_grid import STEP, Grid, Item, Look, day_start, lay_out, look_of, rows_of
from eventsite.programme.pages.lanes import Box, Stretch
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.states import SessionKind

#: Grids of more columns than these are set narrower, and scroll sideways in a window of their own.
MANY, WIDE = 6, 9
#: A list of more entries than this can be jumped through.
LONG_DAY = 20
EntriesOfDays = dict[date, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class SlotView:
    """An entry with its classes; `echoes` are those of further boxes of a session in rooms that are apart."""

    entry: Entry
    look: Look
    starts: datetime
    ends: datetime
    classes: str
    echoes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimeView:
    """What starts at one time. A row of the grid has one label: `is_again` says that it has it already."""

    at: datetime
    row: int
    is_again: bool
    slots: tuple[SlotView, ...]

    @property
    def row_classes(self) -> str:
        return f"t{self.row}" + (" is-again" if self.is_again else "") + (" is-between" if self.at.minute % 15 else "")


@dataclass(frozen=True, slots=True)
class DayView:
    """`hours` are the first times of each hour, to jump to; a short day needs none."""

    on: date
    count: int
    times: tuple[TimeView, ...]
    hours: tuple[TimeView, ...]


@dataclass(frozen=True, slots=True)
class Tab:
    """A way to a day, or to all of them where `on` is None."""

    on: date | None
    count: int
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """`grid` is None for a list. `count` is of sessions: no breaks, nothing cancelled. Queries come without '?'."""

    asked: AgendaFilter
    is_list: bool
    days: tuple[DayView, ...]
    tabs: tuple[Tab, ...]
    grid: Grid | None
    grid_classes: str
    count: int
    elsewhere: int
    feed_query: str
    list_query: str
    grid_query: str
    every_day_query: str
    rows_from: datetime | None

    @property
    def is_narrow(self) -> bool:
        return is_narrow(self.asked)

    @property
    def width(self) -> str:
        """Return the class of what the grid stands in."""
        columns = self.grid.width if self.grid else 0
        return "is-wide" if columns > WIDE else "is-many" if columns > MANY else ""


def is_narrow(asked: AgendaFilter) -> bool:
    return bool(asked.track or asked.room or asked.kind or asked.person or asked.q)


def agenda_page(programme: Programme, asked: AgendaFilter, *, is_list: bool, today: date) -> AgendaPage:
    """Return the page for a filter; `today` chooses the day when none is asked for."""
    asked = in_short(programme, asked)
    matching = list_matching(programme, replace(asked, day=()))
    on_days = {on: tuple(found) for on, found in groupby(matching, lambda e: programme.day_of(e.slot.starts_at))}
    shown = asked.day or _days_to_show(programme, asked, on_days, today)
    grid = _grid(programme, asked, on_days.get(shown[0], ())) if len(shown) == 1 and not is_list else None
    items = {id(item.entry): item for item in grid.items} if grid else {}
    count = _count(chain.from_iterable(on_days.get(on, ()) for on in shown))
    return AgendaPage(
        asked=asked,
        is_list=is_list,
        days=tuple(_day(programme, on, on_days[on], items) for on in shown if on in on_days),
        tabs=tuple(_tabs(programme, asked, on_days, shown, is_list=is_list)),
        grid=grid,
        grid_classes=f"is-grid n{grid.width} g{_place_of_day(programme, shown[0])}" if grid else "is-list",
        count=count,
        elsewhere=_count(chain.from_iterable(found for on, found in on_days.items() if on not in shown)),
        feed_query=(replace(asked, day=shown) if len(shown) == 1 else asked).query(),
        list_query=page_query(asked, is_list=True),
        grid_query=page_query(asked, is_list=False),
        every_day_query=page_query(replace(asked, day=()), is_list=is_list),
        rows_from=day_start(programme, shown[0]) if len(shown) == 1 else None,
    )


def in_short(programme: Programme, asked: AgendaFilter) -> AgendaFilter:
    """Return the same filter without events where it names all of them."""
    return replace(asked, event=()) if set(asked.event) == programme.events.keys() else asked


def page_query(asked: AgendaFilter, *, is_list: bool) -> str:
    return "&".join(filter(None, (asked.query(), "view=list" if is_list else "")))


def _days_to_show(
    programme: Programme, asked: AgendaFilter, on_days: EntriesOfDays, today: date
) -> tuple[date, ...]:
    if is_narrow(asked):
        return tuple(on_days)
    days = [day.on for day in programme.days]
    return (today,) if today in days else tuple(days[:1])


def _place_of_day(programme: Programme, on: date) -> int:
    return [day.on for day in programme.days].index(on)


def _count(entries: Iterable[Entry]) -> int:
    """Return how many sessions these are: one that is on twice is one session, as on every other page."""
    return len({e.session.code for e in entries if e.session.kind is not SessionKind.BREAK and not e.is_cancelled})


def _grid(programme: Programme, asked: AgendaFilter, entries: tuple[Entry, ...]) -> Grid | None:
    """Return the grid, unless it would have one column, or so few sessions that a list says it better."""
    if asked.q or asked.person or asked.track or not entries:
        return None
    grid = lay_out(programme, entries)
    return grid if grid.width > 1 else None


def _tabs(
    programme: Programme, asked: AgendaFilter, on_days: EntriesOfDays, shown: tuple[date, ...], *, is_list: bool
) -> Iterator[Tab]:
    if is_narrow(asked):
        every = _count(chain.from_iterable(on_days.values()))
        yield Tab(None, every, page_query(replace(asked, day=()), is_list=is_list), not asked.day)
    for day in programme.days:
        is_current = shown == (day.on,) and (bool(asked.day) or not is_narrow(asked))
        query = page_query(replace(asked, day=(day.on,)), is_list=is_list)
        yield Tab(day.on, _count(on_days.get(day.on, ())), query, is_current)


def _day(programme: Programme, on: date, entries: tuple[Entry, ...], items: dict[int, Item]) -> DayView:
    times = tuple(_times(programme, entries, items))
    hours = tuple(next(same) for _, same in groupby(times, lambda time: time.at.replace(minute=0, second=0)))
    return DayView(on, _count(entries), times, hours if len(entries) > LONG_DAY and len(hours) > 1 else ())


def _times(programme: Programme, entries: tuple[Entry, ...], items: dict[int, Item]) -> Iterator[TimeView]:
    row_before = None
    for at, group in groupby(entries, lambda entry: entry.slot.starts_at):
        slots = tuple(_slot(programme, entry, items.get(id(entry))) for entry in group)
        row = rows_of(programme, slots[0].entry).top
        yield TimeView(programme.local(at), row, row == row_before, slots)
        row_before = row


def _slot(programme: Programme, entry: Entry, item: Item | None) -> SlotView:
    look = item.look if item else look_of(programme, entry)
    shape = programme.events[entry.session.event].shape
    names = ["slot", f"e-{shape}"] if look is Look.SESSION else ["slot", f"slot-{look}"]
    if entry.is_cancelled:
        names.append("is-off")
    places = [_place(item.rows, box) for box in item.boxes] if item else [""]
    return SlotView(
        entry, look, programme.local(entry.slot.starts_at), programme.local(entry.slot.ends_at),
        classes=" ".join(filter(None, (*names, places[0]))),
        echoes=tuple(" ".join((*names, "slot-echo", place)) for place in places[1:]),
    )


def _place(rows: Stretch, box: Box) -> str:
    minutes = (rows.bottom - rows.top) * (STEP.seconds // 60)
    return f"{box_classes(box)} t{rows.top} d{minutes}"


def box_classes(box: Box) -> str:
    return f"c{box.first}" + (f" w{box.width}" if box.width > 1 else "")
