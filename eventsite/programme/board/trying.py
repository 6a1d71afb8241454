"""How it would be there: the place in words, its clashes, and the free places instead. What is held shows this."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsite.core.wording import day_short
from eventsite.programme.board.asked import read_day
from eventsite.programme.board.day import Strand
from eventsite.programme.board.geometry import day_start
from eventsite.programme.board.naming import counted_clashes, spoken, where_of
from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import Facts, Placed
from eventsite.programme.clashes.sweep import Clash
from eventsite.programme.clashes.trying import try_place
from eventsite.programme.releases.public import programme_day
from eventsite.programme.states import Severity

_MINUTE = timedelta(minutes=1)
_NUMBERED = (Severity.BLOCK, Severity.WARN)
_MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as a module speaks of it: a day, minutes after its row 0, a length, rooms."""

    day: str
    at: int
    minutes: int
    rooms: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Way:
    """A free place, by its letter; `note` says why to take it, `is_here` whether it is on the day that is shown."""

    letter: str
    spot: Spot
    note: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clash there. `number` is 0 for one that is only a hint."""

    number: int
    clash: Clash
    is_new: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """The thing in the hand: `was` where it stands, None for the tray; `spot` where it would be; `wrong` why not."""

    code: str
    title: str
    version: int
    slot: str
    strand: Strand
    was: Spot | None
    spot: Spot | None
    said: str
    hits: tuple[Hit, ...]
    more: int
    ended: int
    ways: tuple[Way, ...]
    wrong: str = ""

    @property
    def is_elsewhere(self) -> bool:
        """Tell whether it is held over another place than where it stands."""
        return self.spot is not None and (self.was is None or self.was != self.spot)


def spot_of(facts: Facts, starts_at: datetime, ends_at: datetime, rooms: tuple[str, ...], shown: str = "") -> Spot:
    """Return a place as a module speaks of it; its words name the day unless it is the one `shown`."""
    on = programme_day(starts_at, facts.zone)
    words = where_of(facts, rooms, starts_at, ends_at)
    return Spot(
        day=on.isoformat(),
        at=(starts_at - day_start(on, facts.zone)) // _MINUTE,
        minutes=(ends_at - starts_at) // _MINUTE,
        rooms=rooms,
        words=words if on.isoformat() == shown else f"{day_short(on)}, {words}",
    )


def panel_of(
    facts: Facts, *, code: str, slot: str, version: int, strand: Strand, shown: str, minutes: int,
    there: tuple[datetime, datetime, tuple[str, ...]] | None, wrong: str = "",
) -> Panel:  # fmt: skip
    """Return the panel for a session held at `there`, a start, an end and rooms; None holds it where it stands.

    `minutes` is how long it would be, where it stands nowhere.

    Raises:
        KeyError: when the draft has no such session or room.
    """
    standing = standing_of(facts, code, slot)
    was = spot_of(facts, standing.starts_at, standing.ends_at, standing.rooms, shown) if standing else None
    if there is None and standing:
        there = standing.starts_at, standing.ends_at, standing.rooms
    trial = try_place(facts, standing.slot if standing else code, *there) if there else None
    clashes = [clash for clash in trial.clashes if clash.waived is None] if trial else []
    new = {clash.key for clash in trial.new} if trial else set()
    return Panel(
        code=code,
        title=facts.sessions[code].title,
        version=version,
        slot=slot,
        strand=strand,
        was=was,
        spot=spot_of(facts, *there, shown) if there else None,
        said=_said(facts, there, clashes),
        hits=tuple(_hits(clashes, new))[:_MOST_SHOWN],
        more=max(0, len(clashes) - _MOST_SHOWN),
        ended=len(trial.ended) if trial else 0,
        ways=tuple(_ways(facts, standing.slot if standing else code, there, shown, timedelta(minutes=minutes))),
        wrong=wrong,
    )


def standing_of(facts: Facts, code: str, slot: str) -> Placed | None:
    """Return a slot of a session, None when it has no such one."""
    placed = facts.by_slot.get(slot)
    return placed if placed and placed.code == code else None


def said_at(facts: Facts, slot: str) -> str:
    """Return where a slot stands and how it clashes there, to be heard; '' when it is not there."""
    placed = facts.by_slot.get(slot)
    if placed is None:
        return ""
    trial = try_place(facts, slot, placed.starts_at, placed.ends_at, placed.rooms)
    there = placed.starts_at, placed.ends_at, placed.rooms
    return _said(facts, there, [clash for clash in trial.clashes if clash.waived is None])


def _hits(clashes: Sequence[Clash], new: set[str]) -> Iterator[Hit]:
    number = 0
    for clash in clashes:
        number += clash.severity in _NUMBERED
        yield Hit(number if clash.severity in _NUMBERED else 0, clash, clash.key in new)


def _said(facts: Facts, there: tuple[datetime, datetime, tuple[str, ...]] | None, clashes: Sequence[Clash]) -> str:
    if there is None:
        return "Not scheduled."
    blocks = sum(clash.severity is Severity.BLOCK for clash in clashes)
    warns = sum(clash.severity is Severity.WARN for clash in clashes)
    return f"{spoken(facts, there[2], there[0], there[1])}. {counted_clashes(blocks, warns) or 'No clash.'}"


def _ways(
    facts: Facts, what: str, there: tuple[datetime, datetime, tuple[str, ...]] | None, shown: str, length: timedelta
) -> Iterator[Way]:
    opening = _opening(facts, shown)
    starts_at, ends_at, rooms = there or (opening, opening + length, ())
    found = alternatives(facts, what, starts_at=starts_at, ends_at=ends_at, rooms=rooms)
    for letter, place in zip("ABC", found, strict=False):
        spot = spot_of(facts, place.starts_at, place.ends_at, place.rooms, shown)
        yield Way(letter, spot, _seats(facts, place.rooms), spot.day == shown)


def _opening(facts: Facts, shown: str) -> datetime:
    """Return nine o'clock of the shown day, so that free places are looked for on it first; without one, the first."""
    on = read_day(shown)
    return day_start(on, facts.zone) + timedelta(hours=5) if on else facts.hours[0].opens_at


def _seats(facts: Facts, rooms: Sequence[str]) -> str:
    seats = sum(facts.rooms[room].seats or 0 for room in rooms)
    return f"{seats:,} seats" if seats else ""

