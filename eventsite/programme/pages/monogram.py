"""The tile of a person without a photo: initials over two shapes that the name alone chooses."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

#: Every shape fills one quarter of a tile of 64 units; a cell is where that quarter stands.
_CELLS = ((0, 0), (32, 0), (0, 32), (32, 32))
#: A square, four quarter discs (by the corner their centre is in) and four triangles (by the corner that is square).
_FORMS = (
    "M{left} {top}h32v32h-32z",
    "M{left} {top}h32a32 32 0 0 1-32 32z",
    "M{right} {top}v32a32 32 0 0 1-32-32z",
    "M{right} {bottom}h-32a32 32 0 0 1 32-32z",
    "M{left} {bottom}v-32a32 32 0 0 1 32 32z",
    "M{left} {top}h32l-32 32z",
    "M{right} {top}v32l-32-32z",
    "M{right} {bottom}h-32l32-32z",
    "M{left} {bottom}v-32l32 32z",
)


@dataclass(frozen=True, slots=True)
class Monogram:
    """`first` and `second` are SVG path data in a view box of 0 0 64 64; they never lie over each other."""

    initials: str
    first: str
    second: str


@lru_cache(maxsize=4096)
def tile(name: str) -> Monogram:
    """Return the tile of a name, the same for the same name for ever."""
    digest = hashlib.sha256(unicodedata.normalize("NFC", name.strip()).encode("utf-8", "surrogatepass")).digest()
    cell = digest[0] % 4
    other = (cell + 1 + digest[1] % 3) % 4
    return Monogram(initials(name), _shape(digest[2], cell), _shape(digest[3], other))


def _shape(number: int, cell: int) -> str:
    left, top = _CELLS[cell]
    return _FORMS[number % len(_FORMS)].format(left=left, top=top, right=left + 32, bottom=top + 32)


def initials(name: str) -> str:
    """Return the first letters of the first and the last word that begin with a letter or digit, '' for none."""
    words = [letter for word in name.split() if (letter := _first_letter(word))]
    return "".join((words[0], words[-1]) if len(words) > 1 else words)


def _first_letter(word: str) -> str:
    """Return a word's first letter, capital and composed; quotes and brackets before it do not count."""
    composed = unicodedata.normalize("NFC", word)
    # Title case, not upper case: one letter stays one letter.
    return next((letter.title()[:1] for letter in composed if letter.isalnum()), "")
