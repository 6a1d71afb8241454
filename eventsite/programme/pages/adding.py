"""Addresses that put one session into somebody's calendar on the web, once: a copy that does not change later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from eventsite.programme.releases.public import Entry, Programme


@dataclass(frozen=True, slots=True)
class AddLinks:
    google: str
    outlook: str


def add_links(programme: Programme, entry: Entry, address: str) -> AddLinks:
    """Return the ways to add a slot; `address` is of the session's page, and stands in the notes."""
    starts, ends = entry.slot.starts_at, entry.slot.ends_at
    venue = (programme.summit.venue_name, programme.summit.venue_street, programme.summit.city)
    where = ", ".join(filter(None, (*(room.name for room in programme.rooms_of(entry.slot)), *venue)))
    google = {
        "action": "TEMPLATE", "text": entry.session.title, "dates": f"{_compact(starts)}/{_compact(ends)}",
        "details": address, "location": where,
    }
    outlook = {
        "path": "/calendar/action/compose", "rru": "addevent", "subject": entry.session.title,
        "startdt": _long(starts), "enddt": _long(ends), "body": address, "location": where,
    }
    return AddLinks(
        google=f"https://calendar.google.com/calendar/render?{_query(google)}",
        outlook=f"https://outlook.live.com/calendar/0/action/compose?{_query(outlook)}",
    )


def _query(values: dict[str, str]) -> str:
    # Outlook shows a plus as a plus, so a space must be %20.
    return urlencode(values, quote_via=quote)


def _compact(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _long(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
