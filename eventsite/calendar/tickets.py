"""The days of a ticket, and of a whole order, as calendar entries: one a day, never one a session.

A file to take in once, from a mail or a page, so it says nothing of asking again; the sessions themselves are in a feed
whose address each entry names. Bytes depend on the release and on the order, never on the clock. SEQUENCE is a sum of
numbers that only ever rise, one of which rises with anything that an entry shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent

from eventsite.calendar import ics
from eventsite.calendar.entries import INK, address_of, position_of, times
from eventsite.calendar.ics import Head, Text, Verbatim, one_line, texts, written
from eventsite.calendar.zones import vtimezone
from eventsite.core.links import Site
from eventsite.core.tokens import LinkKey
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedSummit
from eventsite.registration.addresses import order_address, ticket_address
from eventsite.registration.models import Line, Order
from eventsite.registration.opened import (
    agenda_filter,
    current_programme,
    event_name,
    opened_by,
    opened_days,
    what_it_opens,
)
from eventsite.registration.states import SeatState
from eventsite.summits.models import Summit

#: A day of which nothing is public yet.
OPENS, CLOSES = time(9), time(17)
#: A seat that was never sold has no entries.
_STATUS = {SeatState.CONFIRMED: "CONFIRMED", SeatState.CANCELLED: "CANCELLED"}


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a day goes on for who holds a seat: aware, on the summit's wall clock."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class _Day:
    """One entry: what it is called, whose it is, and what it says."""

    uid: str
    span: Span
    status: str
    summary: str
    description: str
    url: str
    is_virtual: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """What all entries of one calendar share."""

    order: Order
    programme: Programme | None
    key: LinkKey
    site: Site

    @property
    def summit(self) -> ReleasedSummit | Summit:
        return self.programme.summit if self.programme else self.order.summit

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.summit.time_zone)

    @property
    def changed_at(self) -> datetime:
        order = self.order
        moments = (order.created_at, order.confirmed_at, order.ended_at)
        released_at = self.programme.released_at if self.programme else None
        return max(moment for moment in (*moments, released_at) if moment is not None)


def ticket_calendar(line: Line, *, key: LinkKey, site: Site) -> bytes:
    """Return the days of one ticket. A seat that was taken back stays as cancelled; about 5 queries."""
    book = _Book(line.order, current_programme(line.summit), key, site)
    address = ticket_address(line, key, site)
    spans = day_spans(line, book.programme) if line.state in _STATUS else {}
    entries = [
        _Day(
            uid=f"ticket-{line.id}-{on.isoformat()}@{site.host}",
            span=span,
            status=_STATUS[line.state],
            summary=_summary(_called(line, book), on, list(spans), book),
            description=_description([line], _ticket_words(line, address), book),
            url=address,
            is_virtual=line.pass_type.is_virtual,
        )
        for on, span in spans.items()
    ]
    return _written(book, _called(line, book), address, entries, sequence=_version([line], book))


def order_calendar(order: Order, *, key: LinkKey, site: Site) -> bytes:
    """Return the days of all seats of an order that were ever confirmed, for its buyer: each day once."""
    book = _Book(order, current_programme(order.summit), key, site)
    sold = [line for line in order.lines if line.state in _STATUS]
    by_day: dict[date, dict[Line, Span]] = {}
    for line in sold:
        for on, span in day_spans(line, book.programme).items():
            by_day.setdefault(on, {})[line] = span
    entries = [_order_day(on, by_day[on], sorted(by_day), book) for on in sorted(by_day)]
    version = order.link_version + _version(order.lines, book)
    return _written(book, _called_together(sold, book), order_address(order, key, site), entries, sequence=version)


def day_spans(line: Line, programme: Programme | None) -> dict[date, Span]:
    """Return from when to when each day goes on that a seat opens; 09:00 to 17:00 where nothing is public yet."""
    zone = programme.zone if programme else line.summit.zone_info
    found: dict[date, list[Span]] = {on: [] for on in opened_days(line, programme)}
    for on, entries in opened_by(line).by_day(programme).items() if programme else ():
        found[on] = [Span(entry.slot.starts_at, entry.slot.ends_at) for entry in entries]
    return {on: _whole(on, spans, zone) for on, spans in found.items()}


def subscription(line: Line, programme: Programme | None) -> str:
    """Return the path of the feed with the sessions that a seat opens, '' as long as nothing is public."""
    if programme is None:
        return ""
    opened, slug = opened_by(line), programme.summit.slug
    if not (opened.is_everything or opened.events or opened.days) and len(opened.sessions) == 1:
        code = next(iter(opened.sessions))
        return f"/{slug}/sessions/{quote(code, safe='')}.ics" if code in programme.sessions else ""
    query = agenda_filter(line).query()
    return f"/{slug}/agenda.ics{query and '?' + query}"


def _order_day(on: date, spans: Mapping[Line, Span], days: Sequence[date], book: _Book) -> _Day:
    """A day of an order is on as long as one of its seats is; with one seat alone its ticket is what it leads to."""
    live = [line for line in spans if line.state == SeatState.CONFIRMED]
    shown, page = live or list(spans), order_address(book.order, book.key, book.site)
    words = f"Your order {book.order.code}, with every ticket:\n{page}"
    if len(live) == 1:
        page = ticket_address(live[0], book.key, book.site)
        words = f"{_ticket_words(live[0], page)}\n\n{words}"
    return _Day(
        uid=f"order-{book.order.id}-{on.isoformat()}@{book.site.host}",
        span=_whole(on, [spans[line] for line in shown], book.zone),
        status="CONFIRMED" if live else "CANCELLED",
        summary=_summary(_called_together(shown, book), on, days, book),
        description=_description(shown, words, book),
        url=page,
        is_virtual=all(line.pass_type.is_virtual for line in shown),
    )


def _ticket_words(line: Line, address: str) -> str:
    """Say what is found at a ticket's address: a code for the desk, where there is a desk and somebody to let in."""
    if line.pass_type.is_virtual:
        return f"Your ticket:\n{address}"
    if not line.attendee.name:
        return f"Your ticket; name this seat there to get its code:\n{address}"
    return f"Your ticket, with the code for the desk:\n{address}"


def _whole(on: date, spans: Sequence[Span], zone: ZoneInfo) -> Span:
    if not spans:
        return Span(datetime.combine(on, OPENS, zone), datetime.combine(on, CLOSES, zone))
    starts_at, ends_at = min(span.starts_at for span in spans), max(span.ends_at for span in spans)
    return Span(starts_at.astimezone(zone), ends_at.astimezone(zone))


def _called(line: Line, book: _Book) -> str:
    """Return the pass, and the event it was taken for; which day that is, the entry says by itself."""
    return f"{line.pass_type.name}, {event_name(line.event, book.programme)}" if line.event else line.pass_type.name


def _called_together(lines: Sequence[Line], book: _Book) -> str:
    """Return 'All-access and One day'; of more than two kinds how many passes there are."""
    names = list(dict.fromkeys(_called(line, book) for line in lines))
    return " and ".join(names) if len(names) < 3 else f"{len(lines)} passes"


def _summary(called: str, on: date, days: Sequence[date], book: _Book) -> str:
    number = f", day {days.index(on) + 1} of {len(days)}" if len(days) > 1 else ""
    return f"{book.summit.title}: {called}{number}"


def _description(lines: Sequence[Line], words: str, book: _Book) -> str:
    opens = dict.fromkeys(text for line in lines for text in what_it_opens(line, book.programme))
    feeds = list(dict.fromkeys(subscription(line, book.programme) for line in lines))
    feed = feeds[0] if len(feeds) == 1 else f"/{book.summit.slug}/agenda.ics"
    follow = f"Every session in your own calendar, kept right by itself:\n{book.site.url(feed)}" if feed else ""
    return "\n\n".join(part for part in ("\n".join(map(one_line, opens)), words, follow) if part)


def _version(lines: Iterable[Line], book: _Book) -> int:
    """Return a number that rises with everything that may change what entries show: it may rise without need."""
    number = book.programme.number if book.programme else 0
    return number + sum(
        line.ticket_version + line.pass_type.version + (line.state == SeatState.CANCELLED) + bool(line.attendee.name)
        for line in lines
    )


def _written(book: _Book, called: str, page: str, days: Sequence[_Day], *, sequence: int) -> bytes:
    summit = book.summit
    head = Head(f"{summit.title}: {called}" if called else summit.title, "", page, INK, summit.time_zone)
    years = [moment.year for day in days for moment in (day.span.starts_at, day.span.ends_at)]
    zone = vtimezone(summit.time_zone, min([summit.starts_on.year, *years]), max([summit.ends_on.year, *years]))
    return ics.calendar(head, [zone], [_vevent(day, book, sequence) for day in days])


def _vevent(day: _Day, book: _Book, sequence: int) -> bytes:
    event = VEvent()
    event.add("UID", Text(day.uid))
    event.add("SEQUENCE", sequence)
    event.add("DTSTAMP", book.changed_at)
    event.add("LAST-MODIFIED", book.changed_at)
    starts_at, ends_at = times(day.span.starts_at, day.span.ends_at, book.zone)
    event.add("DTSTART", starts_at)
    event.add("DTEND", ends_at)
    event.add("STATUS", day.status)
    event.add("SUMMARY", Text(one_line(day.summary)))
    event.add("DESCRIPTION", Text(day.description))
    event.add("CATEGORIES", texts([one_line(book.summit.title)]))
    event.add("COLOR", INK)
    event.add("URL", Verbatim(day.url))
    if not day.is_virtual:
        if place := ", ".join(address_of(book.summit)):
            event.add("LOCATION", Text(place))
        if position := position_of(book.summit):
            event.add("GEO", Verbatim(position))
    return written(event)
