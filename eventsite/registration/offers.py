"""A pass as a buyer sees it: its price now and next, what is left, what it opens, and where to say how many.

Pure: loaded rows and what was counted go in. The public page and the desk's preview are made of the same offers.
Every time is an aware datetime on the summit's own wall clock; amounts are minor units.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from eventsite.registration.basket import Item
from eventsite.registration.models import PassType, PricePhase
from eventsite.registration.openings import EventShown, Opening, covers, openings_of, rows_of
from eventsite.registration.pricing import next_phase, phase_at, price_at
from eventsite.registration.services.availability import Left, left_of
from eventsite.registration.services.choices import days_of
from eventsite.registration.states import Opens
from eventsite.summits.models import Summit

#: The end of a sale is worth a word when it is this near.
SOON = timedelta(days=14)
#: One in ten or fewer, or ten, is worth a warning.
LOW_SHARE, LOW = 0.1, 10


class OfferState(StrEnum):
    ON_SALE = "on sale"
    SOLD_OUT = "sold out"
    NOT_YET = "not yet on sale"
    ENDED = "no longer on sale"


@dataclass(frozen=True, slots=True)
class NumberField:
    """Where to say how many: one for a pass, or one for each event or day (`on`) to choose from."""

    name: str
    label: str
    on: date | None
    value: str


@dataclass(frozen=True, slots=True)
class Step:
    """A price before or after the one of now, and from when on it holds; the first has no beginning."""

    name: str
    amount: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Fare:
    """A pass and its price, and nothing that depends on who bought what."""

    code: str
    name: str
    summary: str
    currency: str
    price: int
    state: OfferState
    opens_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offer:
    """`left` and `size` are None where there is no limit; `filled` is how much of the gauge that is, of a hundred.

    `instead` are code and name of passes that open the same and can be had, where this one is sold out.
    """

    fare: Fare
    before: Step | None
    after: Step | None
    left: int | None
    size: int | None
    filled: int
    is_low: bool
    least: int
    most: int
    fields: tuple[NumberField, ...]
    openings: tuple[Opening, ...]
    ends_soon: bool = False
    instead: tuple[tuple[str, str], ...] = ()

    @property
    def is_on_sale(self) -> bool:
        return self.fare.state == OfferState.ON_SALE


def compose_offers(
    summit: Summit,
    passes: Sequence[PassType],
    counted: Mapping[int, Left],
    now: datetime,
    *,
    events: Sequence[EventShown] | None = None,
    shown: Collection[str] = (),
    typed: Mapping[str, str] | None = None,
) -> tuple[Offer, ...]:
    """Return the offers of a summit, in the order of its passes.

    `counted` is what `availability.count` says of their capacities. `events` are those of the release; without any,
    those of the draft. Of hidden passes only those whose code is in `shown` are here. `typed` are the fields' values.
    """
    events = summit.events if events is None else events
    on_show = [pass_type for pass_type in passes if not pass_type.is_hidden or pass_type.code in shown]
    rows = rows_of(summit, on_show, events)
    offers = [
        _offer(summit, pass_type, left_of(pass_type, counted), now, openings_of(pass_type, rows), events, typed or {})
        for pass_type in on_show
    ]
    return tuple(replace(offer, instead=_instead(offer, offers)) for offer in offers)


def fare_of(summit: Summit, pass_type: PassType, now: datetime) -> Fare:
    """Return the price of a pass; one that is not yet on sale has the price it will open with."""
    zone, opens, closes = summit.zone_info, pass_type.on_sale_from, pass_type.on_sale_until
    state = OfferState.ON_SALE
    if pass_type.closes_at <= now:
        state, closes = OfferState.ENDED, pass_type.closes_at
    elif opens is not None and opens > now:
        state = OfferState.NOT_YET
    return Fare(
        code=pass_type.code,
        name=pass_type.name,
        summary=pass_type.summary,
        currency=summit.currency,
        price=price_at(pass_type, _of_sale(pass_type, now)),
        state=state,
        opens_at=_local(opens, zone),
        closes_at=_local(closes, zone),
    )


def _of_sale(pass_type: PassType, now: datetime) -> datetime:
    """Return the moment whose price is shown: now, or the opening of the sale where that is still to come."""
    return max(now, pass_type.on_sale_from or now)


def _offer(
    summit: Summit,
    pass_type: PassType,
    left: Left | None,
    now: datetime,
    openings: tuple[Opening, ...],
    events: Sequence[EventShown],
    typed: Mapping[str, str],
) -> Offer:
    fare, at, zone = fare_of(summit, pass_type, now), _of_sale(pass_type, now), summit.zone_info
    free = None if left is None else max(left.left, 0)
    if fare.state == OfferState.ON_SALE and free is not None and free < pass_type.min_per_order:
        fare = replace(fare, state=OfferState.SOLD_OUT)
    return Offer(
        fare=fare,
        before=_step(_phase_before(pass_type, at), zone),
        after=_step(next_phase(pass_type, at), zone),
        left=free,
        size=None if left is None else left.size,
        filled=_filled(left),
        is_low=left is not None and left.left <= max(LOW, left.size * LOW_SHARE),
        least=pass_type.min_per_order,
        most=pass_type.max_per_order if free is None else min(pass_type.max_per_order, free),
        fields=tuple(_fields(summit, pass_type, events, typed)),
        openings=openings,
        ends_soon=pass_type.on_sale_until is not None and pass_type.on_sale_until - now < SOON,
    )


def _filled(left: Left | None) -> int:
    """Return how far the gauge is filled, and at least a little where any are left."""
    if left is None or left.left <= 0:
        return 0
    return max(1, round(100 * left.left / max(left.size, left.left)))


def _fields(
    summit: Summit, pass_type: PassType, events: Sequence[EventShown], typed: Mapping[str, str]
) -> list[NumberField]:
    choices: list[tuple[str, str, date | None]] = [("", "", None)]
    if pass_type.chooses == Opens.ANY_EVENT:
        choices = [(event.slug, event.short_name or event.name, None) for event in events]
    elif pass_type.chooses == Opens.ANY_DAY:
        choices = [(day.isoformat(), "", day) for day in days_of(summit)]
    names = [(Item(pass_type.code, choice, 0).name, label, on) for choice, label, on in choices]
    return [NumberField(name, label, on, typed.get(name, "")) for name, label, on in names]


def _phase_before(pass_type: PassType, at: datetime) -> PricePhase | None:
    place = pass_type.phases.index(phase_at(pass_type, at))
    return pass_type.phases[place - 1] if place else None


def _step(phase: PricePhase | None, zone: ZoneInfo) -> Step | None:
    return None if phase is None else Step(phase.name, phase.amount, _local(phase.starts_at, zone))


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)


def _instead(offer: Offer, offers: Sequence[Offer]) -> tuple[tuple[str, str], ...]:
    if offer.fare.state != OfferState.SOLD_OUT:
        return ()
    return tuple(
        (other.fare.code, other.fare.name)
        for other in offers
        if other.is_on_sale and any(row.is_open for row in offer.openings) and covers(other.openings, offer.openings)
    )
