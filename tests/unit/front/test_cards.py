"""Social cards: the right size, light, and never broken by what is written on them."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from eventsite.front import cards, lettering
from eventsite.front.lettering import Style, Typeface
from eventsite.programme.releases.snapshot import Billing, ReleasedEvent
from eventsite.programme.states import Role
from tests.house.source import ROOT
from tests.unit.calendar.samples import PANEL, make_programme, make_session, make_slot

FETCHED = Typeface.found_in(ROOT / "static" / "vendor" / "public-sans")
PLAIN = Typeface(("",))
STYLE = Style(40, 680)

HOSTILE = {
    "long": "Building Intelligent and Progressive Cities " * 20,
    "one word": "Donaudampfschifffahrtsgesellschaft" * 20,
    "markup": '</script><b onclick="x">"Quotes" & \'more\'',
    "right to left": "شراكات عامة \N{RIGHT-TO-LEFT OVERRIDE} שלום עולם",
    "emoji": "🎉👩\N{ZERO WIDTH JOINER}🔬 Party",
    "control": "a\x00b\nc\td\ud800",
    "empty": "",
    "combining": "Z" + "\N{COMBINING ACUTE ACCENT}" * 300,
}


@pytest.fixture(params=[FETCHED, PLAIN], ids=["fetched", "plain"])
def face(request: pytest.FixtureRequest) -> Typeface:
    """Draw with the fonts of the set-up, where there are any, and with what Pillow brings."""
    found: Typeface = request.param
    return found


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def session_card(title: str, face: Typeface, **fields: object) -> bytes:
    programme = make_programme(make_session("talk", make_slot(1), title=title, **fields))
    return cards.session_card(programme, programme.sessions["talk"], face)


def is_blank(image: Image.Image, left: int, top: int, right: int, bottom: int) -> bool:
    return image.convert("L").crop((left, top, right, bottom)).getextrema()[0] > 235


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_title_makes_a_card_that_keeps_its_margins(title: str, face: Typeface) -> None:
    png = session_card(title, face, line_up=PANEL)
    card = opened(png)
    assert (card.format, card.size) == ("PNG", (1200, 630))
    assert len(png) < 60_000
    assert is_blank(card, 0, 0, 50, 630)
    assert is_blank(card, 1150, 0, 1200, 630)
    assert is_blank(card, 0, 604, 1200, 630)


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_name_makes_a_card_of_a_summit(name: str, face: Typeface) -> None:
    png = cards.summit_card(make_programme(name=name, venue_name=name, city=name), face)
    card = opened(png)
    assert (card.size, len(png) < 60_000) == ((1200, 630), True)
    assert is_blank(card, 1150, 0, 1200, 630)


def test_many_names_are_cut_off(face: Typeface) -> None:
    line_up = tuple(Billing(person=str(n), name=f"Person of a long name {n}", role=Role.MODERATOR) for n in range(30))
    assert is_blank(opened(session_card("Short", face, line_up=line_up)), 1150, 0, 1200, 630)


def test_the_same_release_gives_the_same_card(face: Typeface) -> None:
    assert session_card("Same", face) == session_card("Same", face)


def test_a_card_shows_the_colour_of_the_event() -> None:
    card = opened(session_card("Talk", FETCHED)).convert("RGB")
    assert card.getpixel((1066, 530)) == tuple(bytes.fromhex(cards.EVENT_INKS["circle"][1:]))


@pytest.mark.parametrize("shape", [*cards.EVENT_INKS, "unheard-of"])
def test_every_shape_can_be_drawn(shape: str) -> None:
    event = ReleasedEvent(slug="x", name="X", short_name="X", position=0, shape=shape)
    sheet = cards.Sheet.blank(PLAIN)
    sheet.shape(event.shape, 100, 100, 60, "#000000")
    assert sheet.image.getpixel((130, 130)) == (0, 0, 0)
    assert sheet.image.getpixel((98, 98)) == (250, 250, 246)


def test_the_colours_are_those_of_the_pages() -> None:
    sheet = (ROOT / "static" / "css" / "components" / "event-colours.css").read_text()
    assert dict(re.findall(r"\.e-(\w+) \{ --event: light-dark\((#\w{6}),", sheet)) == cards.EVENT_INKS


def test_a_title_that_cannot_be_drawn_gives_way_to_the_code() -> None:
    assert session_card("שלום עולם", PLAIN) == session_card("Talk talk", PLAIN)


def test_what_has_no_letter_is_left_out() -> None:
    assert PLAIN.readable("A 🎉 party\x00, \n“yes” – no…") == "A party , “yes” - no…"
    assert PLAIN.is_readable("A 🎉 party")
    assert not PLAIN.is_readable("שלום עולם hi")


def test_a_folder_without_fonts_leaves_the_plain_face(tmp_path: Path) -> None:
    assert Typeface.found_in(tmp_path) == PLAIN


def test_lines_are_balanced_and_never_too_wide(face: Typeface) -> None:
    text = "Two departments, one contract: buying together without waiting for each other"
    lines = lettering.balance(face, text, STYLE, 900)
    assert " ".join(lines) == text
    assert len(lines) == len(lettering.wrap(face, text, STYLE, 900)) == 2
    widths = [face.width(line, STYLE) for line in lines]
    assert max(widths) <= 900
    assert min(widths) > 0.75 * max(widths)


def test_a_title_is_as_large_as_it_can_be(face: Typeface) -> None:
    styles = [Style(size, 680) for size in (90, 60, 30)]
    sizes = [
        lettering.fit(face, "word " * count, styles, width=600, height=190, leading=1).style.size
        for count in (2, 8, 400)
    ]
    assert sizes == [90, 60, 30]


def test_a_title_that_never_fits_is_cut_off(face: Typeface) -> None:
    setting = lettering.fit(face, "word " * 400, [Style(30, 680)], width=600, height=95, leading=1)
    assert len(setting.lines) == 3
    assert setting.lines[-1].endswith(face.readable("…"))
    assert face.width(setting.lines[-1], setting.style) <= 600


def test_text_is_kerned_and_tracked() -> None:
    font = ImageFont.load_default(40)
    assert PLAIN.width("Value", STYLE) == font.getlength("Value")
    assert PLAIN.width("Value", Style(40, 680, -0.1)) == pytest.approx(font.getlength("Value") - 5 * 4)
