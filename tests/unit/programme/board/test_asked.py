"""What an address of the board asks for survives being written and read; nonsense asks for nothing."""

from __future__ import annotations

from datetime import date

import pytest
from werkzeug.datastructures import MultiDict

from eventsite.programme.board.asked import Asked, read_day

WHOLE = Asked(date(2026, 10, 29), "main", 30, frozenset({"attic", "hall"}), "pipes & pumps")


def test_it_is_read_as_it_was_written() -> None:
    assert Asked.from_query(WHOLE.query) == WHOLE


def test_hidden_rooms_may_come_one_by_one_or_together() -> None:
    asked = Asked.from_args(MultiDict([("hide", "attic,hall"), ("hide", "foyer")]))
    assert asked.hide == frozenset({"attic", "foyer", "hall"})


def test_plain_is_no_question_at_all() -> None:
    assert Asked().query == ""


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-10-29' --", "9" * 10_000])
def test_what_is_no_day_asks_for_none(text: str) -> None:
    assert read_day(text) == (date(2026, 10, 29) if text.startswith("2026-10-29") else None)


@pytest.mark.parametrize("text", ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01"])
def test_a_day_of_another_century_asks_for_none(text: str) -> None:
    assert read_day(text) is None


def test_a_query_of_many_parts_is_read_as_far_as_it_says_anything() -> None:
    assert Asked.from_query("a=b&" * 501 + WHOLE.query) == WHOLE
    assert Asked.from_query("a&" * 20_000) == Asked()


@pytest.mark.parametrize("zoom", ["", "7", "-5", "15.0", "9" * 5000])
def test_what_is_no_zoom_asks_for_the_usual_one(zoom: str) -> None:
    assert Asked.from_args(MultiDict({"zoom": zoom})).zoom == 15


def test_a_long_search_is_cut() -> None:
    assert len(Asked.from_args(MultiDict({"q": "word " * 4000})).q) == 100
