"""What search engines and calendars read on a page: schema.org as plain dictionaries, for JSON-LD.

Pure functions over the release. Values are raw text: who writes them into a page must escape (`|tojson` does).
Moments carry the offset of the summit's own zone, as Google asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from eventsite.core import markdown
from eventsite.core.links import Site
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedArticle,
    ReleasedEvent,
    ReleasedPerson,
    ReleasedSession,
    ReleasedSlot,
)

Thing = dict[str, Any]

_CONTEXT = "https://schema.org"
_SCHEDULED = f"{_CONTEXT}/EventScheduled"
_CANCELLED = f"{_CONTEXT}/EventCancelled"
_IN_PERSON = f"{_CONTEXT}/OfflineEventAttendanceMode"
_LONGEST_TEXT = 300
#: What stands in a path as it is, as in the addresses that Flask makes.
_PLAIN = "!$&'()*+,:;=@"


def summit(programme: Programme, site: Site) -> Thing:
    """Return the whole summit with its co-located events."""
    parts = [_event_in_short(programme, event, site) for event in programme.events.values()]
    return _in_context(
        {
            **_whole(programme, site),
            "description": plain(programme.summit.tagline or programme.summit.summary.source),
            "image": site.url(_path(programme, "card.png")),
            "subEvent": parts if len(parts) > 1 else [],
        }
    )


def event(programme: Programme, event: ReleasedEvent, site: Site) -> Thing:
    """Return one co-located event."""
    return _in_context(
        {
            **_event_in_short(programme, event, site),
            "description": plain(event.summary.source),
            "superEvent": _whole(programme, site),
        }
    )


def session(programme: Programme, session: ReleasedSession, site: Site) -> Thing:
    """Return one session; one that happens several times is an event with one part for each slot."""
    url = site.url(_path(programme, "sessions", session.code))
    thing = {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": session.title,
        "description": plain(session.abstract.source or session.description.source or session.subtitle),
        "image": site.url(_path(programme, "sessions", session.code, "card.png")),
        "inLanguage": session.language,
        "eventAttendanceMode": _IN_PERSON,
        "eventStatus": _CANCELLED if session.is_cancelled else _SCHEDULED,
        "performer": _performers(programme, session.line_up, site),
        "superEvent": _reference(programme.events[session.event].name, _event_url(programme, session.event, site)),
    }
    return _in_context(thing | _times(programme, session))


def person(programme: Programme, person: ReleasedPerson, site: Site) -> Thing:
    """Return one person of the programme, with what they take part in."""
    sessions = programme.sessions_of(person.code)
    billed = [b.organization for s in sessions for b in s.line_up if b.person == person.code and b.organization]
    return _in_context(
        {
            "@type": "Person",
            **_named(person.name, _person_url(programme, person.code, site)),
            "jobTitle": person.headline,
            "description": plain(person.biography.source),
            "affiliation": [{"@type": "Organization", "name": name} for name in dict.fromkeys(billed)],
            "sameAs": [link.url for link in person.links],
            "performerIn": [
                _reference(s.title, site.url(_path(programme, "sessions", s.code))) | _times(programme, s)
                for s in sessions
            ],
        }
    )


def article(programme: Programme, article: ReleasedArticle, site: Site) -> Thing:
    """Return one article of the news."""
    url = site.url(_path(programme, "news", article.slug))
    about = programme.sessions.get(article.session)
    return _in_context(
        {
            "@type": "NewsArticle",
            "@id": url,
            "url": url,
            "headline": article.title,
            "description": article.summary or plain(article.body.source),
            "datePublished": article.published_on.isoformat(),
            "image": site.url(_path(programme, "card.png")),
            "publisher": {"@type": "Organization", "name": programme.summit.name},
            "about": _reference(about.title, site.url(_path(programme, "sessions", about.code))) if about else {},
        }
    )


def page(programme: Programme, name: str, path: str, site: Site, *, kind: str = "WebPage") -> Thing:
    """Return any other page of a summit; `path` starts with a slash, `kind` is a schema.org type of page."""
    return _in_context({"@type": kind, **_named(name, site.url(path)), "about": _whole(programme, site)})


def plain(source: str, *, longest: int = _LONGEST_TEXT) -> str:
    """Return Markdown as one line of plain text, cut at a word after at most `longest` characters."""
    text = " ".join(markdown.to_text(source).split())
    if len(text) <= longest:
        return text
    return text[:longest].rpartition(" ")[0].rstrip(",;:. ") + "\N{HORIZONTAL ELLIPSIS}"


def _whole(programme: Programme, site: Site) -> Thing:
    """Return the summit without its parts."""
    about = programme.summit
    url = site.url(_path(programme))
    return {
        "@type": "Event",
        "@id": url,
        "url": url,
        "name": about.title,
        "startDate": about.starts_on.isoformat(),
        "endDate": about.ends_on.isoformat(),
        "eventStatus": _SCHEDULED,
        "eventAttendanceMode": _IN_PERSON,
        "location": _venue(programme),
    }


def _event_in_short(programme: Programme, event: ReleasedEvent, site: Site) -> Thing:
    return {
        **_reference(event.name, _event_url(programme, event.slug, site)),
        "startDate": programme.summit.starts_on.isoformat(),
        "endDate": programme.summit.ends_on.isoformat(),
        "location": _venue(programme),
    }


def _times(programme: Programme, session: ReleasedSession) -> Thing:
    """Return when and where: of the session itself, or of one part for each of several slots."""
    slots = [_slot(programme, session, slot) for slot in session.slots]
    if len(slots) <= 1:
        return slots[0] if slots else {"location": _venue(programme)}
    first, last = session.slots[0], max(session.slots, key=lambda slot: slot.ends_at)
    return {
        "startDate": programme.local(first.starts_at).isoformat(),
        "endDate": programme.local(last.ends_at).isoformat(),
        "location": _venue(programme),
        "subEvent": [{"@type": "Event", "name": session.title, **slot} for slot in slots],
    }


def _slot(programme: Programme, session: ReleasedSession, slot: ReleasedSlot) -> Thing:
    rooms = ", ".join(room.name for room in programme.rooms_of(slot))
    venue = _venue(programme)
    return {
        "startDate": programme.local(slot.starts_at).isoformat(),
        "endDate": programme.local(slot.ends_at).isoformat(),
        "eventStatus": _CANCELLED if slot.is_cancelled or session.is_cancelled else _SCHEDULED,
        "location": {**venue, "name": ", ".join(filter(None, (rooms, venue["name"])))},
    }


def _venue(programme: Programme) -> Thing:
    about = programme.summit
    address = {
        "streetAddress": about.venue_street,
        "addressLocality": about.city,
        "addressRegion": about.venue_region,
        "postalCode": about.venue_postal_code,
        "addressCountry": about.venue_country,
    }
    place: Thing = {"@type": "Place", "name": about.venue_name or about.city or about.name}
    if any(address.values()):
        place["address"] = {"@type": "PostalAddress", **_filled(address)}
    if about.venue_latitude is not None and about.venue_longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": about.venue_latitude, "longitude": about.venue_longitude}
    return place


def _performers(programme: Programme, line_up: Iterable[Billing], site: Site) -> list[Thing]:
    """Return everybody in a session, once each, as billed."""
    billed = {billing.person: billing for billing in reversed(tuple(line_up))}
    return [
        _filled(
            {
                "@type": "Person",
                **_named(b.name, _person_url(programme, b.person, site)),
                "jobTitle": b.title,
                "affiliation": {"@type": "Organization", "name": b.organization} if b.organization else {},
            }
        )
        for b in reversed(billed.values())
    ]


def _person_url(programme: Programme, code: str, site: Site) -> str:
    return site.url(_path(programme, "people", code))


def _event_url(programme: Programme, slug: str, site: Site) -> str:
    return site.url(_path(programme, "events", slug) + "/")


def _path(programme: Programme, *parts: str) -> str:
    return "/" + "/".join(quote(part, safe=_PLAIN) for part in (programme.summit.slug, *(parts or ("",))))


def _named(name: str, url: str) -> Thing:
    return {"name": name, "url": url}


def _reference(name: str, url: str) -> Thing:
    """Return an event that another thing names: its page says the rest."""
    return {"@type": "Event", **_named(name, url)}


def _filled(thing: Thing) -> Thing:
    """Return a thing without what is empty: JSON-LD has no use for it."""
    return {name: value for name, value in thing.items() if value not in ("", [], {}, None)}


def _in_context(thing: Thing) -> Thing:
    return {"@context": _CONTEXT, **_filled(thing)}
