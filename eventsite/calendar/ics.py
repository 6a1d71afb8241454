"""How iCalendar is written (RFC 5545 and 7986): clean text, one component, a calendar around components."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from icalendar import Calendar, vText
from icalendar.cal.component import Component

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
_PRODID = "-//eventsite//programme//EN"
_END = b"END:VCALENDAR\r\n"
#: RFC 5545 allows no control character in text but the tab, a lone surrogate cannot be written at all, and a byte
#: order mark is taken off the front of a value by some who read it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")


def many_lines(text: str) -> str:
    """Return text with plain line ends and without what iCalendar forbids."""
    return _FORBIDDEN.sub("", "\n".join(text.splitlines()))


def one_line(text: str) -> str:
    """Return text on one line, single-spaced, without what iCalendar forbids."""
    return " ".join(many_lines(text).split())


class Verbatim(vText):
    """A value that is written as it stands."""

    def to_ical(self) -> bytes:
        return self.encode()


class Text(vText):
    """A text, escaped as RFC 5545 section 3.3.11 says; icalendar's own takes a backslash before N for a line break."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode()


def texts(values: Iterable[str]) -> Verbatim:
    """Return a list of texts as one value, as CATEGORIES wants it."""
    return Verbatim(b",".join(Text(value).to_ical() for value in values).decode())


def written(component: Component) -> bytes:
    """Return a component as folded lines, the same bytes for the same content."""
    lines: bytes = component.to_ical()
    return lines


@dataclass(frozen=True, slots=True)
class Head:
    """What a calendar says of itself; `source` is its own address and `page` the one people read, both absolute.

    Without a source it is a file to take in once, and says nothing of asking again.
    """

    name: str
    source: str
    page: str
    color: str
    time_zone: str


def calendar(head: Head, zones: Iterable[bytes], entries: Iterable[bytes]) -> bytes:
    """Return a whole calendar; RFC 5545 wants at least one component, so `zones` is never empty."""
    return b"".join((written(_frame(head)).removesuffix(_END), *zones, *entries, _END))


def _frame(head: Head) -> Calendar:
    frame = Calendar()
    name = Text(one_line(head.name))
    frame.add("PRODID", _PRODID)
    frame.add("VERSION", "2.0")
    frame.add("CALSCALE", "GREGORIAN")
    frame.add("NAME", name)
    frame.add("X-WR-CALNAME", name)
    frame.add("X-WR-TIMEZONE", Text(head.time_zone))
    frame.add("COLOR", Text(head.color))
    frame.add("URL", Verbatim(head.page))
    if head.source:
        frame.add("SOURCE", Verbatim(head.source), parameters={"VALUE": "URI"})
        frame.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
        frame.add("X-PUBLISHED-TTL", Verbatim("PT1H"))
    return frame
