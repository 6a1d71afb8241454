"""Any text made fit to print: on one line, of bounded length, without what would move or hide its neighbours."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
#: Formats that shape letters: Persian, Indic scripts and emoji need them. All others, which turn or hide text, go.
_JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
#: How many accents one letter may bear: more than any language has, fewer than would climb into the line above.
_MOST_ACCENTS = 4


def printable(text: str, most: int = 200) -> str:
    """Return at most `most` characters of `text` on one line; what was cut off is an ellipsis.

    Left out are control characters, overrides of direction, zero-width formats, private and impossible characters.
    """
    composed = unicodedata.normalize("NFC", text[: 4 * most])
    words = "".join(_calm(composed)).split()
    plain = " ".join(words)
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + _ELLIPSIS


def _calm(text: str) -> Iterator[str]:
    accents = 0
    for letter in text:
        category = unicodedata.category(letter)
        accents = accents + 1 if category in ("Mn", "Me") else 0
        if category in ("Cc", "Zl", "Zp"):
            yield " "
        elif accents <= _MOST_ACCENTS and (letter in _JOINERS or not _is_unfit(letter, category)):
            yield letter


def _is_unfit(letter: str, category: str) -> bool:
    is_noncharacter = ord(letter) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(letter) <= 0xFDEF
    return category in ("Cf", "Cs", "Co") or is_noncharacter


def printable_lines(lines: Iterable[str], most: int = 120, count: int = 6) -> list[str]:
    """Return the lines that say something, at most `count` of them."""
    return [line for text in lines if (line := printable(text, most))][:count]


def paragraphs(text: str, most: int = 2000) -> list[str]:
    """Return the paragraphs of a longer text, all together about `most` characters."""
    kept = text[:most] + (_ELLIPSIS if len(text) > most else "")
    return [paragraph for line in kept.splitlines() if (paragraph := printable(line, most))]
