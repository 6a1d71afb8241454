"""What is on now and next in each room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedRoom
from eventsite.programme.states import SessionKind

_MOST_OPENERS = 6


class Phase(StrEnum):
    BEFORE = "before"
    RUNNING = "running"
    BETWEEN = "between"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Row:
    """One room. `now` is empty between sessions; several are on where a room is shared."""

    room: ReleasedRoom
    now: tuple[Entry, ...]
    next: Entry | None


@dataclass(frozen=True, slots=True)
class Board:
    """The summit at one moment, `at` on its own wall clock.

    `everywhere` is on in every room in use today, `then` is the next such thing; neither is repeated in the rows.
    `openers` is what comes first when nothing more is on today.
    """

    at: datetime
    phase: Phase
    rows: tuple[Row, ...]
    everywhere: tuple[Entry, ...]
    then: Entry | None
    openers: tuple[Entry, ...]


def board(programme: Programme, at: datetime) -> Board:
    """Return the board at an instant."""
    today = programme.day_of(at)
    entries = tuple(entry for day in programme.days if day.on == today for entry in day.entries)
    rooms = {room for entry in entries if entry.session.kind != SessionKind.BREAK for room in entry.slot.rooms}
    everywhere = tuple(entry for entry in entries if _is_everywhere(entry, rooms))
    in_rooms = [entry for entry in entries if entry not in everywhere]
    rows = tuple(row for room in programme.rooms.values() if (row := _row(room, in_rooms, at)).now or row.next)
    on_now = tuple(entry for entry in everywhere if _is_on(entry, at))
    then = next((entry for entry in everywhere if entry.slot.starts_at > at), None)
    if rows or on_now or then:
        return Board(programme.local(at), Phase.RUNNING, rows, on_now, then, ())
    return Board(programme.local(at), _phase(programme, at), (), (), None, _openers(programme, at))


def _is_everywhere(entry: Entry, rooms: set[str]) -> bool:
    return len(rooms) > 1 and rooms <= set(entry.slot.rooms)


def _is_on(entry: Entry, at: datetime) -> bool:
    return entry.slot.starts_at <= at < entry.slot.ends_at


def _row(room: ReleasedRoom, entries: Iterable[Entry], at: datetime) -> Row:
    here = [entry for entry in entries if room.slug in entry.slot.rooms]
    return Row(
        room,
        tuple(entry for entry in here if _is_on(entry, at)),
        next((entry for entry in here if entry.slot.starts_at > at), None),
    )


def _phase(programme: Programme, at: datetime) -> Phase:
    if not programme.entries or at < programme.entries[0].slot.starts_at:
        return Phase.BEFORE
    return Phase.BETWEEN if programme.entries[-1].slot.starts_at > at else Phase.OVER


def _openers(programme: Programme, at: datetime) -> tuple[Entry, ...]:
    """Return what starts first after `at`, all at one time."""
    later = [entry for entry in programme.entries if entry.slot.starts_at > at]
    return tuple(entry for entry in later if entry.slot.starts_at == later[0].slot.starts_at)[:_MOST_OPENERS]
