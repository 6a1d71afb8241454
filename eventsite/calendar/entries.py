"""What one slot shows in a calendar.

Whatever is read here must be compared by `programme.releases.carrying._Faces`: SEQUENCE rises with what a reader sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent

from eventsite.calendar.ics import Text, Verbatim, many_lines, one_line, texts, written
from eventsite.calendar.zones import is_ambiguous
from eventsite.core import markdown
from eventsite.core.links import Site
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import Billing, ReleasedSession, ReleasedSlot, ReleasedSummit
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Summit
from eventsite.summits.states import SHAPES

#: CSS3 names near those of `event-colours.css`, in the order of events.
COLORS = dict(zip(SHAPES, ("teal", "chocolate", "darkmagenta", "steelblue", "olive", "crimson"), strict=True))
#: Of what belongs to several events.
INK = "darkslategray"


def vevent(entry: Entry, programme: Programme, site: Site) -> bytes:
    """Return the VEVENT of one slot."""
    session, slot = entry.session, entry.slot
    event = VEvent()
    event.add("UID", Text(one_line(slot.uid)))
    event.add("SEQUENCE", slot.sequence)
    event.add("DTSTAMP", slot.changed_at)
    event.add("LAST-MODIFIED", slot.changed_at)
    for name, moment in zip(("DTSTART", "DTEND"), times(slot.starts_at, slot.ends_at, programme.zone), strict=True):
        event.add(name, moment)
    event.add("STATUS", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("SUMMARY", Text(one_line(session.title)))
    event.add("DESCRIPTION", Text(_description(session, programme, site)))
    event.add("CATEGORIES", texts(filter(None, map(one_line, _categories(session, programme)))))
    event.add("COLOR", COLORS.get(programme.events[session.event].shape, INK))
    event.add("URL", Verbatim(session_page(session, programme, site)))
    if place := ", ".join(_place(slot, programme)):
        event.add("LOCATION", Text(place))
    if position := position_of(programme.summit):
        event.add("GEO", Verbatim(position))
    if session.kind == SessionKind.BREAK:
        event.add("TRANSP", "TRANSPARENT")
    return written(event)


def session_page(session: ReleasedSession, programme: Programme, site: Site) -> str:
    return site.url(f"/{programme.summit.slug}/sessions/{quote(session.code, safe='')}")


def times(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end as the summit's clock shows them, or in UTC where that clock shows one of them twice."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    if is_ambiguous(starts) or is_ambiguous(ends):
        return starts_at.astimezone(UTC), ends_at.astimezone(UTC)
    return starts, ends


def _description(session: ReleasedSession, programme: Programme, site: Site) -> str:
    """Return who speaks, the moderator first; what it is about; and where to read on."""
    line_up = sorted(session.line_up, key=lambda billing: billing.role != Role.MODERATOR)
    parts = (
        "\n".join(map(_billed, line_up)),
        one_line(session.subtitle),
        many_lines(markdown.to_text(session.abstract.source)),
        session_page(session, programme, site),
    )
    return "\n\n".join(part for part in parts if part)


def _billed(billing: Billing) -> str:
    words = (billing.name, billing.title, billing.organization)
    return f"{billing.role.value.capitalize()}: {', '.join(filter(None, map(one_line, words)))}"


def _categories(session: ReleasedSession, programme: Programme) -> Iterator[str]:
    for event in programme.events_of(session):
        yield event.name
    if track := programme.track_of(session):
        yield track.name
    yield session.kind.value.capitalize()


def _place(slot: ReleasedSlot, programme: Programme) -> Iterator[str]:
    """Yield rooms with their part of the venue, then the venue's address."""
    for room in programme.rooms_of(slot):
        yield f"{one_line(room.name)} ({one_line(room.zone)})" if room.zone else one_line(room.name)
    yield from address_of(programme.summit)


def address_of(summit: ReleasedSummit | Summit) -> Iterator[str]:
    """Yield the venue's name and its address."""
    region = f"{summit.venue_region} {summit.venue_postal_code}"
    address = (summit.venue_name, summit.venue_street, summit.city, region, summit.venue_country)
    yield from filter(None, map(one_line, address))


def position_of(summit: ReleasedSummit | Summit) -> str:
    """Return latitude and longitude to about ten centimetres, '' when unknown."""
    if summit.venue_latitude is None or summit.venue_longitude is None:
        return ""
    return f"{summit.venue_latitude:.6f};{summit.venue_longitude:.6f}"
