"""Whether an order whose time was over can be had again, and for what."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from eventsite.core.errors import DomainError
from eventsite.registration import queries
from eventsite.registration.models import Order
from eventsite.registration.pricing import price_at
from eventsite.registration.services import availability
from eventsite.registration.services.ordering import is_on_sale


@dataclass(frozen=True, slots=True)
class Again:
    """The price of now, in minor units. It is no promise: paying tries to win the seats back."""

    total: int


def again(order: Order, now: datetime) -> Again | None:
    """Return what the same seats cost now, None where they are gone or not on sale any more; 2 queries."""
    codes = {line.pass_type.code for line in order.lines}
    passes = {found.id: found for found in queries.list_wanted(order.summit.slug, codes)}
    if not all(is_on_sale(found, now) for found in passes.values()):
        return None
    wanted = {passes[id]: number for id, number in Counter(line.pass_type_id for line in order.lines).items()}
    capacities = {capacity.id: capacity for found in wanted for capacity in found.capacities}
    try:
        availability.fit(wanted, availability.count(capacities.values(), without=order.id))
    except DomainError:
        return None
    return Again(sum(price_at(found, now) * number for found, number in wanted.items()))
