"""Capability links."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.core.tokens import LETTERS, SIGNATURE, LinkKey

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


def test_a_signature_is_short_and_depends_on_everything() -> None:
    key = LinkKey(b"a secret of sixteen bytes")
    signed = {key.signature(what, id, version) for what in ("a", "b") for id in (1, 2) for version in (1, 2)}
    assert len(signed) == 8
    assert LinkKey(b"another secret, as long").signature("a", 1) not in signed
    assert {len(text) for text in signed} == {SIGNATURE}
    assert set("".join(signed)) <= set(LETTERS)


def test_a_signature_is_no_part_of_a_token() -> None:
    """Who has one cannot make the other of it."""
    key = LinkKey(b"a secret of sixteen bytes")
    assert key.signature("a", 1) not in key.token("a", 1).upper()
