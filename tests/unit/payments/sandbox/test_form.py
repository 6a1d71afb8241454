"""What the SDK encodes is read back as it was meant."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from eventsite.payments.sandbox.api.form import decode
from eventsite.payments.sandbox.errors import ApiError

NAMES = st.text(st.characters(blacklist_characters="[]", blacklist_categories=["Cs"]), min_size=1, max_size=8)
TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(NAMES, inner, min_size=1, max_size=3),
    max_leaves=8,
)


def numbered(value: Any) -> Any:
    """Return a value with its lists as forms: ["a"] is {"0": "a"}."""
    if isinstance(value, list):
        return {str(place): numbered(inner) for place, inner in enumerate(value)}
    return {name: numbered(inner) for name, inner in value.items()} if isinstance(value, dict) else value


@given(st.dictionaries(NAMES, VALUES, max_size=4))
def test_the_sdk_is_understood(asked: dict[str, Any]) -> None:
    assert decode(urlencode(list(_api_encode(asked)))) == numbered(asked)


def test_a_list_may_go_without_numbers() -> None:
    assert decode("types[]=a&types[]=b&limit=3") == {"types": {"0": "a", "1": "b"}, "limit": "3"}


@pytest.mark.parametrize(
    "text", ["[a]=1", "a[b=1", "=1", "a]b=1", "a=1&a[b]=2", "a[b]=1&a[b][c]=2", "a" + "[b]" * 9 + "=1"]
)
def test_what_is_no_form_is_refused(text: str) -> None:
    with pytest.raises(ApiError):
        decode(text)
