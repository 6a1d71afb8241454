"""All that a summit sells, as its organizers see it: passes with their states, capacities with their passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.programme.models import Session
from eventsite.registration import queries
from eventsite.registration.models import Capacity, Line, Order, PassType, PricePhase, Terms
from eventsite.registration.pricing import next_phase, phase_at
from eventsite.registration.services import availability
from eventsite.registration.services.availability import Left
from eventsite.registration.states import SeatState
from eventsite.summits.models import Event, Summit


class SaleState(StrEnum):
    """Where the sale of a pass stands; whether it is hidden is said beside it."""

    ON_SALE = "on_sale"
    LATER = "later"
    ENDED = "ended"
    SOLD_OUT = "sold_out"


@dataclass(frozen=True, slots=True)
class Seats:
    """Seats of one pass or capacity: sold for good, and kept for orders that are not confirmed yet."""

    sold: int = 0
    held: int = 0

    def __add__(self, other: Seats) -> Seats:
        return Seats(self.sold + other.sold, self.held + other.held)


@dataclass(frozen=True, slots=True)
class PassLine:
    """A pass in the list; `left` is its tightest limit, None where it has none."""

    pass_type: PassType
    state: SaleState
    phase: PricePhase
    next_phase: PricePhase | None
    seats: Seats
    left: Left | None


@dataclass(frozen=True, slots=True)
class CapacityLine:
    capacity: Capacity
    left: Left
    seats: Seats
    passes: tuple[PassType, ...]

    @property
    def is_over(self) -> bool:
        """More is taken than it holds, because its size was lowered."""
        return self.left.left < 0


@dataclass(frozen=True, slots=True)
class PassesPage:
    """`at` is when all this was counted."""

    summit: Summit
    passes: tuple[PassLine, ...]
    capacities: tuple[CapacityLine, ...]
    terms: Terms | None
    at: datetime


def passes_page(summit: Summit) -> PassesPage:
    """Return the page; 8 queries, however many passes."""
    now = clock.now()
    passes, capacities = queries.list_passes(summit), queries.list_capacities(summit)
    _load_opened(passes)
    counted, seats = availability.count(capacities), count_seats(summit, now)
    return PassesPage(
        summit=summit,
        passes=tuple(_pass_line(found, counted, seats, now) for found in passes),
        capacities=tuple(_capacity_line(capacity, passes, counted, seats) for capacity in capacities),
        terms=queries.current_terms(summit),
        at=now,
    )


def _load_opened(passes: Sequence[PassType]) -> None:
    """Load the events and sessions that passes open all at once: what is loaded already costs nothing to look at."""
    opened = [entitlement for found in passes for entitlement in found.entitlements]
    events = select(Event).where(Event.id.in_({part.event_id for part in opened if part.event_id}))
    sessions = select(Session).where(Session.id.in_({part.session_id for part in opened if part.session_id}))
    loaded = [*db.session.scalars(events.order_by(Event.id)), *db.session.scalars(sessions.order_by(Session.id))]
    assert all(thing in loaded for part in opened for thing in (part.event, part.session) if thing is not None)


def count_seats(summit: Summit, now: datetime) -> Mapping[int, Seats]:
    """Return pass id -> its seats; one query."""
    is_sold = Line.state == SeatState.CONFIRMED
    rows = (
        select(Line.pass_type_id, func.count().filter(is_sold), func.count().filter(availability.is_held(now)))
        .join(Order, Order.id == Line.order_id)
        .where(Order.summit_id == summit.id)
        .group_by(Line.pass_type_id)
    )
    found: defaultdict[int, Seats] = defaultdict(Seats)
    found.update({id: Seats(sold, held) for id, sold, held in db.session.execute(rows)})
    return found


def sale_state(pass_type: PassType, left: Left | None, now: datetime) -> SaleState:
    """Return where its sale stands: over, to come, or on with or without anything left."""
    if pass_type.closes_at <= now:
        return SaleState.ENDED
    if pass_type.on_sale_from is not None and pass_type.on_sale_from > now:
        return SaleState.LATER
    return SaleState.SOLD_OUT if left is not None and left.left <= 0 else SaleState.ON_SALE


def _pass_line(
    pass_type: PassType, counted: Mapping[int, Left], seats: Mapping[int, Seats], now: datetime
) -> PassLine:
    left = availability.left_of(pass_type, counted)
    state = sale_state(pass_type, left, now)
    at, after = phase_at(pass_type, now), next_phase(pass_type, now)
    return PassLine(pass_type, state, at, after, seats[pass_type.id], left)


def _capacity_line(
    capacity: Capacity, passes: Sequence[PassType], counted: Mapping[int, Left], seats: Mapping[int, Seats]
) -> CapacityLine:
    drawing = tuple(found for found in passes if capacity in found.capacities)
    taken = sum((seats[found.id] for found in drawing), start=Seats())
    return CapacityLine(capacity, counted[capacity.id], taken, drawing)
