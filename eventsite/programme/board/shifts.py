"""Many at once: a block by some minutes, two that change places, a room into another. First what it would do, sealed.

Pure functions over the facts of a draft; `services/shifting.py` carries out what a seal stands for, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlencode

from eventsite.core.errors import DomainError
from eventsite.programme.board.asked import MOST_LETTERS, Args, read_day
from eventsite.programme.board.geometry import day_end, day_start
from eventsite.programme.clashes.facts import Facts, Placed
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.drafting import wall_clock
from eventsite.programme.releases.public import NIGHT
from eventsite.programme.states import Severity

_MINUTES = re.compile(r"[-+\N{MINUS SIGN}]?[0-9]{1,4}")
_MOST_MINUTES = 24 * 60
_MOST_SLOTS = 1000

Span = tuple[datetime, datetime, tuple[str, ...]]


class Shift(StrEnum):
    MOVE = "move"
    SWAP = "swap"
    ROOM = "room"


class NothingToShift(DomainError):
    """What was asked for moves nothing."""


class BadShift(DomainError):
    """What was asked for makes no sense; `part` is the field to mend."""

    def __init__(self, sentence: str, part: str) -> None:
        super().__init__(sentence)
        self.part = part


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    """As typed. `slots` narrow a block to those chosen; '' and none ask for everything on the day."""

    day: date
    what: Shift | None = None
    room: str = ""
    event: str = ""
    since: str = ""
    until: str = ""
    minutes: str = ""
    one: str = ""
    other: str = ""
    to: str = ""
    slots: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: Args, fallback: date) -> ShiftAsked:
        """Read a form or a query string."""
        texts = ("room", "event", "since", "until", "minutes", "one", "other", "to")
        what = args.get("what", "")
        return cls(
            day=read_day(args.get("day", "")) or fallback,
            what=Shift(what) if what in set(Shift) else None,
            slots=tuple(dict.fromkeys(slot[:36] for slot in args.getlist("slot")[:_MOST_SLOTS] if slot)),
            **{name: args.get(name, "").strip()[:MOST_LETTERS] for name in texts},
        )

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return it as the fields of a form, without the chosen slots."""
        texts = ("room", "event", "since", "until", "minutes", "one", "other", "to")
        pairs = [("day", self.day.isoformat()), ("what", self.what or "")]
        pairs += [(name, getattr(self, name)) for name in texts]
        return [(name, value) for name, value in pairs if value]

    @property
    def query(self) -> str:
        return urlencode([*self.fields, *(("slot", slot) for slot in self.slots)])


@dataclass(frozen=True, slots=True)
class Move:
    """One slot from here to there; `event` is its session's, a slug."""

    slot: str
    code: str
    title: str
    event: str
    was: Span
    now: Span


@dataclass(frozen=True, slots=True)
class ShiftPreview:
    """What would happen. `kept` counts the slots that this account may not move; `seal` stands for all of it."""

    moves: tuple[Move, ...]
    kept: int
    new: tuple[Clash, ...]
    gone: tuple[Clash, ...]
    seal: str


def preview_of(facts: Facts, asked: ShiftAsked, movable: Collection[str]) -> ShiftPreview:
    """Return what a shift would do, and which clashes it would make and end.

    Raises:
        NothingToShift, BadShift
    """
    moves, kept = moves_of(facts, asked, movable)
    before, after = find_clashes(facts), find_clashes(facts.moved({move.slot: move.now for move in moves}))
    had, has = {clash.about for clash in before}, {clash.about for clash in after}
    new = tuple(clash for clash in after if clash.about not in had and clash.severity is not Severity.INFO)
    gone = tuple(clash for clash in before if clash.about not in has and clash.severity is not Severity.INFO)
    return ShiftPreview(moves, kept, new, gone, _seal(moves, new, gone))


def moves_of(facts: Facts, asked: ShiftAsked, movable: Collection[str]) -> tuple[tuple[Move, ...], int]:
    """Return what a shift would move, and how many slots would stay because they are others'.

    Raises:
        NothingToShift, BadShift
    """
    found = list(_moves(facts, asked))
    moves = tuple(move for move in found if move.event in movable)
    if not moves:
        raise NothingToShift(_nothing(asked, len(found)))
    return moves, len(found) - len(moves)


def way_back(facts: Facts, asked: ShiftAsked) -> ShiftAsked:
    """Return the shift that undoes one, to be looked at first like every shift."""
    if asked.what is Shift.SWAP:
        return asked
    if asked.what is Shift.ROOM:
        return replace(asked, room=asked.to, to=asked.room)
    by = timedelta(minutes=_minutes(asked))
    first, end = ((moment + by).astimezone(facts.zone).strftime("%H:%M") for moment in _between(facts, asked))
    since, until = (first, end) if asked.since or asked.until else ("", "")
    return replace(asked, since=since, until=until, minutes=str(-_minutes(asked)))


def _moves(facts: Facts, asked: ShiftAsked) -> Iterator[Move]:
    if asked.what is Shift.SWAP:
        yield from _swapped(facts, asked)
    elif asked.what is Shift.ROOM:
        yield from _into_room(facts, asked)
    else:
        by = timedelta(minutes=_minutes(asked))
        for placed in _block(facts, asked):
            yield _move(placed, (placed.starts_at + by, placed.ends_at + by, placed.rooms))


def _move(placed: Placed, now: Span) -> Move:
    was = placed.starts_at, placed.ends_at, placed.rooms
    return Move(placed.slot, placed.code, placed.title, placed.event, was, now)


def _block(facts: Facts, asked: ShiftAsked) -> Iterator[Placed]:
    """Yield the slots of the day that start between two times, in a room, of an event, chosen: each where asked for."""
    first, end = _between(facts, asked)
    if asked.room and asked.room not in facts.rooms:
        raise BadShift(f"This summit has no room {asked.room!r}. Choose one of its own.", "room")
    for placed in facts.slots:
        if (
            first <= placed.starts_at < end
            and (not asked.room or asked.room in placed.rooms)
            and (not asked.event or asked.event in placed.session.events)
            and (not asked.slots or placed.slot in asked.slots)
        ):
            yield placed


def _swapped(facts: Facts, asked: ShiftAsked) -> Iterator[Move]:
    """Each takes the start and the rooms of the other and keeps its own length."""
    one, other = facts.by_slot.get(asked.one), facts.by_slot.get(asked.other)
    if one is None or other is None:
        raise BadShift("Choose two sessions that are scheduled.", "one" if one is None else "other")
    if one.slot == other.slot:
        raise BadShift("Choose two different sessions.", "other")
    for mine, theirs in ((one, other), (other, one)):
        ends_at = theirs.starts_at + (mine.ends_at - mine.starts_at)
        yield _move(mine, (theirs.starts_at, ends_at, theirs.rooms))


def _into_room(facts: Facts, asked: ShiftAsked) -> Iterator[Move]:
    if not asked.room or asked.room not in facts.rooms:
        raise BadShift("Choose the room to clear.", "room")
    if asked.to not in facts.rooms:
        raise BadShift("Choose the room they go to.", "to")
    if asked.to == asked.room:
        raise BadShift("Choose two different rooms.", "to")
    for placed in _block(facts, asked):
        rooms = dict.fromkeys(asked.to if room == asked.room else room for room in placed.rooms)
        yield _move(placed, (placed.starts_at, placed.ends_at, tuple(rooms)))


def _between(facts: Facts, asked: ShiftAsked) -> tuple[datetime, datetime]:
    """Return the part of the day that is asked for; a time before 04:00 belongs to its night."""
    first = _at(facts, asked, asked.since, "since") or day_start(asked.day, facts.zone)
    end = _at(facts, asked, asked.until, "until") or day_end(asked.day, facts.zone)
    if end <= first:
        raise BadShift("The end lies before the start. Give a later end.", "until")
    return first, end


def _at(facts: Facts, asked: ShiftAsked, text: str, part: str) -> datetime | None:
    if not text:
        return None
    try:
        at = wall_clock.read_time(text, "starts")
        is_night = timedelta(hours=at.hour, minutes=at.minute) < NIGHT
        return wall_clock.instant(asked.day + timedelta(days=is_night), at, facts.zone)
    except wall_clock.BadTime as error:
        raise BadShift(str(error), part) from error


def _minutes(asked: ShiftAsked) -> int:
    if not _MINUTES.fullmatch(asked.minutes):
        raise BadShift("Say by how many minutes, as in 15 or -15.", "minutes")
    minutes = int(asked.minutes.replace("\N{MINUS SIGN}", "-"))
    if minutes == 0 or abs(minutes) > _MOST_MINUTES:
        raise BadShift("Give from 1 to 1440 minutes, with a minus for earlier.", "minutes")
    return minutes


def _nothing(asked: ShiftAsked, found: int) -> str:
    if found:
        return "You may not move these: they belong to another event."
    if asked.slots:
        return "None of the chosen sessions is there any more. Load the page anew and choose again."
    return "Nothing starts there then. Choose another room, event or time."


def _seal(moves: tuple[Move, ...], new: tuple[Clash, ...], gone: tuple[Clash, ...]) -> str:
    parts = [f"{move.slot} {move.was} {move.now}" for move in moves]
    parts += [clash.key for clash in (*new, *gone)]
    return sha256("\n".join(parts).encode()).hexdigest()
