"""Puts a sample summit on sale: its terms, capacities and passes, and orders of passes that cost nothing.

Seats are gone because orders took them, through the same services as everybody's. None of these orders has a price: a
sample has no money.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from eventsite.cli.sample.content import Edition, OrderPart, PassPart
from eventsite.core import clock
from eventsite.core.money import parse
from eventsite.programme.drafting import wall_clock
from eventsite.registration.basket import Item
from eventsite.registration.models import Capacity, PassType, Terms
from eventsite.registration.services import holding, ordering
from eventsite.registration.services.capacities import add_capacity
from eventsite.registration.services.ordering import Buyer, Guest, Placing
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.services.selling import add_pass
from eventsite.registration.services.terms import add_terms
from eventsite.summits.models import Summit


def put_on_sale(summit: Summit, edition: Edition) -> None:
    """Put on sale what the file says, place its orders, and close what they alone were for."""
    terms = None
    if edition.terms:
        said, policy = edition.terms.terms, edition.terms.refund_policy
        terms = add_terms(summit=summit, terms=said, refund_policy=policy, version=0)
    capacities = {part.name: add_capacity(summit=summit, name=part.name, size=part.size) for part in edition.capacities}
    passes = {
        part.name: add_pass(summit=summit, plan=_plan(summit, part, capacities)) for part in edition.passes
    }  # fmt: skip
    for order in edition.orders:
        _place(summit, order, passes[order.of], terms)
    for part in edition.passes:
        if part.closed:
            passes[part.name].on_sale_until = clock.now().replace(second=0, microsecond=0)


def _plan(summit: Summit, part: PassPart, capacities: Mapping[str, Capacity]) -> PassPlan:
    return PassPlan(
        name=part.name,
        summary=part.summary,
        extras="\n".join(part.extras),
        opens=(Opening(part.opens),),
        phases=tuple(
            PhasePlan(phase.name, parse(phase.price, summit.currency), _midnight(summit, phase.days_before))
            for phase in part.phases
        ),
        max_per_order=part.most,
        is_hidden=part.hidden,
        is_virtual=part.virtual,
        on_sale_until=_at(summit, summit.ends_on, time.fromisoformat(part.sold_until)),
        capacities=tuple(capacities[name].id for name in part.capacities),
    )


def _place(summit: Summit, part: OrderPart, pass_type: PassType, terms: Terms | None) -> None:
    choice = "" if part.day is None else (summit.starts_on + timedelta(days=part.day - 1)).isoformat()
    order = ordering.place_order(Placing(
        summit=summit.slug,
        items=[Item(pass_type.code, choice, part.seats)],
        buyer=Buyer(part.buyer, part.email, part.organization),
        guests=[Guest(guest.name, guest.email, part.organization) for guest in part.guests],
    ))  # fmt: skip
    if terms is not None:
        order.terms, order.terms_accepted_at = terms, clock.now()
    holding.confirm(order)


def _midnight(summit: Summit, days_before: int | None) -> datetime | None:
    return None if days_before is None else _at(summit, summit.starts_on - timedelta(days=days_before), time())


def _at(summit: Summit, on: date, at: time) -> datetime:
    return wall_clock.instant(on, at, summit.zone_info)
