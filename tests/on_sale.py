"""A summit that sells: passes, capacities and orders as a test needs them, and a release, so that it has pages.

Everything is flushed into the open transaction; call inside `with transaction():`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from eventsite.core import clock
from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.programme.models import Session
from eventsite.programme.services import releasing
from eventsite.registration.basket import Item
from eventsite.registration.models import Capacity, Entitlement, Order, PassType, PricePhase, Terms
from eventsite.registration.services import holding, ordering
from eventsite.registration.services.ordering import Buyer, Guest, Placing
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit
from tests.drafts import add_session, add_summit

#: 09:00 in New York on the day before its clocks go forward, far from any day a test runs on.
DOORS = datetime(2035, 3, 10, 14, 0, tzinfo=UTC)
#: What the passes of `add_pass` cost unless told otherwise.
PRICE = 59900

Opened = Opens | Event | Session | date
#: (name, minor units, from when on); the first has no beginning.
Phase = tuple[str, int, datetime | None]


def add_selling_summit(slug: str = "summit", **fields: Any) -> Summit:
    """Add a summit of three days with two events and one session, and release it; it sells nothing yet."""
    days = {"starts_on": date(2035, 3, 10), "ends_on": date(2035, 3, 12)}
    summit = add_summit(slug, **{**days, **fields})
    summit.events.append(Event(slug="side", name="Side event", short_name="Side", position=1))
    add_session(summit, "OPENING", starts_at=DOORS)
    releasing.release(summit, name="First")
    return summit


def add_capacity(summit: Summit, size: int, name: str = "") -> Capacity:
    number = db.session.query(Capacity).filter_by(summit_id=summit.id).count()
    capacity = Capacity(summit=summit, name=name or f"Capacity {number + 1}", size=size)
    db.session.add(capacity)
    db.session.flush()
    return capacity


def add_pass(
    summit: Summit,
    name: str = "All access",
    *,
    amount: int = PRICE,
    phases: Sequence[Phase] = (),
    size: int | None = None,
    capacities: Sequence[Capacity] = (),
    opens: Sequence[Opened] = (Opens.SUMMIT,),
    **fields: Any,
) -> PassType:
    """Add a pass on sale from now on, its code made of its name.

    `amount` is its one price unless `phases` are given; `size` gives it a capacity of its own beside those it shares.
    """
    own = [add_capacity(summit, size, f"{name}, {summit.slug}")] if size is not None else []
    position = db.session.query(PassType).filter_by(summit_id=summit.id).count()
    made = PassType(summit=summit, **{"code": slugify(name), "name": name, "position": position, **fields})
    for place, (phase, price, starts_at) in enumerate(phases or [("", amount, None)]):
        made.phases.append(PricePhase(position=place, name=phase, amount=price, starts_at=starts_at))
    made.entitlements = [_entitlement(thing) for thing in opens]
    made.draw_from([*capacities, *own])
    db.session.add(made)
    db.session.flush()
    return made


def _entitlement(thing: Opened) -> Entitlement:
    if isinstance(thing, Opens):
        return Entitlement(kind=thing)
    if isinstance(thing, Event):
        return Entitlement(kind=Opens.EVENT, event=thing)
    if isinstance(thing, Session):
        return Entitlement(kind=Opens.SESSION, session=thing)
    return Entitlement(kind=Opens.DAY, on_date=thing)


def add_terms(summit: Summit, terms: str = "Be kind.", refund_policy: str = "Money back until March.") -> Terms:
    """Add the next version of what a buyer accepts."""
    version = db.session.query(Terms).filter_by(summit_id=summit.id).count() + 1
    made = Terms(summit=summit, version=version, terms=terms, refund_policy=refund_policy, created_at=clock.now())
    db.session.add(made)
    db.session.flush()
    return made


def add_order(
    summit: Summit,
    passes: Mapping[PassType, int] | Sequence[Item],
    *,
    name: str = "Ada Okafor",
    email: str = "ada@example.org",
    organization: str = "",
    guests: Sequence[Guest] = (),
    is_confirmed: bool = False,
    **placing: Any,
) -> Order:
    """Place an order as a buyer would; it is held from now on, or confirmed at once where that is asked for.

    For a pass that lets one choose give `Item(code, choice, how_many)`; `placing` goes to `Placing` as it is.
    """
    items = (
        [Item(pass_type.code, "", number) for pass_type, number in passes.items()]
        if isinstance(passes, Mapping)
        else passes
    )
    order = ordering.place_order(
        Placing(summit=summit.slug, items=items, buyer=Buyer(name, email, organization), guests=guests, **placing)
    )
    if is_confirmed:
        holding.confirm(order)
    return order
