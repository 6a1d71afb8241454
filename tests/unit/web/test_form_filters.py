"""What forms do to text before anybody reads it: little, and never to what belongs to a word."""

from __future__ import annotations

import pytest

from eventsite.web.forms import many_lines, one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two   words \n", "two words"),
        ("a\tb\x00c", "a b c"),
        ("evil\u202egnp.exe", "evil gnp.exe"),
        ("👩\u200d🔧 fixes", "👩\u200d🔧 fixes"),
        ("10\u00a0000 poles", "10 000 poles"),
        (None, None),
    ],
)
def test_a_line_is_one_line(typed: str | None, kept: str | None) -> None:
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a hard break  \nstays", "a hard break  \nstays"),
        ("10\u00a0000\tpoles", "10\u00a0000\tpoles"),
        ("\n  - a list\n\n", "- a list"),
        ("no\x07bell", "nobell"),
        (None, None),
    ],
)
def test_a_text_keeps_its_lines(typed: str | None, kept: str | None) -> None:
    assert many_lines(typed) == kept
