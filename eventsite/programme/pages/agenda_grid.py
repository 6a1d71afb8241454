"""Where the sessions of one day stand in a grid, rooms across and time down. Pure functions over the release.

A row is five minutes, counted from the hour at which a day of the programme begins. Starts and ends are both rounded
down to it, so that what touches in time touches here. A room has as many columns as it has sessions at once.
What belongs to everybody (a plenary, a break) spreads over the columns that are free beside its own; what has no
column of its own and finds no room in the middle stands in a last column, elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from eventsite.programme.pages.lanes import Box, Stretch, joined, lanes, runs
from eventsite.programme.releases.public import NIGHT, Day, Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedRoom
from eventsite.programme.states import SessionKind

STEP = timedelta(minutes=5)


class Look(StrEnum):
    """A break is whatever nobody listens to: coffee, and a reception for everybody."""

    SESSION = "session"
    PLENARY = "plenary"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Item:
    """An entry in the grid. It has one box for each run of neighbouring columns, the one that is read first."""

    entry: Entry
    look: Look
    rows: Stretch
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The columns of one room; of what happens elsewhere, where `room` is None."""

    room: ReleasedRoom | None
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """Columns are numbered from 1 to `width`; items stand in the order of the entries."""

    columns: tuple[Column, ...]
    width: int
    items: tuple[Item, ...]


def day_start(programme: Programme, on: date) -> datetime:
    """Return the instant from which the rows of a day are counted."""
    return (datetime.combine(on, time(), programme.zone) + NIGHT).astimezone(UTC)


def rows_of(programme: Programme, entry: Entry) -> Stretch:
    """Return the rows of an entry, at least one."""
    start = day_start(programme, programme.day_of(entry.slot.starts_at))
    top = (entry.slot.starts_at - start) // STEP
    return Stretch(top, max(top + 1, (entry.slot.ends_at - start) // STEP))


def lay_out(programme: Programme, entries: Sequence[Entry]) -> Grid:
    """Return the grid of entries that all belong to one day."""
    return _Plan(programme, entries).grid()


class _Plan:
    """Lays out one day: rooms first, then what belongs to everybody, then what is left. Entries go by their index."""

    def __init__(self, programme: Programme, entries: Sequence[Entry]) -> None:
        self.programme, self.entries = programme, entries
        self.rows = [rows_of(programme, entry) for entry in entries]
        self.looks = [look_of(programme, entry) for entry in entries]
        self.rooms = self._rooms_with_columns()
        self.shared = [i for i, look in enumerate(self.looks) if look is not Look.SESSION and not self._is_disputed(i)]
        self.boxes: dict[int, tuple[Box, ...]] = {}
        self.columns: list[Column] = []
        self.width = 0

    def grid(self) -> Grid:
        self._place_rooms()
        own = {i: self.boxes.pop(i) for i in self.shared if i in self.boxes}
        for index in self.shared:
            self._spread(index, own)
        self._place_elsewhere()
        items = (Item(e, self.looks[i], self.rows[i], self.boxes[i]) for i, e in enumerate(self.entries))
        return Grid(tuple(self.columns), max(1, self.width), tuple(items))

    def _rooms_with_columns(self) -> tuple[str, ...]:
        """Return the rooms of plain sessions; a hall that only has plenaries needs no column of its own."""

        def used(look: Look) -> set[str]:
            return {room for i, e in enumerate(self.entries) if self.looks[i] is look for room in e.slot.rooms}

        found = used(Look.SESSION) or used(Look.PLENARY)
        return tuple(room for room in self.programme.rooms if room in found)

    def _is_disputed(self, index: int) -> bool:
        """Tell whether something else runs in one of its rooms meanwhile: then it keeps to its lane there."""
        rooms = set(self.entries[index].slot.rooms) & set(self.rooms)
        return any(
            not rooms.isdisjoint(entry.slot.rooms) and self.rows[i].meets(self.rows[index])
            for i, entry in enumerate(self.entries) if i != index
        )

    def _place_rooms(self) -> None:
        found: dict[int, list[Box]] = {}
        for room in self.rooms:
            there = [i for i, entry in enumerate(self.entries) if room in entry.slot.rooms]
            for index, box in zip(there, self._add_column(self.programme.rooms[room], there), strict=True):
                found.setdefault(index, []).append(box)
        self.boxes = {index: joined(boxes) for index, boxes in found.items()}

    def _add_column(self, room: ReleasedRoom | None, indexes: Sequence[int]) -> list[Box]:
        """Add the columns that these entries need beside each other, and return the box of each."""
        places, count = lanes([self.rows[i] for i in indexes])
        first = self.width + 1
        self.columns.append(Column(room, Box(first, self.width + count)))
        self.width += count
        return [Box(first + place.first, first + place.last) for place in places]

    def _spread(self, index: int, own: dict[int, tuple[Box, ...]]) -> None:
        """Give a shared entry the free columns beside its own; one without any, most of all columns where free."""
        there = {**{i: boxes for i, boxes in own.items() if i != index}, **self.boxes}
        taken = {
            column for i, boxes in there.items() if self.rows[i].meets(self.rows[index])
            for box in boxes for column in range(box.first, box.last + 1)
        }
        free = list(runs(set(range(1, self.width + 1)) - taken))
        if index in own:
            self.boxes[index] = tuple(run for run in free if any(run.first <= b.first <= run.last for b in own[index]))
        elif free and (widest := max(free, key=lambda run: run.width)).width * 2 >= self.width:
            self.boxes[index] = (widest,)

    def _place_elsewhere(self) -> None:
        left = [i for i in range(len(self.entries)) if i not in self.boxes]
        if left:
            self.boxes |= {i: (box,) for i, box in zip(left, self._add_column(None, left), strict=True)}


def look_of(programme: Programme, entry: Entry) -> Look:
    """Return how an entry looks. The whole day is asked, so a filter changes nothing about it."""
    session = entry.session
    if session.kind is SessionKind.BREAK:
        return Look.BREAK
    if len(programme.events) > 1:
        is_shared = programme.events.keys() <= {session.event, *session.also}
    else:
        is_shared = session.kind in (SessionKind.KEYNOTE, SessionKind.SOCIAL) and _is_alone(programme, entry)
    if not is_shared and not _has_every_room(programme, entry):
        return Look.SESSION
    return Look.BREAK if session.kind is SessionKind.SOCIAL else Look.PLENARY


def most_columns(programme: Programme, day: Day) -> int:
    """Return how many columns the grid of a day can need, whatever is left out of it."""
    rooms = {room for entry in day.entries for room in entry.slot.rooms}
    counts = [lanes([rows_of(programme, e) for e in day.entries if room in e.slot.rooms])[1] for room in rooms]
    roaming = [e for e in day.entries if not e.slot.rooms or look_of(programme, e) is not Look.SESSION]
    return max(1, sum(counts) + lanes([rows_of(programme, entry) for entry in roaming])[1])


def _others(programme: Programme, entry: Entry) -> Iterator[Entry]:
    on = programme.day_of(entry.slot.starts_at)
    day = next(day for day in programme.days if day.on == on)
    return (e for e in day.entries if e is not entry and e.session.kind is not SessionKind.BREAK)


def _is_alone(programme: Programme, entry: Entry) -> bool:
    rows = rows_of(programme, entry)
    return not any(rows_of(programme, other).meets(rows) for other in _others(programme, entry))


def _has_every_room(programme: Programme, entry: Entry) -> bool:
    rooms = set(entry.slot.rooms)
    return len(rooms) > 1 and all(rooms.issuperset(other.slot.rooms) for other in _others(programme, entry))
