"""What stands in an address or a form becomes a wish, or a sentence that says what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.registration.basket import MOST_SEATS, BadBasket, Item, read

CODES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=60)
CHOICES = st.one_of(st.just(""), CODES, st.dates().map(str))


def test_a_basket_is_read_in_order() -> None:
    pairs = [("pass.one-day.2026-10-29", " 1 "), ("pass.all-access", "2"), ("pass.one-event.main", "03")]
    assert read(pairs) == (
        Item("all-access", "", 2), Item("one-day", "2026-10-29", 1), Item("one-event", "main", 3),
    )  # fmt: skip


def test_empty_fields_zeros_and_other_names_are_nothing() -> None:
    assert read([("pass.a", ""), ("pass.b", "  "), ("pass.c", "0"), ("csrf_token", "x"), ("q", "-7")]) == ()


@pytest.mark.parametrize(
    "typed", ["-1", "1.5", "1e3", "NaN", "two", "１２", "²", "0x2", "+1", "1 2", "9999999", "1_0", "\u0661", "2\x00"]
)
def test_what_is_no_number_is_said_to_be_none(typed: str) -> None:
    with pytest.raises(BadBasket, match=r"is no number of passes\. Use a whole number, as in 2\."):
        read([("pass.a", typed)])


@pytest.mark.parametrize(
    "pairs",
    [
        [("pass.a", "1"), ("pass.a", "2")],
        [("pass.a.x", "1"), ("pass.a.x", "1")],
        [("pass.a", "0"), ("pass.a", "1")],
    ],
)
def test_the_same_pass_twice_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(BadBasket, match="One pass stands twice"):
        read(pairs)


def test_the_same_pass_with_another_choice_is_another_wish() -> None:
    assert read([("pass.a.x", "1"), ("pass.a.y", "1")]) == (Item("a", "x", 1), Item("a", "y", 1))


def test_one_order_has_so_many_seats_and_no_more() -> None:
    half = MOST_SEATS // 2
    items = read([("pass.a", str(half)), ("pass.b", str(MOST_SEATS - half))])
    assert sum(item.how_many for item in items) == MOST_SEATS
    with pytest.raises(BadBasket, match=f"at most {MOST_SEATS} seats"):
        read([("pass.a", str(half)), ("pass.b", str(MOST_SEATS - half + 1))])


def test_a_name_is_cut_before_anything_is_looked_up() -> None:
    (item,) = read([("pass." + "x" * 10_000 + "." + "y" * 10_000, "1")])
    assert (len(item.code), len(item.choice)) == (60, 60)


@given(st.dictionaries(st.tuples(CODES, CHOICES), st.integers(1, 5), max_size=10))
def test_what_a_basket_writes_it_reads(wanted: dict[tuple[str, str], int]) -> None:
    items = tuple(sorted(Item(code, choice, number) for (code, choice), number in wanted.items()))
    assert read([(item.name, str(item.how_many)) for item in items]) == items


@given(st.lists(st.tuples(st.text(max_size=30).map("pass.".__add__), st.text(max_size=10)), max_size=6))
def test_whatever_is_sent_is_a_wish_or_a_sentence(pairs: list[tuple[str, str]]) -> None:
    try:
        said = [0 < item.how_many <= MOST_SEATS for item in read(pairs)]
    except BadBasket as error:
        said = [str(error).endswith(".")]
    assert all(said)
