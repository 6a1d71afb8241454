"""One field before and after. Long texts are told word by word, and stretches that stayed are cut to their ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"\S+|\s+")
#: Words of context on either side of a change, and the number of words from which two texts are too long to compare.
CONTEXT = 12
MOST_WORDS = 4000
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
    """Return the pieces of both texts in reading order."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return tuple(Piece(kind, text) for kind, text in (("gone", before), ("new", after)) if text)
    return tuple(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, i1, i2, j1, j2) in enumerate(steps):
        if tag == "equal":
            yield from _shortened(new[j1:j2], is_first=place == 0, is_last=place == len(steps) - 1)
            continue
        if i2 > i1:
            yield Piece("gone", "".join(old[i1:i2]))
        if j2 > j1:
            yield Piece("new", "".join(new[j1:j2]))


def _shortened(words: list[str], *, is_first: bool, is_last: bool) -> Iterator[Piece]:
    """Keep the words next to a change: white space counts, so a context is twice as many."""
    head, tail = (0 if is_first else 2 * CONTEXT), (0 if is_last else 2 * CONTEXT)
    if len(words) <= head + tail + 2 * CONTEXT:
        yield Piece("same", "".join(words))
        return
    if head:
        yield Piece("same", "".join(words[:head]))
    yield Piece("cut")
    if tail:
        yield Piece("same", "".join(words[-tail:]))
