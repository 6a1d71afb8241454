"""The frozen values that the rules judge: people in sessions, sessions in slots, rooms, allocations, waivers."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from eventsite.programme.states import COMING, AppearanceState, Role, SessionKind


@dataclass(frozen=True, slots=True)
class Seat:
    """A person in a session; `person` is the code, `name` as billed."""

    person: str
    name: str
    role: Role
    state: AppearanceState

    @property
    def is_coming(self) -> bool:
        """One who was asked and has not answered counts as coming; the bench comes only when it is called."""
        return self.state in COMING and self.role != Role.BENCH

    @property
    def is_on_bench(self) -> bool:
        return self.state in COMING and self.role == Role.BENCH


@dataclass(frozen=True, slots=True)
class Planned:
    """A session. `also` are the slugs of events that present it too; `slots` counts its slots, `stars` agendas."""

    code: str
    title: str
    event: str
    also: tuple[str, ...]
    kind: SessionKind
    people: tuple[Seat, ...]
    stars: int = 0
    slots: int = 0
    is_cancelled: bool = False

    @property
    def events(self) -> tuple[str, ...]:
        return (self.event, *self.also)

    @property
    def audience(self) -> int:
        """How many to expect in one slot: who starred a session that is given twice comes to one of the two."""
        return -(-self.stars // max(self.slots, 1))


@dataclass(frozen=True, slots=True)
class Placed:
    """A session in a slot; `rooms` are slugs. A slot that is only thought of has no uuid, but ''."""

    slot: str
    session: Planned
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.session.code

    @property
    def title(self) -> str:
        return self.session.title

    @property
    def event(self) -> str:
        return self.session.event

    @property
    def kind(self) -> SessionKind:
        return self.session.kind

    @property
    def people(self) -> tuple[Seat, ...]:
        return self.session.people

    @property
    def stars(self) -> int:
        return self.session.stars


@dataclass(frozen=True, slots=True)
class Hall:
    """A room; `zone` is a slug, '' where it has none; `seats` is None where nobody counted."""

    slug: str
    name: str
    seats: int | None
    zone: str
    allows_parallel: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """An event holds a room, from one instant until another or (both None) throughout."""

    event: str
    starts_at: datetime | None
    ends_at: datetime | None

    def overlaps(self, starts_at: datetime, ends_at: datetime) -> bool:
        if self.starts_at is None or self.ends_at is None:
            return True
        return self.starts_at < ends_at and starts_at < self.ends_at


def is_open(holds: Iterable[Hold], events: Container[str], starts_at: datetime, ends_at: datetime) -> bool:
    """Tell whether a room is open to `events` for all of a time, given all its holds.

    Without any it is everybody's. With some it is, at each moment, for those alone that hold it then: so what these
    events hold must cover the time without a gap, in however many parts.
    """
    holds, reached = list(holds), starts_at
    mine = [hold for hold in holds if hold.event in events]
    for begins, ends in sorted((hold.starts_at or starts_at, hold.ends_at or ends_at) for hold in mine):
        if begins <= reached:
            reached = max(reached, ends)
    return not holds or reached >= ends_at


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a clash may stand, who said so and when."""

    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Stay:
    """One person in one slot. Who only sits on its bench is not bound by it."""

    placed: Placed
    person: str
    name: str
    is_bound: bool


def stays_of(placed: Placed) -> tuple[Stay, ...]:
    """Return everybody a slot binds or keeps on its bench, each once, by their first seat; a break binds nobody."""
    if placed.kind == SessionKind.BREAK:
        return ()
    bound = {seat.person for seat in placed.people if seat.is_coming}
    here = {seat.person: seat.name for seat in reversed(placed.people) if seat.is_coming or seat.is_on_bench}
    return tuple(Stay(placed, person, name, person in bound) for person, name in here.items())
