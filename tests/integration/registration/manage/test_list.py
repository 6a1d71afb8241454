"""The list of what is on sale: each pass with its state, its price and its seats, each capacity with what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.registration.basket import Item
from eventsite.registration.managing.overview import PassesPage, SaleState, Seats, passes_page
from eventsite.registration.models import PassType
from eventsite.registration.queries import list_passes
from tests.drafts import add_session
from tests.fixtures.cast import Cast, Member
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements
from tests.integration.registration.manage.conftest import DOOR, LIST, NOW, STANDARD, stored, this_summit
from tests.on_sale import add_order, add_pass

As = Callable[[Member], FlaskClient]
HOUR = timedelta(hours=1)


@pytest.fixture
def page(app: Flask, selling: None) -> Callable[[], PassesPage]:
    """Give `page()`: the list as it stands now."""

    def read() -> PassesPage:
        with app.app_context():
            return passes_page(this_summit())

    return read


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def opens(pass_type: PassType) -> list[str]:
    """Look at all that the list shows of what a pass opens."""
    return [f"{part.event and part.event.name} {part.session and part.session.code}" for part in pass_type.entitlements]


def row(page: str, code: str) -> str:
    return words(page[page.index(f'id="pass-{code}"') :].partition("</tr>")[0])


def test_seats_are_counted_for_each_pass_and_capacity(sold: None, page: Callable[[], PassesPage]) -> None:
    found = page()
    assert [(line.pass_type.code, line.seats) for line in found.passes] == [
        ("all-access", Seats(2, 1)), ("workshop", Seats())]
    assert [(line.capacity.name, line.left.left, line.left.size, line.seats) for line in found.capacities] == [
        ("Hall", 7, 10, Seats(2, 1)), ("Small room", 4, 4, Seats())]
    assert [line.left and line.left.left for line in found.passes] == [7, 4]


def test_a_hold_whose_time_is_over_is_held_no_longer(
    sold: None, page: Callable[[], PassesPage], frozen_clock: FrozenClock
) -> None:
    frozen_clock.forward(minutes=15)
    found = page()
    assert (found.passes[0].seats, found.capacities[0].left.left) == (Seats(2, 0), 8)


@pytest.mark.parametrize(
    ("begins", "ends", "state"),
    [
        (None, None, SaleState.ON_SALE),
        (NOW, NOW + HOUR, SaleState.ON_SALE),
        (NOW + HOUR, None, SaleState.LATER),
        (None, NOW, SaleState.ENDED),
        (NOW - HOUR, NOW, SaleState.ENDED),
    ],
)
def test_a_sale_stands_somewhere(
    app: Flask, page: Callable[[], PassesPage], begins: datetime | None, ends: datetime | None, state: SaleState
) -> None:
    with app.app_context(), transaction():
        stored("all-access").on_sale_from, stored("all-access").on_sale_until = begins, ends
    assert page().passes[0].state == state


def test_a_pass_is_sold_out_with_any_of_its_capacities(app: Flask, page: Callable[[], PassesPage]) -> None:
    with app.app_context(), transaction():
        add_order(this_summit(), [Item("workshop", "", 4)], is_confirmed=True)
    assert [(line.state, line.left and line.left.left) for line in page().passes] == [
        (SaleState.ON_SALE, 6), (SaleState.SOLD_OUT, 0)]


@pytest.mark.parametrize(
    ("now", "price", "after"),
    [
        (NOW, 59900, 69900),
        (STANDARD, 69900, 89900),
        (DOOR, 89900, None),
    ],
)
def test_the_price_is_that_of_now(
    page: Callable[[], PassesPage], frozen_clock: FrozenClock, now: datetime, price: int, after: int | None
) -> None:
    frozen_clock.set(now)
    line = page().passes[0]
    assert (line.phase.amount, line.next_phase and line.next_phase.amount) == (price, after)


def test_a_row_says_it_in_words(cast: Cast, as_member: As, sold: None) -> None:
    page = as_member(cast.owner).get(LIST).text
    assert row(page, "all-access") == (
        'id="pass-all-access"> All access The whole summit On sale $599.00 Early $699.00 Standard, '
        "from Sat 10 Oct 2026, 00:00 EDT 2 sold 1 held 7 left of 10 Down : All access"
    )
    assert row(page, "workshop") == (
        'id="pass-workshop"> Workshop SC-1, Sat 31 Oct On sale $99.00 0 sold 4 left of 4 Up : Workshop'
    )


def test_a_free_hidden_unlimited_pass_says_so(cast: Cast, as_member: As, app: Flask, selling: None) -> None:
    with app.app_context(), transaction():
        add_pass(this_summit(), "Partner", amount=0, is_hidden=True, on_sale_until=NOW)
    page = as_member(cast.owner).get(LIST).text
    assert row(page, "partner") == (
        'id="pass-partner"> Partner The whole summit Sale ended Tue 1 Sep 2026, 08:00 EDT Hidden Free 0 sold No limit '
        "Up : Partner"
    )


def test_passes_change_places(cast: Cast, as_member: As, app: Flask, selling: None) -> None:
    client = as_member(cast.owner)
    with app.app_context(), transaction():
        add_pass(this_summit(), "Third")

    def codes() -> list[str]:
        with app.app_context():
            return [found.code for found in list_passes(this_summit())]

    seen = []
    for code, do in (("third", "up"), ("third", "up"), ("third", "up"), ("all-access", "down"), ("workshop", "no")):
        answer = client.post(f"{LIST}/{code}/move", data={"do": do})
        assert answer.location == f"{LIST}#pass-{code}"
        seen.append(codes())
    assert seen == [
        ["all-access", "third", "workshop"],
        ["third", "all-access", "workshop"],
        ["third", "all-access", "workshop"],
        ["third", "workshop", "all-access"],
        ["third", "workshop", "all-access"],
    ]


def test_without_any_pass_it_says_what_to_do_first(cast: Cast, as_member: As) -> None:
    page = as_member(cast.owner).get(LIST).text
    assert "Nothing is on sale yet." in page
    assert "There are no terms" not in page


def test_the_list_costs_the_same_with_one_pass_and_with_three(
    app: Flask, sold: None, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for passes in (1, 3):
        with app.app_context(), transaction():
            summit = this_summit()
            for number in range(passes):
                session = add_session(summit, f"MORE-{passes}-{number}")
                add_pass(summit, f"More {passes} {number}", size=5, opens=[*summit.events, session])
        with app.app_context():
            summit = this_summit()
            with count_queries() as queries:
                page = passes_page(summit)
                assert [line for line in page.passes if not opens(line.pass_type)] == []
            counts.append(queries.count)
    assert counts == [8, 8]


def test_times_are_on_the_summits_own_clock(
    cast: Cast, as_member: As, frozen_clock: FrozenClock, selling: None
) -> None:
    frozen_clock.set(datetime(2026, 10, 31, 12, tzinfo=UTC))
    said = row(as_member(cast.owner).get(LIST).text, "all-access")
    assert "$899.00 At the door, from Sun 1 Nov 2026, 00:00 EDT" in said
