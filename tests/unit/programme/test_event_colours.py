"""Every event's mark can be told from what it stands on, in light and dark: 4.5:1 or more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eventsite.summits.states import SHAPES

CSS = Path(__file__).parents[3] / "static" / "css"
PAIR = re.compile(r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
#: Paper, sheet and night of tokens.css; a plenary is dark in both themes.
GROUNDS = ("paper", "sheet")


def luminance(colour: str) -> float:
    def linear(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def token(name: str) -> tuple[str, str]:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]{{6}}), (#[0-9a-f]{{6}})\)", (CSS / "tokens.css").read_text())
    assert found, name
    return found[1], found[2]


def colours(shape: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return mark and wash, each light and dark."""
    sheet = (CSS / "components" / "event-colours.css").read_text()
    mark, wash = PAIR.findall(next(line for line in sheet.splitlines() if f".e-{shape} " in line))
    return mark, wash


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mark_can_be_told_from_every_ground(shape: str) -> None:
    mark, wash = colours(shape)
    grounds = [wash, *map(token, GROUNDS)]
    assert min(contrast(mark[theme], ground[theme]) for ground in grounds for theme in (0, 1)) >= 4.5
    assert min(contrast(mark[1], dark) for dark in token("night")) >= 4.5


@pytest.mark.parametrize("shape", SHAPES)
def test_text_can_be_read_on_every_wash(shape: str) -> None:
    wash = colours(shape)[1]
    for ink in ("ink", "ink-2"):
        assert min(contrast(token(ink)[theme], wash[theme]) for theme in (0, 1)) >= 4.5


def test_contrast_is_computed_as_the_guidelines_say() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
