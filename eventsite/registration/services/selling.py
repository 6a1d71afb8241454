"""A pass is put on sale, revised, moved, removed. Each save raises its version by one.

What was sold keeps the price it was sold at: that stands on its line. What a pass opens is read when a ticket is
looked at, so a change of it reaches everybody who holds one; whoever makes it has to say that they mean it.

Organizers of one summit take turns. Locks are taken in the order in which a buyer takes them: capacities by id, then
the pass.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, or_, select

from eventsite.core.codes import free_slug, slugify
from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.registration.models import Capacity, Entitlement, Line, PassType, PricePhase
from eventsite.registration.services import availability
from eventsite.registration.services.checking import Known, known_to, problems
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.states import Opens, SeatState
from eventsite.summits.models import Summit
from eventsite.summits.services.turns import take_turns

#: Leaves room in its column, and in an address, for the number of a twin.
LONGEST_CODE = 50
_SAME = (
    "name", "summary", "extras", "is_hidden", "is_virtual", "on_sale_from", "on_sale_until", "min_per_order",
    "max_per_order",
)  # fmt: skip
_CHOSEN = {Opens.ANY_EVENT: Line.event_id, Opens.ANY_DAY: Line.on_date}


class BadPass(DomainError):
    """The plan of a pass contradicts itself, or names what its summit does not have."""


class PassWasOrdered(DomainError):
    """Somebody ordered the pass, so it stays."""


class OpensForHolders(DomainError):
    """What the pass opens would change for people who hold it, and nobody has agreed to that."""


class ChoiceWasSold(DomainError):
    """Seats were sold without the choice that the pass would now ask for."""


def add_pass(*, summit: Summit, plan: PassPlan) -> PassType:
    """Add a pass after the last, under a code that no other pass of the summit has.

    Raises:
        BadPass: naming the first thing that is wrong.
    """
    take_turns(summit)
    made = draw_up(summit, plan)
    passes = db.session.execute(select(PassType.code, PassType.position).filter_by(summit_id=summit.id)).all()
    made.code = free_slug(slugify(plan.name, fallback="pass", length=LONGEST_CODE), {code for code, _ in passes})
    made.position = max((position for _, position in passes), default=-1) + 1
    db.session.add(made)
    db.session.flush()
    return made


def draw_up(summit: Summit, plan: PassPlan) -> PassType:
    """Return the pass that `plan` asks for, outside of any session: to be added, or only to be looked at.

    Raises:
        BadPass: naming the first thing that is wrong.
    """
    known = _checked(summit, plan)
    made = PassType(summit=summit, summit_id=summit.id, code="", position=0, version=1)
    _apply(made, plan, known)
    return made


def revise_pass(*, pass_type: PassType, version: int, plan: PassPlan, agreed: bool = False) -> PassType:
    """Make a pass what `plan` says, if it is still the one that was opened as `version`.

    Raises:
        StaleEdit: when somebody saved it in between.
        BadPass: naming the first thing that is wrong.
        ChoiceWasSold: when sold seats would lack the choice that it asks for.
        OpensForHolders: when what it opens changes for its holders and that was not `agreed`.
    """
    take_turns(pass_type.summit)
    _lock(pass_type, plan.capacities)
    if pass_type.version != version:
        raise StaleEdit("Somebody saved this pass after you opened it. Compare, then save again.")
    known = _checked(pass_type.summit, plan)
    _check_holders(pass_type, plan, agreed=agreed)
    _apply(pass_type, plan, known)
    pass_type.version += 1
    db.session.flush()
    return pass_type


def remove_pass(*, pass_type: PassType) -> None:
    """Delete a pass that nobody ever ordered.

    Raises:
        PassWasOrdered: when somebody did, also if that order came to nothing.
    """
    _lock(pass_type, ())
    if count_ordered(pass_type):
        raise PassWasOrdered(f"{pass_type.name} was ordered, so it stays. Hide it, or end its sale.")
    db.session.delete(pass_type)
    db.session.flush()


def move_pass(*, pass_type: PassType, by: int) -> None:
    """Let a pass change places with its neighbour, the one before it (-1) or after it (+1); at either end it stays."""
    take_turns(pass_type.summit)
    rows = select(PassType).filter_by(summit_id=pass_type.summit_id).order_by(PassType.position, PassType.id)
    passes = list(db.session.scalars(rows.execution_options(populate_existing=True)))
    here = passes.index(pass_type)
    there = min(max(here + by, 0), len(passes) - 1)
    passes.insert(there, passes.pop(here))
    for place, found in enumerate(passes):
        found.position = place
    db.session.flush()


def count_ordered(pass_type: PassType, *, without: Collection[SeatState] = ()) -> int:
    """Return how many lines name the pass, whatever became of them but for the states `without`; one query."""
    rows = select(func.count()).select_from(Line).where(Line.pass_type_id == pass_type.id)
    return int(db.session.scalar(rows.where(Line.state.not_in(without))) or 0)


def count_holders(pass_type: PassType) -> int:
    """Return how many seats of the pass are held or sold; one query."""
    return count_ordered(pass_type, without=(SeatState.RELEASED, SeatState.CANCELLED))


def openings_of(pass_type: PassType) -> tuple[Opening, ...]:
    """Return what a pass opens as a plan says it."""
    return tuple(_opening(entitlement) for entitlement in pass_type.entitlements)


def _opening(entitlement: Entitlement) -> Opening:
    if entitlement.event is not None:
        return Opening(entitlement.kind, entitlement.event.slug)
    if entitlement.session is not None:
        return Opening(entitlement.kind, entitlement.session.code)
    return Opening(entitlement.kind, entitlement.on_date.isoformat() if entitlement.on_date else "")


def _checked(summit: Summit, plan: PassPlan) -> Known:
    known = known_to(summit, plan)
    for problem in problems(plan, known):
        raise BadPass(problem.text)
    return known


def _check_holders(pass_type: PassType, plan: PassPlan, *, agreed: bool) -> None:
    if set(openings_of(pass_type)) == set(plan.opens):
        return
    if _lacking(pass_type, {opening.kind for opening in plan.opens}):
        raise ChoiceWasSold(
            "Seats of this pass were ordered without that choice, and would open nothing. Make a second pass for it, "
            "and end the sale of this one."
        )
    if not agreed and (holders := count_holders(pass_type)):
        held = "1 seat" if holders == 1 else f"{holders:,} seats"
        raise OpensForHolders(
            f"{held} of this pass {'is' if holders == 1 else 'are'} taken already, and what it opens changes for them "
            "too. Tick that you mean it, or undo what you changed."
        )


def _lacking(pass_type: PassType, kinds: Collection[Opens]) -> int:
    """Return how many seats that are held, or may be won back, chose nothing of what `kinds` let one choose."""
    lacks = [chosen.is_(None) for kind, chosen in _CHOSEN.items() if kind in kinds]
    rows = select(func.count()).select_from(Line).where(Line.pass_type_id == pass_type.id, or_(False, *lacks))
    return int(db.session.scalar(rows.where(Line.state != SeatState.CANCELLED)) or 0)


def _apply(pass_type: PassType, plan: PassPlan, known: Known) -> None:
    for name in _SAME:
        setattr(pass_type, name, getattr(plan, name))
    _set_phases(pass_type, plan.phases)
    _set_entitlements(pass_type, plan.opens, known)
    draws = [known.capacities[id] for id in sorted(set(plan.capacities))]
    if plan.own_limit is not None:
        draws.append(Capacity(summit=known.summit, name=plan.name, size=plan.own_limit))
    pass_type.draw_from(draws)


def _set_phases(pass_type: PassType, phases: tuple[PhasePlan, ...]) -> None:
    """Keep the rows there are: a new one at a place that is still taken would meet its constraint."""
    del pass_type.phases[len(phases) :]
    for place, phase in enumerate(phases):
        if place == len(pass_type.phases):
            pass_type.phases.append(PricePhase(position=place))
        row = pass_type.phases[place]
        row.name, row.amount, row.starts_at = phase.name, phase.amount, phase.starts_at


def _set_entitlements(pass_type: PassType, opens: tuple[Opening, ...], known: Known) -> None:
    there = {_opening(entitlement): entitlement for entitlement in pass_type.entitlements}
    wanted = dict.fromkeys(opens)
    pass_type.entitlements = [there.get(opening) or _entitlement(opening, known) for opening in wanted]


def _entitlement(opening: Opening, known: Known) -> Entitlement:
    event = known.events[opening.which] if opening.kind == Opens.EVENT else None
    session = known.sessions[opening.which] if opening.kind == Opens.SESSION else None
    day = next((day for day in known.days if day.isoformat() == opening.which), None)
    return Entitlement(
        kind=opening.kind, event=event, event_id=event.id if event else None, on_date=day,
        session=session, session_id=session.id if session else None,
    )  # fmt: skip


def _lock(pass_type: PassType, capacities: Collection[int]) -> None:
    """Lock what the pass draws from and is to draw from, then the pass, and read it as it stands now."""
    availability.lock({*capacities, *(capacity.id for capacity in pass_type.capacities)})
    rows = select(PassType).where(PassType.id == pass_type.id)
    db.session.scalars(rows.with_for_update().execution_options(populate_existing=True)).one()
    db.session.expire(pass_type, ["phases", "entitlements", "draws"])
