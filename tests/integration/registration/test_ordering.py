"""An order is placed: what is refused and why, what is taken, and at which price."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eventsite.core.db import db, transaction
from eventsite.core.errors import DomainError
from eventsite.registration.basket import BadBasket, Item
from eventsite.registration.models import Attendee, Line, Order, PassType
from eventsite.registration.services import availability, holding
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.services.ordering import Guest
from eventsite.registration.states import HoldReason, Opens, OrderState, SeatState
from eventsite.summits.models import Summit
from tests.drafts import add_summit
from tests.fixtures.clocks import AWKWARD, FrozenClock
from tests.on_sale import PRICE, add_capacity, add_order, add_pass

#: 01:30 in New York for the second time that night, an hour after AWKWARD.
AGAIN = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)

Make = Callable[[Summit], object]
ACCESS = Item("all-access", "", 1)


@pytest.fixture(autouse=True)
def summit(app: Flask, frozen_clock: FrozenClock) -> None:
    """Make the summit that every test sells; it has the events 'main' and no other, from 31 October to 2 November."""
    with app.app_context(), transaction():
        add_summit()


def the_summit() -> Summit:
    return db.session.scalars(select(Summit).filter_by(slug="summit")).one()


def the_pass(code: str = "all-access") -> PassType:
    return db.session.scalars(select(PassType).filter_by(code=code)).one()


def make(app: Flask, *works: Make) -> None:
    with app.app_context(), transaction():
        for work in works:
            work(the_summit())


def refusal(app: Flask, *items: Item, **placing: object) -> str:
    """Return what a buyer is told, and see that nothing is left of the try."""
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Order))
        db.session.rollback()
        with pytest.raises(DomainError) as refused, transaction():
            add_order(the_summit(), items, **placing)
        rows = [db.session.scalar(select(func.count()).select_from(table)) for table in (Order, Line, Attendee)]
        assert rows[0] == before
        assert rows[1] == rows[2]
    assert isinstance(refused.value, BadBasket | SoldOut)
    return str(refused.value)


def buy(app: Flask, *items: Item, **placing: object) -> int:
    with app.app_context(), transaction():
        return add_order(the_summit(), items, **placing).id


def order_of(id: int) -> Order:
    return db.session.get_one(Order, id)


def test_an_empty_basket_is_no_purchase(app: Flask) -> None:
    assert refusal(app) == "Choose at least one pass."


def test_a_pass_that_is_not_there_is_not_sold(app: Flask) -> None:
    assert refusal(app, Item("nothing", "", 1)) == "One of these passes is not on sale here. Choose again."


def test_a_pass_of_another_summit_is_not_sold_here(app: Flask) -> None:
    make(app, lambda _: add_pass(add_summit("other"), "Elsewhere"))
    assert refusal(app, Item("elsewhere", "", 1)) == "One of these passes is not on sale here. Choose again."


def test_a_sale_opens_at_its_instant_and_not_at_the_same_time_an_hour_before(
    app: Flask, frozen_clock: FrozenClock
) -> None:
    """Clocks in New York show 01:30 twice that night: the sale opens at the second one."""
    make(app, lambda summit: add_pass(summit, on_sale_from=AGAIN))
    for moment in (AWKWARD, AGAIN - SECOND):
        frozen_clock.set(moment)
        assert refusal(app, ACCESS) == "All access is not on sale now. Choose another pass."
    frozen_clock.set(AGAIN)
    assert buy(app, ACCESS)


def test_a_sale_ends_at_its_instant(app: Flask, frozen_clock: FrozenClock) -> None:
    make(app, lambda summit: add_pass(summit, on_sale_until=AGAIN))
    frozen_clock.set(AGAIN - SECOND)
    assert buy(app, ACCESS)
    frozen_clock.set(AGAIN)
    assert refusal(app, ACCESS) == "All access is not on sale now. Choose another pass."


def test_a_price_rises_at_its_instant(app: Flask, frozen_clock: FrozenClock) -> None:
    make(app, lambda summit: add_pass(summit, phases=[("Early", 50000, None), ("Standard", 60000, AGAIN)]))
    prices = []
    for moment in (AWKWARD, AGAIN - SECOND, AGAIN):
        frozen_clock.set(moment)
        prices.append(buy(app, ACCESS))
    with app.app_context():
        assert [order_of(id).total for id in prices] == [50000, 50000, 60000]


def test_an_order_keeps_its_price(app: Flask, frozen_clock: FrozenClock) -> None:
    make(app, lambda summit: add_pass(summit, phases=[("Early", 50000, None), ("Standard", 60000, AGAIN)]))
    id = buy(app, ACCESS)
    frozen_clock.set(AGAIN)
    with app.app_context():
        assert [line.price for line in order_of(id).lines] == [50000]


@pytest.mark.parametrize(
    ("how_many", "said"),
    [
        (1, "All access is sold from 2 on. Choose 2 or more, or none."),
        (4, "One order has at most 3 of All access. Choose fewer."),
    ],
)
def test_a_pass_is_sold_in_the_numbers_it_allows(app: Flask, how_many: int, said: str) -> None:
    make(app, lambda summit: add_pass(summit, min_per_order=2, max_per_order=3))
    assert refusal(app, Item("all-access", "", how_many)) == said
    assert buy(app, Item("all-access", "", 3))


def test_numbers_count_over_all_choices_of_a_pass(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, "Day", opens=[Opens.ANY_DAY], min_per_order=2, max_per_order=2))
    first, second = Item("day", "2026-10-31", 1), Item("day", "2026-11-01", 1)
    assert refusal(app, first) == "Day is sold from 2 on. Choose 2 or more, or none."
    assert buy(app, first, second)


@pytest.mark.parametrize(
    ("opens", "choice", "said"),
    [
        (Opens.SUMMIT, "main", "All access offers no choice. Choose it again."),
        (Opens.ANY_EVENT, "", "All access opens one event: choose which."),
        (Opens.ANY_EVENT, "nothing", "All access opens one event: choose which."),
        (Opens.ANY_DAY, "", "All access opens one day: choose which."),
        (Opens.ANY_DAY, "2026-11-03", "All access opens one day: choose which."),
        (Opens.ANY_DAY, "20261101", "All access opens one day: choose which."),
    ],
)
def test_a_choice_is_one_that_the_pass_offers(app: Flask, opens: Opens, choice: str, said: str) -> None:
    make(app, lambda summit: add_pass(summit, opens=[opens]))
    assert refusal(app, Item("all-access", choice, 1)) == said


def test_a_choice_stands_on_its_seat(app: Flask) -> None:
    make(
        app,
        lambda summit: add_pass(summit, "Day", opens=[Opens.ANY_DAY]),
        lambda summit: add_pass(summit, "Event", opens=[Opens.ANY_EVENT]),
    )
    id = buy(app, Item("day", "2026-11-01", 1), Item("event", "main", 1))
    with app.app_context():
        lines = order_of(id).lines
        assert [(line.on_date, line.event.slug if line.event else None) for line in lines] == [
            (date(2026, 11, 1), None),
            (None, "main"),
        ]


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        (0, "Only 3 of All access are left. Choose fewer, or another pass."),
        (2, "Only 1 of All access is left. Choose fewer, or another pass."),
        (3, "All access is sold out. Nothing was taken from you; choose another pass."),
    ],
)
def test_no_seat_is_sold_twice(app: Flask, taken: int, said: str) -> None:
    make(app, lambda summit: add_pass(summit, size=3))
    if taken:
        buy(app, Item("all-access", "", taken), is_confirmed=True)
    assert refusal(app, Item("all-access", "", 4)) == said


def test_passes_that_share_a_capacity_share_what_is_left(app: Flask) -> None:
    def two_passes(summit: Summit) -> None:
        hall = add_capacity(summit, 3, "Hall")
        add_pass(summit, "Red", capacities=[hall])
        add_pass(summit, "Blue", capacities=[hall], size=2)

    make(app, two_passes)
    said = refusal(app, Item("red", "", 2), Item("blue", "", 2))
    assert said == "Only 3 of Red are left together with the others you chose. Choose fewer, or another pass."
    assert refusal(app, Item("blue", "", 3)) == "Only 2 of Blue are left. Choose fewer, or another pass."
    assert buy(app, Item("red", "", 1), Item("blue", "", 2))


def test_seats_of_a_basket_are_free_again_after_its_time(app: Flask, frozen_clock: FrozenClock) -> None:
    make(app, lambda summit: add_pass(summit, size=1))
    buy(app, ACCESS)
    frozen_clock.forward(minutes=15, seconds=-1)
    assert refusal(app, ACCESS).startswith("All access is sold out.")
    frozen_clock.forward(seconds=1)
    assert buy(app, ACCESS)


def test_an_order_is_what_was_asked_for(app: Flask, frozen_clock: FrozenClock) -> None:
    make(app, add_pass, lambda summit: add_pass(summit, "Free", amount=0))
    guests = [Guest("Ada Okafor", "Ada@Example.org", "City"), Guest()]
    id = buy(
        app,
        Item("all-access", "", 2),
        Item("free", "", 1),
        email=" Ada@Example.org ",
        organization="City",
        guests=guests,
    )
    with app.app_context():
        order = order_of(id)
        assert (order.state, order.hold_reason) == (OrderState.HELD, HoldReason.BASKET)
        assert order.hold_ends_at == AWKWARD + timedelta(minutes=15)
        assert (order.buyer_name, order.buyer_email, order.buyer_organization) == (
            "Ada Okafor",
            "ada@example.org",
            "City",
        )
        assert [(line.price, line.state) for line in order.lines] == [
            (PRICE, SeatState.HELD), (PRICE, SeatState.HELD), (0, SeatState.HELD),
        ]  # fmt: skip
        users = [(line.attendee.name, line.attendee.email, line.attendee.organization) for line in order.lines]
        assert users == [("Ada Okafor", "ada@example.org", "City"), ("", "", ""), ("", "", "")]
        assert (order.currency, order.total, order.shown_total) == ("USD", 2 * PRICE, None)


def test_one_share_carries_every_line(app: Flask) -> None:
    make(app, add_pass, lambda summit: add_pass(summit, "Day", amount=333))
    id = buy(app, Item("all-access", "", 1), Item("day", "", 2))
    with app.app_context():
        (share,) = order_of(id).shares
        assert [part.amount for part in share.parts] == [PRICE, 333, 333]
        assert (share.amount, share.payer.email) == (PRICE + 666, "ada@example.org")


def test_a_total_that_was_not_what_the_buyer_saw_is_remembered(app: Flask) -> None:
    make(app, add_pass)
    seen = [buy(app, ACCESS, shown_total=shown) for shown in (PRICE, PRICE - 1, None)]
    with app.app_context():
        assert [order_of(id).shown_total for id in seen] == [None, PRICE - 1, None]


def test_an_order_costs_no_more_than_can_be_paid_at_once(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, amount=50_000_000))
    assert refusal(app, Item("all-access", "", 2)) == (
        "One order may cost at most $999,999.99. Choose fewer, or write to the desk."
    )
    assert buy(app, ACCESS)


def test_a_form_that_is_sent_twice_places_one_order(app: Flask) -> None:
    make(app, add_pass)
    first = buy(app, ACCESS, once="a" * 40)
    assert buy(app, ACCESS, once="a" * 40) == first
    other = buy(app, ACCESS, once="b" * 40)
    with app.app_context():
        assert db.session.scalars(select(Order.id).order_by(Order.id)).all() == [first, other]


def test_a_form_that_took_the_last_seats_finds_its_order_and_is_not_told_sold_out(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, size=2))
    two = Item("all-access", "", 2)
    assert buy(app, two, once="a" * 40) == buy(app, two, once="a" * 40)
    assert refusal(app, two, once="b" * 40).startswith("All access is sold out.")


def test_a_changed_basket_gives_up_the_seats_of_the_one_before(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, size=2))
    first = buy(app, Item("all-access", "", 2))
    with app.app_context(), transaction():
        second = add_order(the_summit(), [ACCESS], previous=order_of(first)).id
    with app.app_context():
        before = order_of(first)
        assert (before.state, before.replaced_by_id) == (OrderState.CANCELLED, second)
        assert [line.state for line in before.lines] == [SeatState.RELEASED] * 2
        counted = availability.count(the_pass().capacities)
        assert [found.left for found in counted.values()] == [1]


def test_a_change_that_is_refused_leaves_the_basket_before_as_it_was(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, size=2))
    first = buy(app, ACCESS)
    with app.app_context():
        with pytest.raises(SoldOut), transaction():
            add_order(the_summit(), [Item("all-access", "", 3)], previous=order_of(first))
        before = order_of(first)
        assert (before.state, [line.state for line in before.lines]) == (OrderState.HELD, [SeatState.HELD])


def test_seats_on_a_payment_page_are_not_given_up(app: Flask) -> None:
    make(app, lambda summit: add_pass(summit, size=1))
    first = buy(app, ACCESS)
    with app.app_context():
        with transaction():
            order = holding.lock_order(first)
            holding.keep(order, HoldReason.PAYMENT_PAGE, order.hold_ends_at)
        with pytest.raises(SoldOut), transaction():
            add_order(the_summit(), [ACCESS], previous=order_of(first))
        assert order_of(first).state == OrderState.HELD
