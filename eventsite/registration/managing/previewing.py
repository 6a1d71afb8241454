"""A pass as it is typed, drawn up as the public page would show it; nothing of it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.core import clock
from eventsite.registration import queries
from eventsite.registration.forms import PassForm
from eventsite.registration.models import PassType
from eventsite.registration.offers import Offer, compose_offers
from eventsite.registration.services import availability, selling
from eventsite.registration.services.availability import Left

#: What a capacity that is still to be made is counted under.
_TO_BE = -1


@dataclass(frozen=True, slots=True)
class Preview:
    """`offer` is None where what is typed makes no pass yet; the form says why."""

    offer: Offer | None
    is_hidden: bool = False


def preview_of(form: PassForm, pass_type: PassType | None) -> Preview:
    """Return what a visitor would see among the other passes; about 6 queries."""
    if not form.validate():
        return Preview(None)
    summit = form.options.summit
    passes, counted = list(queries.list_passes(summit)), availability.count(form.options.capacities)
    drawn = selling.draw_up(summit, form.plan())
    drawn.code = pass_type.code if pass_type else "new"
    if form.own_limit.data:
        drawn.capacities[-1].id = _TO_BE
        counted[_TO_BE] = Left(drawn.capacities[-1].size, 0)
    beside = [drawn if other is pass_type else other for other in passes]
    beside += [] if pass_type else [drawn]
    shown = compose_offers(summit, beside, counted, clock.now(), shown={drawn.code})
    offer = next(offer for offer in shown if offer.fare.code == drawn.code)
    return Preview(offer, drawn.is_hidden)
