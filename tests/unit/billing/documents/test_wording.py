"""Any text made fit to print, and nothing taken from it that can be seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.billing.documents.wording import paragraphs, printable, printable_lines

KEPT = [
    "=cmd|' /C calc'!A0",
    '</script><b onclick="x">&amp;',
    '#import "@preview/x:1.0.0"',
    '#read("/etc/passwd") $x$ *b* _i_ `r` @ref <label> // no /* comment */ \\n ~ -- ...',
    "王小明 Łukasz Ñandú שלום علي",
    "👩\N{ZERO WIDTH JOINER}🔬",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
]


@pytest.mark.parametrize("text", KEPT)
def test_what_can_be_seen_stays(text: str) -> None:
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x00b\nc\td\r\n e", "a b c d e"),
        ("safe\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe", "safegnp.exe"),
        ("\N{RIGHT-TO-LEFT ISOLATE}a\N{POP DIRECTIONAL ISOLATE}\N{RIGHT-TO-LEFT MARK}b", "ab"),
        ("a\N{ZERO WIDTH SPACE}b\N{ZERO WIDTH NO-BREAK SPACE}c\N{SOFT HYPHEN}d\N{WORD JOINER}e", "abcde"),
        ("\ud800\ue000\ufffe\U0010ffff\ufdd0x", "x"),
        ("a\N{LINE SEPARATOR}b\N{PARAGRAPH SEPARATOR}c", "a b c"),
        ("Cafe\N{COMBINING ACUTE ACCENT}", "Café"),
        ("Z" + "\N{COMBINING TILDE}" * 300 + "e", "Z" + "\N{COMBINING TILDE}" * 4 + "e"),
        (" \N{ZERO WIDTH SPACE} ", ""),
    ],
)
def test_what_moves_or_hides_goes(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_a_long_text_is_cut_off_with_an_ellipsis() -> None:
    assert printable("x" * 10_000) == "x" * 199 + "…"
    assert printable("word " * 10, 10) == "word word…"
    assert printable("x" * 200) == "x" * 200


@given(st.text(max_size=500), st.integers(1, 100))
def test_any_text_becomes_one_bounded_line_and_stays_so(text: str, most: int) -> None:
    once = printable(text, most)
    assert len(once) <= most
    assert once == " ".join(once.split())
    assert {unicodedata.category(letter) for letter in once} & {"Cc", "Cs", "Co", "Zl", "Zp"} == set()


def test_lines_that_say_nothing_are_left_out() -> None:
    assert printable_lines(["a", "", "\x00", " b "]) == ["a", "b"]
    assert printable_lines(map(str, range(9)), count=2) == ["0", "1"]


def test_paragraphs_stay_apart_and_bounded() -> None:
    assert paragraphs("One.\r\n\r\n Two. ") == ["One.", "Two."]
    assert paragraphs("x" * 3000, 2000) == ["x" * 1999 + "…"]
