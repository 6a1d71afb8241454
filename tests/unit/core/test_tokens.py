"""Capability links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core.tokens import LinkKey

KEY = LinkKey(b"k" * 32)


def test_token_opens_what_it_was_made_for() -> None:
    token = KEY.token("feed", 7, 3)
    assert KEY.id_in(token) == 7
    assert KEY.opens(token, "feed", 7, 3)


@pytest.mark.parametrize(("purpose", "id", "version"), [("order", 7, 3), ("feed", 8, 3), ("feed", 7, 4)])
def test_token_opens_nothing_else(purpose: str, id: int, version: int) -> None:
    assert not KEY.opens(KEY.token("feed", 7, 3), purpose, id, version)


def test_token_of_another_key_opens_nothing() -> None:
    assert not LinkKey(b"x" * 32).opens(KEY.token("feed", 7, 3), "feed", 7, 3)


@given(st.text(max_size=60))
def test_garbage_opens_nothing(garbage: str) -> None:
    id = KEY.id_in(garbage)
    assert id is None or not KEY.opens(garbage, "feed", id)


def test_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        LinkKey(b"short")
