"""An order is placed: what is wanted is checked and priced, its seats are taken, and it is held for a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from eventsite.core import clock
from eventsite.core.codes import new_code
from eventsite.core.db import db
from eventsite.core.money import MOST, money
from eventsite.registration import queries
from eventsite.registration.basket import BadBasket, Item
from eventsite.registration.models import Attendee, Line, Order, PassType, Payer, Share, SharePart
from eventsite.registration.pricing import price_at, split
from eventsite.registration.services import availability
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.services.choices import choose
from eventsite.registration.services.holding import BASKET, give_up, lock_order
from eventsite.registration.states import HoldReason, OrderState, SeatState
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Buyer:
    name: str
    email: str
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who uses a seat; nobody yet, when there is no name."""

    name: str = ""
    email: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """One seat to be: a pass, what of it was chosen, and its price now."""

    pass_type: PassType
    event_id: int | None
    on_date: date | None
    price: int


@dataclass(frozen=True, slots=True)
class Placing:
    """Everything a placed order is made of. `summit` is its slug.

    `shown_total` is what its buyer saw; `once` is of the form they sent.
    """

    summit: str
    items: Sequence[Item]
    buyer: Buyer
    guests: Sequence[Guest] = ()
    shown_total: int | None = None
    once: str | None = None
    previous: Order | None = field(default=None)


def place_order(placing: Placing) -> Order:
    """Take the seats for a basket and return its order, held for `BASKET`.

    A form that was sent twice gets the order of the first time. A changed basket gives up the seats of the `previous`
    order for its own, both or neither, so that nobody is told "sold out" because of their own hold.

    Raises:
        BadBasket: for what cannot be bought, or not in that number.
        SoldOut: when there is not enough left.
    """
    seats = read_seats(placing.summit, placing.items)
    wanted: dict[PassType, int] = {}
    for seat in seats:
        wanted[seat.pass_type] = wanted.get(seat.pass_type, 0) + 1
    previous = _still_a_basket(placing.previous)
    try:
        availability.ensure(wanted, without=previous.id if previous is not None else None)
    except SoldOut:
        if twin := find_twin(placing.once):
            return twin  # what is missing are its own seats
        raise
    try:
        with db.session.begin_nested():
            order = _add(placing, seats)
    except IntegrityError:
        if twin := find_twin(placing.once):
            return twin  # sent at the same moment
        raise
    if previous is not None:
        _replace(previous, order)
    return order


def find_twin(once: str | None) -> Order | None:
    """Return the order that the same form placed before."""
    return db.session.scalar(_twin(), {"once": once}) if once else None


@cache
def _twin() -> Select[Order]:
    """Take `once`. It is put together once, for every form asks it."""
    return select(Order).where(Order.once == bindparam("once"))


def read_seats(summit: str, items: Sequence[Item]) -> list[Seat]:
    """Return one seat for each pass that is wanted of the summit with this slug, priced now; one query.

    Raises:
        BadBasket: for an empty basket, another summit's pass, one that is not on sale, a number it does not allow, or
            a total that nobody can pay at once.
    """
    if not items:
        raise BadBasket("Choose at least one pass.")
    now = clock.now()
    passes = {found.code: found for found in queries.list_wanted(summit, {item.code for item in items})}
    for code, pass_type in passes.items():
        _check_number(pass_type, sum(item.how_many for item in items if item.code == code))
    seats: list[Seat] = []
    for item in items:
        found = passes.get(item.code)
        if found is None:
            raise BadBasket("One of these passes is not on sale here. Choose again.")
        _check_on_sale(found, now)
        event_id, on_date = choose(found, item.choice)
        seats += [Seat(found, event_id, on_date, price_at(found, now))] * item.how_many
    check_total(seats[0].pass_type.summit, sum(seat.price for seat in seats))
    return seats


def check_total(summit: Summit, total: int) -> None:
    """See that a total can be paid at once.

    Raises:
        BadBasket: when it cannot.
    """
    if total > MOST:
        most = money(MOST, summit.currency)
        raise BadBasket(f"One order may cost at most {most}. Choose fewer, or write to the desk.")


def _check_on_sale(pass_type: PassType, now: datetime) -> None:
    if not is_on_sale(pass_type, now):
        raise BadBasket(f"{pass_type.name} is not on sale now. Choose another pass.")


def is_on_sale(pass_type: PassType, now: datetime) -> bool:
    """Tell whether it may be bought at `now`, were there any left."""
    return (pass_type.on_sale_from is None or pass_type.on_sale_from <= now) and now < pass_type.closes_at


def _check_number(pass_type: PassType, how_many: int) -> None:
    least, most = pass_type.min_per_order, pass_type.max_per_order
    if how_many > most:
        raise BadBasket(f"One order has at most {most} of {pass_type.name}. Choose fewer.")
    if how_many < least:
        raise BadBasket(f"{pass_type.name} is sold from {least} on. Choose {least} or more, or none.")


def _still_a_basket(previous: Order | None) -> Order | None:
    """Return the order if its seats can still be given up; it is locked, and read anew."""
    if previous is None:
        return None
    previous = lock_order(previous.id)
    is_basket = previous.state == OrderState.HELD and previous.hold_reason == HoldReason.BASKET
    return previous if is_basket else None


def _add(placing: Placing, seats: Sequence[Seat]) -> Order:
    now, total, buyer = clock.now(), sum(seat.price for seat in seats), placing.buyer
    summit = seats[0].pass_type.summit
    order = Order(
        summit=summit, code=new_code(length=8), once=placing.once, state=OrderState.HELD,
        hold_reason=HoldReason.BASKET, hold_ends_at=now + BASKET, buyer_name=buyer.name,
        buyer_email=buyer.email.strip().lower(), buyer_organization=buyer.organization,
        currency=summit.currency, total=total, created_at=now,
        shown_total=placing.shown_total if placing.shown_total != total else None,
    )  # fmt: skip
    guests = [*placing.guests, *[Guest()] * len(seats)]
    order.lines = [_line(place, seat, guests[place]) for place, seat in enumerate(seats)]
    payer = Payer(order=order, name=buyer.name, email=order.buyer_email, organization=buyer.organization)
    share = Share(order=order, payer=payer, amount=total)
    db.session.add(order)
    db.session.flush()
    parts = split([line.price for line in order.lines], [1])
    rows = [
        {"share_id": share.id, "line_id": line.id, "amount": amount}
        for line, (amount,) in zip(order.lines, parts, strict=True)
    ]
    db.session.execute(insert(SharePart.__table__), rows)  # type: ignore[arg-type]
    return order


def _line(place: int, seat: Seat, guest: Guest) -> Line:
    return Line(
        position=place, pass_type=seat.pass_type, event_id=seat.event_id, on_date=seat.on_date, price=seat.price,
        state=SeatState.HELD,
        attendee=Attendee(name=guest.name, email=guest.email.strip().lower(), organization=guest.organization),
    )  # fmt: skip


def _replace(previous: Order, order: Order) -> None:
    give_up(previous, OrderState.CANCELLED)
    previous.replaced_by_id = order.id
    db.session.flush()
