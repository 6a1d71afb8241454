"""Codes and slugs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from eventsite.core.codes import ALPHABET, free_slug, new_code, slugify


@given(st.text(max_size=200))
def test_slug_can_stand_in_an_address(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?", slugify(text))


def test_slug_keeps_the_sound_of_names() -> None:
    assert slugify("Zoë Müller-Straße") == "zoe-muller-strasse"


def test_free_slug_numbers_from_two() -> None:
    assert free_slug("A b", {"a-b", "a-b-2"}) == "a-b-3"


def test_code_avoids_what_is_taken_and_what_sounds_alike() -> None:
    taken = set(ALPHABET) - {"Q"}
    assert new_code(taken, length=1) == "Q"
    assert not set("01IO") & set(ALPHABET)
