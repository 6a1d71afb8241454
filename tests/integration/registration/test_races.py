"""Many buyers at once, on both databases: no seat is sold twice, nobody waits for ever, everybody gets an answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsite.core.db import db, transaction
from eventsite.registration.basket import Item
from eventsite.registration.models import Capacity, Line, Order, PassType
from eventsite.registration.services import availability, capacities, holding, ordering, selling
from eventsite.registration.services.ordering import Buyer, Placing
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.states import Opens, OrderState, SeatState
from eventsite.summits.models import Summit
from tests.on_sale import PRICE, add_capacity, add_pass, add_selling_summit
from tests.racing import PATIENCE, Meeting, at_once, caught, in_crowd, meanwhile

BUYERS, SEATS, THREADS = 200, 50, 16
BUYER = Buyer("Ada Okafor", "ada@example.org")


def place(*items: Item, once: str | None = None) -> Order:
    """Place an order in the transaction that is open."""
    summit = db.session.scalars(select(Summit)).one()
    return ordering.place_order(Placing(summit=summit.slug, items=items, buyer=BUYER, once=once))


def buys(*wanted: str, once: str | None = None) -> Callable[[], int]:
    """Return what one buyer does: one seat of each pass, in the order in which they are named."""

    def work() -> int:
        with transaction():
            return place(*(Item(code, "", 1) for code in wanted), once=once).id

    return work


def outcomes(results: list[Any]) -> Counter[str]:
    """Count orders as "order" and everything else by its class."""
    return Counter("order" if isinstance(result, int) else type(result).__name__ for result in results)


def seats_held(app: Flask, code: str | None = None) -> int:
    with app.app_context():
        rows = select(func.count()).select_from(Line).join(Order).where(Line.state == SeatState.HELD)
        if code is not None:
            rows = rows.where(Line.pass_type.has(code=code))
        return int(db.session.scalar(rows.where(Order.state == OrderState.HELD)) or 0)


def open_shop(app: Flask, size: int | None) -> None:
    with app.app_context(), transaction():
        add_pass(add_selling_summit(), "Seat", size=size)


def test_two_hundred_buyers_for_fifty_seats(app: Flask) -> None:
    open_shop(app, SEATS)
    results = in_crowd(app, [buys("seat")] * BUYERS, THREADS)
    assert outcomes(results) == {"order": SEATS, "SoldOut": BUYERS - SEATS}
    assert seats_held(app) == SEATS


def test_passes_that_share_limits_in_any_order_never_lock_each_other_out(app: Flask) -> None:
    """The hall is drawn from by both; each has one limit of its own, one before the hall's and one after it."""
    with app.app_context(), transaction():
        summit = add_selling_summit()
        first, hall, last = (add_capacity(summit, size) for size in (30, 40, 30))
        add_pass(summit, "A", capacities=[hall, first])
        add_pass(summit, "B", capacities=[last, hall])
    ways = [buys("a"), buys("b"), buys("a", "b"), buys("b", "a")]
    results = in_crowd(app, ways * 15, THREADS)
    assert set(outcomes(results)) == {"order", "SoldOut"}
    assert seats_held(app) == 40
    assert max(seats_held(app, "a"), seats_held(app, "b")) <= 30


def test_a_capacity_that_shrinks_meanwhile_is_kept(app: Flask) -> None:
    """Whoever comes after the organizer finds the new size; what was taken before stays with its buyers."""
    open_shop(app, SEATS)
    taken: list[int] = []

    def shrink() -> None:
        with transaction():
            capacity = db.session.scalars(select(Capacity)).one()
            taken.append(capacities.revise_capacity(capacity=capacity, name=capacity.name, size=5).taken)

    results = in_crowd(app, [*[buys("seat")] * 20, shrink, *[buys("seat")] * 60], THREADS)
    assert outcomes(results)["NoneType"] == 1
    assert seats_held(app) == max(taken[0], 5)


@pytest.mark.parametrize("size", [None, 1, 20])
def test_the_same_form_sent_at_once_places_one_order(app: Flask, size: int | None) -> None:
    """Also the last seat's: who holds it is not told that it is gone."""
    open_shop(app, size)
    results = at_once(app, [buys("seat", once="the-form")] * 6)
    assert outcomes(results) == {"order": 6}
    assert len(set(results)) == 1
    assert seats_held(app) == 1


def test_a_form_sent_again_after_the_last_seat_went_finds_its_order(app: Flask) -> None:
    open_shop(app, 1)
    first, second = in_crowd(app, [buys("seat", once="the-form")] * 2, threads=1)
    assert first == second


def test_a_changed_basket_sent_twice_at_once_moves_once(app: Flask) -> None:
    open_shop(app, 2)
    (previous,) = in_crowd(app, [buys("seat")], threads=1)

    def change() -> int:
        with transaction():
            summit = db.session.scalars(select(Summit)).one()
            return ordering.place_order(
                Placing(
                    summit=summit.slug, items=[Item("seat", "", 2)], buyer=BUYER, once="changed",
                    previous=db.session.get_one(Order, previous),
                )
            ).id  # fmt: skip

    results = at_once(app, [change] * 4)
    assert outcomes(results) == {"order": 4}
    assert (len(set(results)), seats_held(app)) == (1, 2)


# The races above are worth something only if they can be lost. Here each database is robbed of what protects it,
# and two buyers are made to meet between looking and taking; the same meeting with the protection sells one seat.


def counting_meets(monkeypatch: pytest.MonkeyPatch, meeting: Meeting) -> None:
    count = availability.count

    def count_and_meet(*given: Any, **named: Any) -> Any:
        counted = count(*given, **named)
        meeting.wait()
        return counted

    monkeypatch.setattr(availability, "count", count_and_meet)


def without_lock(ids: Any) -> list[Capacity]:
    return list(db.session.scalars(select(Capacity).where(Capacity.id.in_(ids)).order_by(Capacity.id)))


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("is_locked", "sold"), [(True, 1), (False, 2)])
def test_on_postgresql_the_lock_is_what_protects(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_locked: bool, sold: int
) -> None:
    open_shop(app, 1)
    counting_meets(monkeypatch, Meeting())
    if not is_locked:
        monkeypatch.setattr(availability, "lock", without_lock)
    at_once(app, [buys("seat")] * 2)
    assert seats_held(app) == sold


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("is_one", "sold"), [(True, 1), (False, 2)])
def test_on_sqlite_the_one_transaction_is_what_protects(
    app: Flask, monkeypatch: pytest.MonkeyPatch, is_one: bool, sold: int
) -> None:
    open_shop(app, 1)
    meeting = Meeting()

    def look_then_take() -> None:
        with transaction():
            availability.ensure({seat.pass_type: 1 for seat in ordering.read_seats(*_what_they_want())})
        meeting.wait()
        monkeypatch.setattr(availability, "ensure", lambda *given, **named: None)
        buys("seat")()

    if is_one:
        counting_meets(monkeypatch, meeting)
    at_once(app, [buys("seat") if is_one else look_then_take] * 2)
    assert seats_held(app) == sold


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_on_postgresql_two_hundred_buyers_without_the_lock_get_more_than_fifty_seats(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(app, SEATS)
    monkeypatch.setattr(availability, "lock", without_lock)
    results = in_crowd(app, [buys("seat")] * BUYERS, THREADS)
    assert SEATS < seats_held(app) == outcomes(results)["order"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_on_sqlite_two_hundred_buyers_in_two_transactions_each_get_more_than_fifty_seats(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_shop(app, SEATS)
    look = availability.ensure
    monkeypatch.setattr(availability, "ensure", lambda *given, **named: None)

    def look_then_take() -> int:
        with transaction():
            look({seat.pass_type: 1 for seat in ordering.read_seats(*_what_they_want())})
        return buys("seat")()

    results = in_crowd(app, [look_then_take] * BUYERS, THREADS)
    assert SEATS < seats_held(app) == outcomes(results)["order"]


def _what_they_want() -> tuple[str, list[Item]]:
    return db.session.scalars(select(Summit.slug)).one(), [Item("seat", "", 1)]


def test_who_waited_for_an_order_finds_its_seats_and_shares_as_they_are_then(app: Flask) -> None:
    """On PostgreSQL rows that are joined to a row one waits for come as they were before: they are read after it."""
    open_shop(app, 5)
    with app.app_context():
        id = buys("seat")()
    has_looked, is_locked = Event(), Event()

    def confirm() -> None:
        with transaction():
            holding.confirm(holding.lock_order(id))
            db.session.flush()
            is_locked.set()
            has_looked.wait(PATIENCE)
            time.sleep(0.3)  # so that the other meets the lock

    def look() -> tuple[str, list[str], list[str]]:
        order = db.session.get_one(Order, id)
        assert [line.state for line in order.lines] == ["held"]
        db.session.rollback()
        has_looked.set()
        is_locked.wait(PATIENCE)
        with transaction():
            order = holding.read_whole(holding.lock_order(id))
            return order.state, [line.state for line in order.lines], [share.state for share in order.shares]

    assert at_once(app, [confirm, look])[1] == ("confirmed", ["confirmed"], ["committed"])


# A pass may come to draw from another capacity while its buyer is between looking and locking. On SQLite a writer is
# alone, so that there is no such moment.


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("moment", "own", "is_seen", "answers"),
    [
        ("lock", None, True, ["PassChanging", "order"]),
        ("lock", 5, True, ["PassChanging", "order"]),
        ("count", None, True, ["order", "SoldOut"]),
        ("lock", None, False, ["order", "order"]),
        ("lock", 5, False, ["order", "order"]),
        ("count", None, False, ["order", "order"]),
    ],
)
def test_a_capacity_that_is_tied_to_a_pass_meanwhile_is_kept(
    app: Flask, monkeypatch: pytest.MonkeyPatch, moment: str, own: int | None, is_seen: bool, answers: list[str]
) -> None:
    """The hall has one seat: it goes to the buyer of a pass that is tied to it just now, or to another's buyer."""
    with app.app_context(), transaction():
        summit = add_selling_summit()
        hall = add_capacity(summit, 1, "Hall")
        add_pass(summit, "Seat", size=own)
        add_pass(summit, "Hall pass", capacities=[hall])
        hall_id = hall.id
    others: list[Any] = []

    def tie_and_buy() -> None:
        with app.app_context():
            with transaction():
                seat = db.session.scalars(select(PassType).filter_by(code="seat")).one()
                draws = (hall_id, *(capacity.id for capacity in seat.capacities))
                phases = (PhasePlan("", PRICE),)
                plan = PassPlan(name="Seat", opens=(Opening(Opens.SUMMIT),), phases=phases, capacities=draws)
                selling.revise_pass(pass_type=seat, version=seat.version, plan=plan)
            others.append(caught(buys("hall-pass")))

    if not is_seen:
        monkeypatch.setattr(availability, "versions", lambda seen: seen)
    rival = meanwhile(monkeypatch, availability, moment, tie_and_buy)
    (mine,) = in_crowd(app, [buys("seat")], threads=1)
    rival.join()
    assert [*outcomes([mine]), *outcomes(others)] == answers
