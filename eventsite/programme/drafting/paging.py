"""A long list, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """`number` counts from 1; `found` is how many there are in all."""

    items: tuple[T, ...]
    number: int
    pages: int
    found: int


def page_number(text: str) -> int:
    """Return the page that an address names; what is no number is the first."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def slice_of(things: Sequence[T], number: int, length: int) -> Slice[T]:
    """Return page `number` of `things`; a page past the end is the last."""
    pages = max(1, -(-len(things) // length))
    number = min(max(number, 1), pages)
    return Slice(tuple(things[(number - 1) * length : number * length]), number, pages, len(things))
