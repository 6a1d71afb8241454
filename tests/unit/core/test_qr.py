"""QR codes that scanners read, in any theme, and readers name."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
import segno
import zxingcpp
from PIL import Image, ImageDraw

from eventsite.core.qr import QUIET_ZONE, drawn, qr_svg

TEXTS = ["7K2QHD4XW9MN", "A" * 40, "https://summit.example/tickets/aB3_x", "é 王"]
RUN = re.compile(r"M(\d+) (\d+)\.5h(\d+)")


def picture(svg: str, scale: int = 4) -> Image.Image:
    """Draw what a browser would: the ground, then every run of modules."""
    root = ET.fromstring(svg)
    size = int(root.attrib["viewBox"].split()[2])
    image = Image.new("L", (size * scale, size * scale), 255)
    draw = ImageDraw.Draw(image)
    for x, y, length in (map(int, run) for run in RUN.findall(root[1].attrib["d"])):
        draw.rectangle([x * scale, y * scale, (x + length) * scale - 1, (y + 1) * scale - 1], fill=0)
    return image


@pytest.mark.parametrize("text", TEXTS)
def test_a_scanner_reads_what_was_written(text: str) -> None:
    assert [found.text for found in zxingcpp.read_barcodes(picture(qr_svg(text, label="Code")))] == [text]


def test_the_quiet_zone_is_left_white() -> None:
    runs = [tuple(map(int, run)) for run in RUN.findall(drawn("7K2QHD4XW9MN").path)]
    assert min(x for x, _, _ in runs) == min(y for _, y, _ in runs) == QUIET_ZONE
    assert max(x + length for x, _, length in runs) == drawn("7K2QHD4XW9MN").size - QUIET_ZONE


def test_capitals_and_digits_make_the_smallest_code() -> None:
    assert drawn("7K2QHD4XW9MN7K2QHD4X").size == 21 + 2 * QUIET_ZONE
    assert drawn("7k2qhd4xw9mn7k2qhd4x").size == 25 + 2 * QUIET_ZONE


def test_errors_are_corrected_as_far_as_the_size_allows() -> None:
    assert segno.make("7K2QHD4XW9MN", error="m", micro=False).designator == "1-Q"


def test_the_picture_is_inline_named_and_black_on_white() -> None:
    root = ET.fromstring(qr_svg("7K2QHD4XW9MN", label='Ticket "7K2Q" <b>&'))
    assert {name: root.attrib[name] for name in ("class", "role", "aria-label")} == {
        "class": "qr",
        "role": "img",
        "aria-label": 'Ticket "7K2Q" <b>&',
    }
    assert [(child.tag, child.get("fill"), child.get("stroke")) for child in root] == [
        ("rect", "#fff", None),
        ("path", None, "#000"),
    ]
    assert "style" not in qr_svg("7K2QHD4XW9MN", label="")


@pytest.mark.parametrize("text", ["", "x" * 5000])
def test_what_no_code_can_hold_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - segno's own sentence
        drawn(text)
