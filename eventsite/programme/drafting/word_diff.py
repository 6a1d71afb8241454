"""One field before and after. Long texts are told word by word, and stretches that stayed are cut to their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_WORD = re.compile(r"\s*\S+\s*|\s+")
Steps = list[tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]]
#: Words of context on either side of a change, and the number of words from which two texts are too long to compare.
CONTEXT = 12
MOST_WORDS = 4000
#: Texts less alike than this, 1 being the same, are told one after the other.
ALIKE = 0.35
#: A text longer than this is told word by word.
LONG = 90


@dataclass(frozen=True, slots=True)
class Piece:
    """`kind` is same, gone, new or cut; what was cut has no text."""

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """'' means there was or is none. With `pieces`, the two sides are not shown beside each other."""

    name: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


def field_row(name: str, before: str, after: str) -> FieldRow:
    """Return a field as a row; a long text gets its pieces."""
    is_long = len(before) > LONG or len(after) > LONG or "\n" in before + after
    return FieldRow(name, before, after, compare(before, after) if is_long else ())


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """Return the pieces of both texts in reading order; texts with little in common one after the other."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    steps = _steps(old, new)
    if steps is None:
        return tuple(Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text)
    return tuple(_pieces(old, new, steps))


def _steps(old: list[str], new: list[str]) -> Steps | None:
    """Return how `old` becomes `new`, None where that is not worth telling word by word."""
    if len(old) + len(new) > MOST_WORDS:
        return None
    matcher = SequenceMatcher(None, list(map(_key, old)), list(map(_key, new)), autojunk=False)
    return matcher.get_opcodes() if matcher.ratio() >= ALIKE else None


def _key(word: str) -> tuple[str, int]:
    """Words are the same whatever blanks follow them, but a new paragraph is a change."""
    return word.strip(), word.count("\n")


def _pieces(old: list[str], new: list[str], steps: Steps) -> Iterator[Piece]:
    for place, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            yield from _shortened(new[j1:j2], is_first=place == 0, is_last=place == len(steps) - 1)
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Keep the words next to a change."""
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    if len(words) <= head + tail + CONTEXT:
        yield Piece("same", "".join(words))
        return
    if head:
        yield Piece("same", "".join(words[:head]))
    yield Piece("cut")
    if tail:
        yield Piece("same", "".join(words[-tail:]))
