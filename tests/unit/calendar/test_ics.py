"""Lines, folding and escapes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventsite.calendar import ics
from eventsite.calendar.ics import Head, Text
from eventsite.calendar.zones import vtimezone
from tests.unit.calendar import strict
from tests.unit.calendar.readers import read_by_all

HEAD = Head(
    "Streets, signs; \\Names\r\nX-EVIL:1",
    "https://a.example/a.ics?day=1&q=a",
    "https://a.example/a",
    "teal",
    "Europe/Berlin",
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a, b; c", rb"a\, b\; c"),
        ("a\nb", rb"a\nb"),
        (r"C:\New\notes", rb"C:\\New\\notes"),
        ('"a": b', b'"a": b'),
        ("\N{FLAG IN HOLE}", "\N{FLAG IN HOLE}".encode()),
    ],
)
def test_text_is_escaped(text: str, escaped: bytes) -> None:
    assert Text(text).to_ical() == escaped
    assert strict.unescaped(escaped.decode()) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a\nb\nc\nd\ne\nf\ng"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff\ud83dg\ufeffh", "abcdefgh"),
        ("a\tb", "a\tb"),
        ("\N{RIGHT-TO-LEFT MARK}\u05e9\u05dc\u05d5\u05dd", "\N{RIGHT-TO-LEFT MARK}\u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_lines_are_cleaned(text: str, clean: str) -> None:
    assert ics.many_lines(text) == clean
    assert ics.one_line(text) == " ".join(clean.split())


def test_a_calendar_without_entries_is_whole() -> None:
    data = ics.calendar(HEAD, [vtimezone("Europe/Berlin", 2026, 2026)], [])
    assert read_by_all(data) == ("Streets, signs; \\Names X-EVIL:1", {})


def test_a_calendar_says_what_it_is() -> None:
    root = strict.read(ics.calendar(HEAD, [vtimezone("Europe/Berlin", 2026, 2026)], []))
    assert {name: (prop.params, prop.value) for name, prop in root.properties.items()} == {
        "VERSION": ({}, "2.0"),
        "PRODID": ({}, "-//eventsite//programme//EN"),
        "CALSCALE": ({}, "GREGORIAN"),
        "NAME": ({}, r"Streets\, signs\; \\Names X-EVIL:1"),
        "X-WR-CALNAME": ({}, r"Streets\, signs\; \\Names X-EVIL:1"),
        "X-WR-TIMEZONE": ({}, "Europe/Berlin"),
        "COLOR": ({}, "teal"),
        "URL": ({}, "https://a.example/a"),
        "SOURCE": ({"VALUE": "URI"}, "https://a.example/a.ics?day=1&q=a"),
        "REFRESH-INTERVAL": ({"VALUE": "DURATION"}, "PT1H"),
        "X-PUBLISHED-TTL": ({}, "PT1H"),
    }
    assert timedelta(hours=1) == ics.REFRESH


@pytest.mark.parametrize("lead", range(6))
def test_no_fold_parts_a_character(lead: int) -> None:
    name = "x" * lead + "\N{FACE WITH TEARS OF JOY}" * 200 + "\u00e9" * 200 + "\\" * 200
    head = Head(name, "https://a.example/a.ics", "https://a.example/a", "teal", "Europe/Berlin")
    assert read_by_all(ics.calendar(head, [vtimezone("Europe/Berlin", 2026, 2026)], [])) == (name, {})
