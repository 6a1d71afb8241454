"""Sets text in pictures: in Public Sans where it was fetched, else in the face that Pillow brings.

A character that no face has (an emoji, a script we have no letters for) is left out; nothing is ever drawn as a box.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

_PARTS = ("latin", "latin-ext", "vietnamese")
_NOT_A_CHARACTER = "\U0010fffe"
#: Categories of characters that show nothing by themselves: formats and marks.
_UNSEEN = ("Cf", "Mn", "Me")
_MOST_LETTERS = 600
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
#: What a plain face writes instead of what it does not have.
_PLAINER = {"\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{RIGHT SINGLE QUOTATION MARK}": "'", _ELLIPSIS: "..."}


@lru_cache(maxsize=128)
def _font(file: str, size: int, weight: int) -> FreeTypeFont:
    """Return a face at one size and weight; `file` '' is Pillow's own, which has one weight."""
    if not file:
        font = ImageFont.load_default(size)
        assert isinstance(font, FreeTypeFont), "Pillow without FreeType draws no cards"
        return font
    font = ImageFont.truetype(file, size)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=4096)
def _has(file: str, letter: str) -> bool:
    """Tell whether a face can draw a character: what it cannot draw looks like what does not exist."""
    font = _font(file, 24, 400)
    return letter.isspace() or bytes(font.getmask(letter)) != bytes(font.getmask(_NOT_A_CHARACTER))


@dataclass(frozen=True, slots=True)
class Style:
    """Size in pixels, weight from 100 to 900, and what stands between letters in ems: negative is tighter."""

    size: int
    weight: int
    tracking: float = 0

    @property
    def spacing(self) -> float:
        return self.size * self.tracking


@dataclass(frozen=True, slots=True)
class Typeface:
    """The files of a face, each with some of its letters, the likeliest first; '' is Pillow's own."""

    files: tuple[str, ...]

    @classmethod
    def found_in(cls, folder: Path) -> Typeface:
        """Return Public Sans from a folder of its package; Pillow's own face stands behind it."""
        files = (folder / f"public-sans-{part}-wght-normal.woff2" for part in _PARTS)
        return cls((*(str(file) for file in files if file.exists()), ""))

    def _file_of(self, letter: str) -> str:
        return next((file for file in self.files if _has(file, letter)), "")

    def readable(self, text: str) -> str:
        """Return `text` composed, on one line, without what cannot be drawn; of a very long one only the beginning."""
        composed = unicodedata.normalize("NFC", text[:_MOST_LETTERS])
        letters = (letter for letter in composed if unicodedata.category(letter) not in _UNSEEN)
        return " ".join("".join(c if self._writes(c) else _PLAINER.get(c, " ") for c in letters).split())

    def _writes(self, letter: str) -> bool:
        return any(_has(file, letter) for file in self.files)

    def is_readable(self, text: str) -> bool:
        """Tell whether at least half of the letters of `text` can be drawn."""
        letters = [letter for letter in unicodedata.normalize("NFC", text) if letter.isalnum()]
        return 2 * sum(map(self._writes, letters)) > len(letters)

    def _runs(self, text: str, style: Style) -> Iterator[tuple[str, FreeTypeFont]]:
        """Yield stretches of `text`, each with the face that has its letters."""
        for file, letters in groupby(text, key=self._file_of):
            yield "".join(letters), _font(file, style.size, style.weight)

    def width(self, text: str, style: Style) -> float:
        return sum(font.getlength(run) for run, font in self._runs(text, style)) + len(text) * style.spacing

    def write(self, draw: ImageDraw.ImageDraw, at: tuple[float, float], text: str, style: Style, ink: str) -> float:
        """Draw one line with its left end and baseline at `at`; return where it ends."""
        x, y = at
        for run, font in self._runs(text, style):
            for place in range(len(run)):  # letter by letter, kerned: Pillow itself knows no tracking
                left = x + font.getlength(run[: place + 1]) - font.getlength(run[place]) + place * style.spacing
                draw.text((left, y), run[place], font=font, fill=ink, anchor="ls")
            x += font.getlength(run) + len(run) * style.spacing
        return x


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines that fit, and the style they fit in."""

    lines: tuple[str, ...]
    style: Style


def fit(face: Typeface, text: str, styles: Iterable[Style], *, width: int, height: int, leading: float) -> Setting:
    """Return `text` in the first of `styles` in which it fits; in the last it is cut off with an ellipsis.

    `leading` is the distance of two lines, in ems.
    """
    setting = Setting((), Style(1, 400))
    for style in styles:
        setting = Setting(wrap(face, text, style, width), style)
        if len(setting.lines) * style.size * leading <= height:
            return Setting(balance(face, text, style, width), style)
    most = max(1, int(height / (setting.style.size * leading)))
    last = cut(face, " ".join(setting.lines[most - 1 : most + 1]), setting.style, width)
    return Setting((*setting.lines[: most - 1], last), setting.style)


def wrap(face: Typeface, text: str, style: Style, width: float) -> tuple[str, ...]:
    """Return the lines of `text`; a word that is wider than a line is broken."""
    return _wrapped(_measured(face, text, style, width), face.width(" ", style), width)


#: A word, and how wide it is.
_Word = tuple[str, float]


def _wrapped(words: Iterable[_Word], space: float, width: float) -> tuple[str, ...]:
    lines: list[list[str]] = []
    end = 0.0
    for word, extent in words:
        if lines and end + space + extent <= width:
            lines[-1].append(word)
            end += space + extent
        else:
            lines.append([word])
            end = extent
    return tuple(" ".join(line) for line in lines)


def _measured(face: Typeface, text: str, style: Style, width: float) -> list[_Word]:
    """Return the words of `text`, those that are wider than a line in pieces."""
    found: list[_Word] = []
    for word in text.split():
        while (extent := face.width(word, style)) > width and len(word) > 1:
            piece = word[: _fitting(face, word, style, width)]
            found.append((piece, face.width(piece, style)))
            word = word[len(piece) :]  # noqa: PLW2901 - the rest of it is measured again
        found.append((word, extent))
    return found


def _fitting(face: Typeface, text: str, style: Style, width: float) -> int:
    """Return how many letters of `text` fit into `width`, at least one."""
    fits = bisect_right(range(1, len(text) + 1), width, key=lambda count: face.width(text[:count], style))
    return max(1, fits)


def balance(face: Typeface, text: str, style: Style, width: int) -> tuple[str, ...]:
    """Return as few lines as `wrap` does, as even as they can be."""
    words, space = _measured(face, text, style, width), face.width(" ", style)
    lines = len(_wrapped(words, space, width))
    widths = range(width // 2, width + 1)
    narrowest = bisect_left(widths, True, key=lambda narrower: len(_wrapped(words, space, narrower)) <= lines)
    return _wrapped(words, space, widths[min(narrowest, len(widths) - 1)])


def cut(face: Typeface, text: str, style: Style, width: float) -> str:
    """Return one line, cut off with an ellipsis where it is too wide."""
    if face.width(text, style) <= width:
        return text
    ellipsis = face.readable(_ELLIPSIS)
    fits = _fitting(face, text, style, width - face.width(ellipsis, style))
    return text[:fits].rstrip(" ,;:.") + ellipsis
