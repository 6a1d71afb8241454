"""One day of the board as a page shows it: rooms with their cards, the tray, the clashes and their numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from eventsite.programme.board.asked import Asked
from eventsite.programme.board.geometry import HOUR, STEP, Box
from eventsite.programme.board.marks import Mark
from eventsite.programme.pages.lanes import Stretch
from eventsite.programme.states import SessionKind, SessionState, Severity


class Look(StrEnum):
    SESSION = "session"
    PLENARY = "plenary"
    BREAK = "break"


@dataclass(frozen=True, slots=True)
class Strand:
    """An event: its colour is its shape's."""

    slug: str
    name: str
    short_name: str
    shape: str


@dataclass(frozen=True, slots=True)
class Number:
    """A clash on a card: its number in the rail."""

    number: int
    key: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Card:
    """A session at one of its slots. `starts` and `ends` are local; `boxes` are from left to right, the first is read.

    Its shape and colour are its event's; where there is only one event, its track's.
    `room` is the one in whose list it stands, '' for a slot without a room. Without a box it is not drawn in the grid.
    """

    slot: str
    code: str
    version: int
    title: str
    kind: SessionKind
    state: SessionState
    strands: tuple[Strand, ...]
    track: str
    shape: str
    who: str
    starts: datetime
    ends: datetime
    at: int
    minutes: int
    rows: Stretch
    rooms: tuple[str, ...]
    where: str
    room: str
    boxes: tuple[Box, ...]
    look: Look
    marks: tuple[Mark, ...]
    numbers: tuple[Number, ...]
    is_fixed: bool
    is_other: bool

    @property
    def worst(self) -> Severity | None:
        return self.numbers[0].severity if self.numbers else None

    @property
    def length(self) -> int:
        """Return how many rows it is high."""
        return self.rows.bottom - self.rows.top

    def classes(self, box: Box) -> str:
        return f"{box.classes} t{self.rows.top} d{self.length}"


@dataclass(frozen=True, slots=True)
class Column:
    """A room, or (slug '') what has none. `beyond` counts the cards that run past the last lane."""

    slug: str
    name: str
    zone: str
    seats: int | None
    place: int
    cards: tuple[Card, ...]

    @property
    def beyond(self) -> int:
        return sum(not card.boxes for card in self.cards)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session without a slot. `minutes` is the length it would get."""

    code: str
    version: int
    title: str
    kind: SessionKind
    state: SessionState
    strand: Strand
    shape: str
    minutes: int
    who: str
    marks: tuple[Mark, ...]
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Tray:
    """`lines` are the first of those `found` by the search, of `in_all`."""

    lines: tuple[Waiting, ...]
    found: int
    in_all: int


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A clash of this day. `slots` are those on the day, the card that shows it first."""

    number: int
    key: str
    severity: Severity
    headline: str
    where: str
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many clashes the day has. Those that block or warn are numbered, hints and waived ones are only counted."""

    blocks: int
    warns: int
    infos: int
    waived: int


@dataclass(frozen=True, slots=True)
class Key:
    """A line of the legend."""

    name: str
    shape: str


@dataclass(frozen=True, slots=True)
class DayTab:
    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Hour:
    row: int
    at: datetime


#: How high a row is at each zoom, in rem; the style sheet says the same.
ROW_HEIGHTS = {5: 1.25, 10: 0.85, 15: 0.6, 30: 0.36, 60: 0.2}
_MOST_LINES = 7


@dataclass(frozen=True, slots=True)
class RoomChoice:
    slug: str
    name: str
    count: int
    is_hidden: bool


@dataclass(frozen=True)
class Day:
    """The whole page. `row_0` is the instant of row 0; `shown` are the rows that are drawn."""

    asked: Asked
    on: date
    token: str
    read_at: datetime
    row_0: datetime
    shown: Stretch
    hours: tuple[Hour, ...]
    days: tuple[DayTab, ...]
    strands: tuple[Strand, ...]
    keys: tuple[Key, ...]
    columns: tuple[Column, ...]
    rooms: tuple[RoomChoice, ...]
    elsewhere: int
    tray: Tray
    clashes: tuple[ClashLine, ...]
    tally: Tally
    may_edit: bool
    has_release: bool
    versions: tuple[tuple[str, int], ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for column in self.columns for card in column.cards)

    def lines(self, card: Card) -> int:
        """Return how many lines of text a card has room for, 1 to 7: what it shows goes by that."""
        height = card.length * ROW_HEIGHTS[self.asked.zoom] - 0.4
        return max(1, min(_MOST_LINES, int(height)))

    @property
    def step(self) -> int:
        return STEP.seconds // 60

    @property
    def changed(self) -> int:
        """Return how many sessions of the day the next release changes."""
        return len({card.code for card in self.cards if card.marks})

    @property
    def frame(self) -> str:
        """Return what must be the same for cards to fit a page that is open."""
        columns = ",".join(column.slug for column in self.columns)
        return f"{self.grid}|{self.shown.top}|{self.shown.bottom}|{columns}"

    @property
    def grid(self) -> str:
        hours = f"from{self.shown.top // HOUR} to{self.shown.bottom // HOUR}"
        return f"{hours} n{max(1, len(self.columns))} zoom{self.asked.zoom}"

    @property
    def query(self) -> str:
        return self.asked.query

    @property
    def query_without_search(self) -> str:
        return replace(self.asked, q="").query

    @property
    def query_without_unused(self) -> str:
        """Return the address that hides every room without a session on this day, '' where there is none to hide."""
        unused = frozenset(room.slug for room in self.rooms if not room.count)
        return self.asked.hiding(self.asked.hide | unused).query if unused - self.asked.hide else ""

    @property
    def query_without_hidden(self) -> str:
        return self.asked.hiding(frozenset()).query
