"""Which entries a feed holds, and what it is called. Everything here is pure; a feed is whole bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from threading import Lock
from urllib.parse import quote
from weakref import WeakKeyDictionary

from eventsite.calendar import ics
from eventsite.calendar.entries import COLORS, INK, session_page, vevent
from eventsite.calendar.ics import Head
from eventsite.calendar.zones import vtimezone
from eventsite.core.codes import slugify
from eventsite.core.links import Site
from eventsite.programme.agenda import AgendaFilter, list_matching
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedPerson, ReleasedSession
from eventsite.programme.states import SessionKind

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as it is sent; `filename` is plain ASCII."""

    body: bytes
    filename: str


def agenda_feed(programme: Programme, asked: AgendaFilter, site: Site) -> Feed:
    """Return what the agenda page shows for the same filter; breaks only where nothing but events is asked for."""
    summit, query = programme.summit, asked.query()
    entries = [e for e in list_matching(programme, asked) if asked.is_by_event_only or not _is_break(e)]
    head = Head(
        name=" · ".join((summit.title, *_narrowed(programme, asked))),
        source=site.url(f"/{summit.slug}/agenda.ics{query and '?' + query}"),
        page=site.url(f"/{summit.slug}/agenda{query and '?' + query}"),
        color=_color(programme, asked.event),
        time_zone=summit.time_zone,
    )
    return Feed(_written(head, programme, entries, site), f"{summit.slug}.ics")


def session_feed(programme: Programme, session: ReleasedSession, site: Site) -> Feed:
    """Return all slots of one session, be it a break."""
    page = session_page(session, programme, site)
    head = Head(
        name=f"{session.title} · {programme.summit.title}",
        source=f"{page}.ics",
        page=page,
        color=_color(programme, (session.event,)),
        time_zone=programme.summit.time_zone,
    )
    entries = [entry for entry in programme.entries if entry.session.code == session.code]
    return Feed(_written(head, programme, entries, site), _filename(programme.summit.slug, session.code))


def person_feed(programme: Programme, person: ReleasedPerson, site: Site) -> Feed:
    """Return everything one person is billed in."""
    page = site.url(f"/{programme.summit.slug}/people/{quote(person.code, safe='')}")
    head = Head(
        name=f"{person.name} · {programme.summit.title}",
        source=f"{page}.ics",
        page=page,
        color=INK,
        time_zone=programme.summit.time_zone,
    )
    entries = [e for e in list_matching(programme, AgendaFilter(person=(person.code,))) if not _is_break(e)]
    return Feed(_written(head, programme, entries, site), _filename(programme.summit.slug, person.code))


def personal_feed(starred: Iterable[tuple[Programme, frozenset[str]]], path: str, site: Site) -> Feed:
    """Return the sessions whose codes are starred, of several summits; `path` is the feed's own secret address."""
    found = [
        (programme, [e for e in programme.entries if e.session.code in codes and not _is_break(e)])
        for programme, codes in starred
    ]
    zones = list(dict.fromkeys(programme.summit.time_zone for programme, _ in found)) or ["UTC"]
    head = Head(name="My agenda", source=site.url(path), page=site.url("/"), color=INK, time_zone=zones[0])
    blocks = [_zone(zone, [p for p, _ in found if p.summit.time_zone == zone]) for zone in zones]
    events = (block for programme, entries in found for block in blocks_of(programme, entries, site))
    return Feed(ics.calendar(head, blocks, events), "my-agenda.ics")


def _written(head: Head, programme: Programme, entries: Iterable[Entry], site: Site) -> bytes:
    return ics.calendar(head, [_zone(programme.summit.time_zone, [programme])], blocks_of(programme, entries, site))


def _zone(time_zone: str, programmes: Iterable[Programme]) -> bytes:
    """Return a zone's VTIMEZONE for the years of whole programmes, so that their filtered feeds tell it alike."""
    years = [year for programme in programmes for year in _years(programme)] or [2000]
    return vtimezone(time_zone, min(years), max(years))


def _years(programme: Programme) -> Iterator[int]:
    yield from (programme.summit.starts_on.year, programme.summit.ends_on.year)
    if slots := [entry.slot for entry in programme.entries]:
        yield programme.local(min(slot.starts_at for slot in slots)).year
        yield programme.local(max(slot.ends_at for slot in slots)).year


_kept: WeakKeyDictionary[Programme, dict[tuple[Site, str], bytes]] = WeakKeyDictionary()
_lock = Lock()


def blocks_of(programme: Programme, entries: Iterable[Entry], site: Site) -> list[bytes]:
    """Return the VEVENT of each entry, made once for as long as the programme is kept."""
    with _lock:
        made = _kept.setdefault(programme, {})
    blocks = []
    for entry in entries:
        key = (site, entry.slot.uuid)
        if key not in made:
            made[key] = vevent(entry, programme, site)
        blocks.append(made[key])
    return blocks


def _is_break(entry: Entry) -> bool:
    return entry.session.kind == SessionKind.BREAK


def _color(programme: Programme, events: tuple[str, ...]) -> str:
    """Return the colour of the one event, or ink where there are several."""
    shapes = {programme.events[slug].shape for slug in events or programme.events}
    return COLORS.get(shapes.pop(), INK) if len(shapes) == 1 else INK


def _narrowed(programme: Programme, asked: AgendaFilter) -> Iterator[str]:
    """Yield each part of a filter in words."""
    tracks = {f"{event}.{slug}": track.name for (event, slug), track in programme.tracks.items()}
    yield from _named("events", [programme.events[slug].short_name for slug in asked.event])
    yield from _named("days", [f"{day:%a} {day.day} {day:%b}" for day in asked.day])
    yield from _named("tracks", [tracks[key] for key in asked.track])
    yield from _named("rooms", [programme.rooms[slug].name for slug in asked.room])
    yield from _named("kinds", [kind.value.capitalize() for kind in asked.kind])
    yield from _named("people", [programme.people[code].name for code in asked.person])
    yield from _named("words", [f"“{asked.q}”"] if asked.q else [])


def _named(many: str, names: list[str]) -> Iterator[str]:
    if names:
        yield ", ".join(names) if len(names) <= _MOST_NAMED else f"{len(names)} {many}"


def _filename(summit: str, code: str) -> str:
    return f"{summit}-{slugify(code)}.ics"
