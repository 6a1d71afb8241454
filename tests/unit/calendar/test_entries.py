"""What one slot shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventsite.calendar.entries import COLORS, vevent
from eventsite.programme.releases.snapshot import ReleasedSession, Text
from eventsite.programme.states import SessionKind
from eventsite.summits.states import SHAPES
from tests.unit.calendar.samples import MONDAY, PANEL, SITE, make_programme, make_session, make_slot

WHOLE = r"""BEGIN:VEVENT
SUMMARY:Buying together
DTSTART;TZID=America/New_York:20261102T090000
DTEND;TZID=America/New_York:20261102T094500
DTSTAMP:20260901T083015Z
UID:slot-00000000-0000-4000-8000-000000000001@summit.example
SEQUENCE:0
CATEGORIES:Smart Cities\, Summit,Industrial IoT World,Who pays\; how,Panel
COLOR:teal
DESCRIPTION:Moderator: Mari Silbey\, US Ignite\nPanelist: Ada Okafor\, Chi
 ef Data Officer\, City of Example\nPanelist: Noor Applewhite\n\nHow two de
 partments share one contract\n\nLocal governments buy one way.\n\n- Compan
 ies sell another\, see (https://example.org/a)\n\nhttps://summit.example/s
 mart-cities-2026/sessions/panel
GEO:33.885400;-84.458500
LAST-MODIFIED:20260901T083015Z
LOCATION:Hall A (Level 1)\, Cobb Galleria Centre\, 2 Galleria Parkway SE\,
  Atlanta\, GA 30339\, US
STATUS:CONFIRMED
URL:https://summit.example/smart-cities-2026/sessions/panel
END:VEVENT
"""  # fmt: skip


def lines_of(session: ReleasedSession, **summit: Any) -> dict[str, str]:
    """Return the first slot's entry, unfolded: name and parameters -> value."""
    programme = make_programme(session, **summit)
    written = vevent(programme.entries[0], programme, SITE).decode().replace("\r\n ", "")
    return dict(line.split(":", 1) for line in written.splitlines())


def test_a_panel_shows_everything() -> None:
    programme = make_programme()
    assert vevent(programme.entries[0], programme, SITE).decode() == WHOLE.replace("\n", "\r\n")


@pytest.mark.parametrize("part", ["session", "slot"])
def test_what_is_cancelled_says_so(part: str) -> None:
    slot = make_slot(1, is_cancelled=part == "slot", sequence=3)
    shown = lines_of(make_session("talk", slot, is_cancelled=part == "session"))
    assert (shown["STATUS"], shown["SEQUENCE"]) == ("CANCELLED", "3")


def test_a_break_does_not_make_busy() -> None:
    assert lines_of(make_session("lunch", make_slot(1), kind=SessionKind.BREAK))["TRANSP"] == "TRANSPARENT"
    assert "TRANSP" not in lines_of(make_session("talk", make_slot(1)))


def test_stamps_are_those_of_the_last_change() -> None:
    changed_at = datetime(2026, 8, 2, 23, 59, 58, 999999, tzinfo=UTC)
    shown = lines_of(make_session("talk", make_slot(1, changed_at=changed_at, sequence=7)))
    stamps = (shown["DTSTAMP"], shown["LAST-MODIFIED"], shown["SEQUENCE"])
    assert stamps == ("20260802T235958Z", "20260802T235958Z", "7")


def test_the_hour_shown_twice_is_told_in_utc() -> None:
    second_half_past_one = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    shown = lines_of(make_session("night", make_slot(1, second_half_past_one)))
    assert (shown["DTSTART"], shown["DTEND"]) == ("20261101T063000Z", "20261101T071500Z")
    shown = lines_of(make_session("night", make_slot(1, second_half_past_one - timedelta(hours=2))))
    assert shown["DTEND"] == "20261101T051500Z"


def test_a_zone_that_is_utc_needs_no_name() -> None:
    shown = lines_of(make_session("talk", make_slot(1)), time_zone="UTC")
    assert (shown["DTSTART"], shown["DTEND"]) == ("20261102T140000Z", "20261102T144500Z")


def test_a_place_nobody_knows_is_left_out() -> None:
    nowhere = dict.fromkeys(
        ("venue_name", "venue_street", "venue_postal_code", "venue_region", "venue_country", "city"), ""
    )
    shown = lines_of(make_session("talk", make_slot(1, rooms=())), venue_latitude=None, **nowhere)
    assert {"LOCATION", "GEO"} & set(shown) == set()


def test_a_position_has_no_exponent() -> None:
    shown = lines_of(make_session("talk", make_slot(1)), venue_latitude=0.0000001, venue_longitude=-0.5)
    assert shown["GEO"] == "0.000000;-0.500000"


def test_the_moderator_comes_first_and_nothing_else_when_there_is_no_text() -> None:
    shown = lines_of(make_session("panel", make_slot(1), line_up=PANEL))
    assert shown["DESCRIPTION"].split(r"\n") == [
        r"Moderator: Mari Silbey\, US Ignite",
        r"Panelist: Ada Okafor\, Chief Data Officer\, City of Example",
        "Panelist: Noor Applewhite",
        "",
        "https://summit.example/smart-cities-2026/sessions/panel",
    ]


def test_text_is_plain() -> None:
    abstract = Text(source="# Why\n\n<b>Raw</b> & *soft*\n\n| a | b |\n|---|---|\n| 1 | 2 |", html="<p>not read</p>")
    shown = lines_of(make_session("talk", make_slot(1), abstract=abstract))
    assert shown["DESCRIPTION"].startswith(r"Why\n\n<b>Raw</b> & soft\n\n")


def test_an_address_is_quoted() -> None:
    shown = lines_of(make_session("a b/ü\r\n", make_slot(1)))
    assert shown["URL"] == "https://summit.example/smart-cities-2026/sessions/a%20b%2F%C3%BC%0D%0A"


def test_every_shape_has_a_colour_of_its_own() -> None:
    assert list(COLORS) == list(SHAPES)
    assert len(set(COLORS.values())) == len(SHAPES)


def test_a_session_without_slots_shows_nothing() -> None:
    assert make_programme(make_session("talk")).entries == ()
    assert make_programme(make_session("talk", make_slot(1, MONDAY))).entries != ()
