"""What is wrong with a plan of a pass: everything at once, each at the part to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.money import money
from eventsite.programme.models import Session
from eventsite.registration import queries
from eventsite.registration.basket import MOST_SEATS
from eventsite.registration.models import Capacity
from eventsite.registration.services.choices import days_of
from eventsite.registration.services.plans import Opening, PassPlan
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit

#: Stripe takes no payment under 0.50 of a dollar or its like; in money without a smaller unit we ask for 50.
LEAST_CHARGE = 50
#: More seats than any house has.
MOST_SIZE = 1_000_000
_WORDS = {
    Opens.SUMMIT: "the whole summit",
    Opens.EVENT: "events",
    Opens.DAY: "days",
    Opens.SESSION: "single sessions",
    Opens.ANY_EVENT: "one event of the buyer’s choice",
    Opens.ANY_DAY: "one day of the buyer’s choice",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """`part` names a field of the plan; `row` counts its phases from 0."""

    part: str
    text: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What this summit has of all that a plan names; sessions and capacities of other summits are not in it."""

    summit: Summit
    events: Mapping[str, Event]
    days: tuple[date, ...]
    sessions: Mapping[str, Session]
    capacities: Mapping[int, Capacity]

    def has(self, opening: Opening) -> bool:
        if opening.kind == Opens.EVENT:
            return opening.which in self.events
        if opening.kind == Opens.DAY:
            return opening.which in {day.isoformat() for day in self.days}
        return opening.which in self.sessions if opening.kind == Opens.SESSION else True


def known_to(summit: Summit, plan: PassPlan) -> Known:
    """Return what the summit has; at most 3 queries."""
    codes = sorted({opening.which for opening in plan.opens if opening.kind == Opens.SESSION})
    named = select(Session).where(Session.summit_id == summit.id, Session.code.in_(codes)).order_by(Session.code)
    sessions = db.session.scalars(named).all() if codes else []
    return Known(
        summit,
        {event.slug: event for event in summit.events},
        tuple(days_of(summit)),
        {session.code: session for session in sessions},
        {capacity.id: capacity for capacity in queries.list_capacities(summit)},
    )


def problems(plan: PassPlan, known: Known) -> Iterator[Problem]:
    """Yield what is wrong, part by part."""
    if not plan.name:
        yield Problem("name", "Give the pass a name, as in One day.")
    yield from _opening_problems(plan, known)
    yield from _phase_problems(plan, known.summit.currency)
    yield from _number_problems(plan)
    yield from _window_problems(plan)
    yield from _capacity_problems(plan, known)


def _opening_problems(plan: PassPlan, known: Known) -> Iterator[Problem]:
    kinds = {opening.kind for opening in plan.opens}
    if not kinds:
        yield Problem("opens", "Say what this pass opens: a pass that opens nothing is none.")
    if Opens.SUMMIT in kinds and len(kinds) > 1:
        others = _words(kinds - {Opens.SUMMIT})
        yield Problem("opens", f"The whole summit has everything in it. Choose it alone, or only {others}.")
    elif len(parts := kinds - {Opens.SUMMIT, Opens.SESSION}) > 1:
        yield Problem("opens", f"A pass opens one of these: {_words(parts)}. Choose one, and make a second pass.")
    for opening in plan.opens:
        if not known.has(opening):
            yield Problem("opens", _unknown(opening))


def _unknown(opening: Opening) -> str:
    which = repr(opening.which[:40])
    if opening.kind == Opens.SESSION:
        return f"This summit has no session {which}. Give the code of one of its own."
    what = "event" if opening.kind == Opens.EVENT else "day"
    return f"This summit has no {what} {which}. Choose one of its own."


def _words(kinds: set[Opens]) -> str:
    return " or ".join(_WORDS[kind] for kind in Opens if kind in kinds)


def _phase_problems(plan: PassPlan, currency: str) -> Iterator[Problem]:
    if not plan.phases:
        yield Problem("phases", "Give the pass a price; 0 is free.")
    for row, phase in enumerate(plan.phases):
        if phase.amount != 0 and phase.amount < LEAST_CHARGE:
            least = money(LEAST_CHARGE, currency)
            yield Problem("price", f"Stripe takes no payment under {least}. Ask {least} or more, or 0 for free.", row)
    if plan.phases and plan.phases[0].starts_at is not None:
        yield Problem("on", "The first price holds from the beginning. Leave its day empty.", 0)
    for row, (before, phase) in enumerate(pairwise(plan.phases), start=1):
        if phase.starts_at is None:
            yield Problem("on", "Say from when on this price holds.", row)
        elif before.starts_at is not None and phase.starts_at <= before.starts_at:
            yield Problem("on", f"This begins no later than phase {row}. Put the phases in order, each later.", row)
        elif plan.on_sale_until is not None and phase.starts_at >= plan.on_sale_until:
            yield Problem("on", "By then the pass is no longer on sale. Remove this phase, or sell longer.", row)
    yield from _name_problems(plan)


def _name_problems(plan: PassPlan) -> Iterator[Problem]:
    names: set[str] = set()
    for row, phase in enumerate(plan.phases):
        if not phase.name and len(plan.phases) > 1:
            yield Problem("name", "Name each price when there are several, as in Early or At the door.", row)
        elif phase.name in names:
            yield Problem("name", f"Two phases are called {phase.name}. Buyers could not tell them apart.", row)
        names.add(phase.name)


def _number_problems(plan: PassPlan) -> Iterator[Problem]:
    if not 1 <= plan.min_per_order <= MOST_SEATS:
        yield Problem("min_per_order", f"Use a whole number from 1 to {MOST_SEATS}, the most seats of one order.")
    if not 1 <= plan.max_per_order <= MOST_SEATS:
        yield Problem("max_per_order", f"Use a whole number from 1 to {MOST_SEATS}, the most seats of one order.")
    elif plan.max_per_order < plan.min_per_order:
        yield Problem("max_per_order", f"This is less than the least, {plan.min_per_order}. Nobody could buy any.")


def _window_problems(plan: PassPlan) -> Iterator[Problem]:
    begins, ends = plan.on_sale_from, plan.on_sale_until
    if begins is not None and ends is not None and ends <= begins:
        yield Problem("on_sale_until", "The sale ends before it begins. Give a later end, or an earlier beginning.")


def _capacity_problems(plan: PassPlan, known: Known) -> Iterator[Problem]:
    if set(plan.capacities) - set(known.capacities):
        yield Problem("capacities", "One of these capacities is not this summit’s any more. Choose again.")
    if plan.own_limit is None:
        return
    if not 0 <= plan.own_limit <= MOST_SIZE:
        yield Problem("own_limit", f"Use a whole number from 0 to {MOST_SIZE:,}.")
    twin = next((c for c in known.capacities.values() if c.name.casefold() == plan.name.casefold()), None)
    if twin is not None:
        yield Problem("own_limit", f"There is a capacity {twin.name!r} already: tick it, and change its size there.")
