"""Which price holds when, and how an amount is split so that nothing is lost or made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventsite.registration.models import PassType, PricePhase
from eventsite.registration.pricing import next_phase, phase_at, price_at, split

BEGIN = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)

Splits = Callable[[Sequence[int], Sequence[int]], list[list[int]]]

AMOUNTS = st.lists(st.integers(-100_000_000, 100_000_000), min_size=1, max_size=30)
WEIGHTS = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)


def phased(*prices: int) -> PassType:
    """Return a pass whose price changes each day from BEGIN on; the first has no beginning."""
    starts = [None, *(BEGIN + timedelta(days=day) for day in range(len(prices) - 1))]
    phases = [
        PricePhase(position=place, name=str(price), amount=price, starts_at=at)
        for place, (price, at) in enumerate(zip(prices, starts, strict=True))
    ]
    return PassType(phases=phases)


def test_a_phase_holds_from_its_first_instant_until_the_next_begins() -> None:
    sold = phased(100, 200, 300)
    moments = [BEGIN - timedelta(days=9999), BEGIN - MOMENT, BEGIN, BEGIN + timedelta(days=1) - MOMENT]
    assert [price_at(sold, at) for at in (*moments, BEGIN + timedelta(days=1), BEGIN + timedelta(days=9999))] == [
        100, 100, 200, 200, 300, 300,
    ]  # fmt: skip


def test_the_next_phase_is_the_first_that_has_not_begun() -> None:
    sold = phased(100, 200, 300)
    found = [next_phase(sold, at) for at in (BEGIN - MOMENT, BEGIN, BEGIN + timedelta(days=1))]
    assert [phase.amount if phase else None for phase in found] == [200, 300, None]


def test_one_price_holds_always() -> None:
    sold = phased(0)
    assert (phase_at(sold, BEGIN).name, price_at(sold, BEGIN), next_phase(sold, BEGIN)) == ("0", 0, None)


@pytest.mark.parametrize(
    ("amounts", "weights", "parts"),
    [
        ([100], [1], [[100]]),
        ([100], [1, 1, 1], [[34, 33, 33]]),
        ([100, 100, 100], [1, 1, 1], [[34, 33, 33], [33, 34, 33], [33, 33, 34]]),
        ([1, 1, 1], [1, 1], [[1, 0], [0, 1], [1, 0]]),
        ([59900, 39500], [2, 1], [[39933, 19967], [26334, 13166]]),
        ([100, -100], [1, 2], [[33, 67], [-33, -67]]),
        ([5], [0, 1], [[0, 5]]),
        ([0, 0], [3, 4], [[0, 0], [0, 0]]),
    ],
)
def test_amounts_are_split(amounts: list[int], weights: list[int], parts: list[list[int]]) -> None:
    assert split(amounts, weights) == parts


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1, -1]])
def test_weights_that_split_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights are not negative"):
        split([100], weights)


@given(AMOUNTS, WEIGHTS)
@example([1] * 30, [1, 1, 1, 1, 1, 1, 1])
def test_every_line_and_every_payer_sums_exactly(amounts: list[int], weights: list[int]) -> None:
    parts = split(amounts, weights)
    assert [sum(row) for row in parts] == amounts
    assert [sum(column) for column in zip(*parts, strict=True)] == split([sum(amounts)], weights)[0]


@given(AMOUNTS, WEIGHTS)
def test_no_payer_is_off_by_a_whole_unit_at_any_line(amounts: list[int], weights: list[int]) -> None:
    """Each running total is within one unit of the exact part, so that a line is within two."""
    whole, running, total = sum(weights), [0] * len(weights), 0
    for amount, row in zip(amounts, split(amounts, weights), strict=True):
        total += amount
        running = [before + part for before, part in zip(running, row, strict=True)]
        assert all(abs(part * whole - total * weight) < whole for part, weight in zip(running, weights, strict=True))


@given(AMOUNTS, WEIGHTS)
def test_who_pays_nothing_of_the_whole_pays_nothing_of_a_line(amounts: list[int], weights: list[int]) -> None:
    free = [place for place, weight in enumerate(weights) if weight == 0]
    assert {row[place] for row in split(amounts, weights) for place in free} <= {0}


@given(st.lists(st.integers(0, 100_000_000), min_size=1, max_size=30), WEIGHTS, st.data())
def test_taking_lines_out_again_gives_back_what_they_took(
    amounts: list[int], weights: list[int], data: st.DataObject
) -> None:
    """A refund of whole lines takes their parts: what stays sums to what is left of the total."""
    gone = data.draw(st.sets(st.sampled_from(range(len(amounts)))))
    parts = split(amounts, weights)
    left = [row for place, row in enumerate(parts) if place not in gone]
    assert sum(map(sum, left)) == sum(amounts) - sum(amounts[place] for place in gone)


def rounded(amounts: Sequence[int], weights: Sequence[int]) -> list[list[int]]:
    """Split each part by itself, rounding half up: the way that does not add up."""
    whole = sum(weights)
    return [[(2 * amount * weight + whole) // (2 * whole) for weight in weights] for amount in amounts]


def orders(count: int) -> list[tuple[list[int], list[int]]]:
    """Return orders as they come: 1 to 12 lines at a summit's prices, 1 to 6 payers."""
    random = Random(20261101)
    prices = [0, 14900, 24500, 39500, 59999, 84500, 99500, 119501]
    return [
        (random.choices(prices, k=random.randint(1, 12)), [random.randint(1, 9) for _ in range(random.randint(1, 6))])
        for _ in range(count)
    ]


def disagreeing(splits: Splits, count: int) -> int:
    """Return in how many orders some line or some payer does not sum to what it should."""
    wrong = 0
    for amounts, weights in orders(count):
        parts = splits(amounts, weights)
        lines = [sum(row) for row in parts] == amounts
        payers = [sum(column) for column in zip(*parts, strict=True)] == split([sum(amounts)], weights)[0]
        wrong += not (lines and payers)
    return wrong


def test_ten_thousand_orders_add_up_and_rounding_each_part_would_not() -> None:
    """The control says what the cumulative way is for: rounding by itself is wrong in most orders."""
    assert disagreeing(split, 10_000) == 0
    assert disagreeing(rounded, 10_000) > 5_000
