"""What the page of passes shows: when prices change, every pass, and what was chosen so far. Live, and 3 queries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from eventsite.core import clock
from eventsite.front.held import Held
from eventsite.programme.releases.public import Programme
from eventsite.registration import queries
from eventsite.registration.models import PassType
from eventsite.registration.offers import Offer, OfferState, compose_offers
from eventsite.registration.services import availability


@dataclass(frozen=True, slots=True)
class PhaseShown:
    """A price phase that all passes share: `place` is past, now or next.

    `begins_at` is its first moment, None at the very beginning; `last_at` the last one worth naming, None at the end.
    """

    name: str
    place: str
    begins_at: datetime | None
    last_at: datetime | None
    days_left: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the fields hold: how many passes, and what they cost now."""

    how_many: int
    total: int


@dataclass(frozen=True, slots=True)
class PassesPage:
    phases: tuple[PhaseShown, ...]
    offers: tuple[Offer, ...]
    currency: str
    chosen: Chosen
    held: Held | None
    shown: tuple[str, ...]

    @property
    def is_on_sale(self) -> bool:
        return any(offer.is_on_sale for offer in self.offers)


def compose(programme: Programme, *, held: Held | None, typed: Mapping[str, str], shown: Collection[str]) -> PassesPage:
    """Return the page; what is held is in its fields unless something else was typed, and is not counted as taken."""
    now = clock.now()
    passes = queries.list_passes_at(programme.summit.slug)
    if not passes:
        return PassesPage((), (), "", Chosen(0, 0), None, ())
    summit = passes[0].summit
    capacities = {capacity.id: capacity for pass_type in passes for capacity in pass_type.capacities}
    counted = availability.count(capacities.values(), without=held.order_id if held else None)
    if held and not typed:
        typed = {item.name: str(item.how_many) for item in held.items}
        shown = {*shown, *(item.code for item in held.items)}
    events = list(programme.events.values())
    offers = compose_offers(summit, passes, counted, now, events=events, shown=shown, typed=typed)
    on_show = {offer.fare.code for offer in offers if offer.fare.state != OfferState.ENDED}
    return PassesPage(
        phases=phases_of([found for found in passes if found.code in on_show], now, summit.zone_info),
        offers=offers,
        currency=summit.currency,
        chosen=_chosen(offers),
        held=held,
        shown=tuple(found.code for found in passes if found.is_hidden and found.code in shown),
    )


def phases_of(passes: Iterable[PassType], now: datetime, zone: ZoneInfo) -> tuple[PhaseShown, ...]:
    """Return the phases that all passes with several prices share, by name and moment; none where they differ."""
    runs = [[(phase.name, phase.starts_at) for phase in found.phases] for found in passes if len(found.phases) > 1]
    run = max(runs, key=len, default=[])
    if not all(name for name, _ in run) or any(not set(other) <= set(run) for other in runs):
        return ()
    begun = sum(begins is None or begins <= now for _, begins in run) - 1
    ends = [begins for _, begins in run[1:]] + [None]
    return tuple(
        PhaseShown(
            name=name,
            place="past" if place < begun else "now" if place == begun else "next",
            begins_at=_local(begins, zone),
            last_at=(last := _last_moment(ends[place], zone)),
            days_left=(last.date() - now.astimezone(zone).date()).days if last else 0,
        )
        for place, (name, begins) in enumerate(run)
    )


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    return None if moment is None else moment.astimezone(zone)


def _last_moment(end: datetime | None, zone: ZoneInfo) -> datetime | None:
    """Return the end as people name it: midnight belongs to the day that is over, as 23:59."""
    if end is None:
        return None
    local = end.astimezone(zone)
    is_midnight = (local.hour, local.minute) == (0, 0)
    return (end - timedelta(minutes=1)).astimezone(zone) if is_midnight else local


def _chosen(offers: Sequence[Offer]) -> Chosen:
    numbers = [(offer.fare.price, number) for offer in offers if offer.is_on_sale for number in _numbers(offer)]
    return Chosen(sum(number for _, number in numbers), sum(price * number for price, number in numbers))


def _numbers(offer: Offer) -> list[int]:
    texts = [field.value.strip() for field in offer.fields]
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 4]
