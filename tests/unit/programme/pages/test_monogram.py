"""The drawn tile of a person without a photo."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.pages.monogram import Monogram, initials, tile


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mari Silbey", "MS"),
        ("Jason JonMichael", "JJ"),
        ("Bob", "B"),
        ("Ana Maria de la Cruz", "AC"),
        ('Richard "RichiH" Hartmann', "RH"),
        ("ada lovelace", "AL"),
        ("Émile Zola", "ÉZ"),
        ("E\N{COMBINING ACUTE ACCENT}mile Zola", "ÉZ"),
        ("李 小龙", "李小"),
        ("1peter10", "1"),
        ("ǆon ßen", "ǅS"),
        ("🎉 !!", ""),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_tile_is_the_same_for_ever() -> None:
    assert tile("Mari Silbey") == Monogram("MS", "M32 32h-32a32 32 0 0 1 32-32z", "M32 64v-32l32 32z")


def test_a_name_may_be_written_in_two_ways() -> None:
    assert tile(" Zoë Umberleigh ") == tile(unicodedata.normalize("NFD", "Zoë Umberleigh"))


def test_names_have_many_tiles() -> None:
    tiles = {(tile(f"Person {number}").first, tile(f"Person {number}").second) for number in range(400)}
    assert len(tiles) > 200


@given(st.text(max_size=40))
def test_two_shapes_never_share_a_quarter(name: str) -> None:
    drawn = tile(name)
    assert quarter(drawn.first) != quarter(drawn.second)
    assert len(drawn.initials) <= 2


def quarter(path: str) -> tuple[bool, bool]:
    """Return whether a shape stands right, and whether it stands low: the mean of its corners says."""
    numbers = re.match(r"M(\d+) (\d+)(.*)z", path)
    assert numbers
    x, y = int(numbers[1]), int(numbers[2])
    corners = [(x, y)]
    for kind, values in re.findall(r"([hvla])([^hvlaz]*)", numbers[3]):
        steps = [int(value) for value in re.findall(r"-?\d+", values)]
        x += {"h": steps[0], "v": 0}.get(kind, steps[-2] if len(steps) > 1 else 0)
        y += {"v": steps[0], "h": 0}.get(kind, steps[-1] if len(steps) > 1 else 0)
        corners.append((x, y))
    xs, ys = zip(*corners, strict=True)
    assert max(xs) - min(xs) == max(ys) - min(ys) == 32
    return min(xs) == 32, min(ys) == 32
