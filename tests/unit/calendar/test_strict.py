"""The strict reader finds what is wrong; each of these was one change away from a calendar it takes."""

from __future__ import annotations

import pytest

from eventsite.calendar import feeds
from eventsite.programme.agenda import AgendaFilter
from tests.unit.calendar.readers import read_strictly
from tests.unit.calendar.samples import SITE, make_programme
from tests.unit.calendar.strict import Broken

GOOD = feeds.agenda_feed(make_programme(), AgendaFilter(), SITE).body

WRONG = {
    "a bare line feed": (b"VERSION:2.0\r\n", b"VERSION:2.0\n"),
    "a long line": (b"STATUS:CONFIRMED\r\n", b"STATUS:CONFIRMED" + b" " * 60 + b"\r\n"),
    "an empty line": (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\n\r\n"),
    "an injected end": (b"SUMMARY:Talk", b"SUMMARY:Talk\r\nEND:VEVENT"),
    "a comma": (b"SUMMARY:Buying together", b"SUMMARY:Buying, together"),
    "an unknown escape": (b"SUMMARY:Buying together", b"SUMMARY:Buying \\together"),
    "a control character": (b"SUMMARY:Buying together", b"SUMMARY:Buying\x07together"),
    "half a character": (b"SUMMARY:Buying together", b"SUMMARY:Buying \xc3\r\n \xa9together"),
    "a name unescaped": (b"\r\nNAME:Smart Cities", b"\r\nNAME:Smart, Cities"),
    "a floating time": (b"DTSTART;TZID=America/New_York:", b"DTSTART:"),
    "a zone not told": (b"TZID:America/New_York", b"TZID:America/Chicago"),
    "rules that are not the zone's": (
        b"TZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500",
        b"TZOFFSETFROM:-0400\r\nTZOFFSETTO:-0600",
    ),
    "an hour that is shown twice": (b"New_York:20261102T0900", b"New_York:20261101T0130"),
    "an hour that is left out": (b"New_York:20261102T0900", b"New_York:20260308T0230"),
    "a UID that is there twice": (b"000003@", b"000004@"),
    "a property that is there twice": (b"SEQUENCE:0\r\n", b"SEQUENCE:0\r\nSEQUENCE:0\r\n"),
    "no UID": (b"UID:", b"X-UID:"),
    "an exponent": (b"GEO:33.885400", b"GEO:1e-07"),
    "no end": (b"END:VCALENDAR\r\n", b"END:VCALENDAR"),
}


def test_the_good_one_is_taken() -> None:
    assert len(read_strictly(GOOD)[1]) == 4


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_one_is_refused(what: str) -> None:
    old, new = WRONG[what]
    assert old in GOOD
    with pytest.raises(Broken):
        read_strictly(GOOD.replace(old, new))
