"""The summit of a file, its event, rooms and tracks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from eventsite.core import clock
from eventsite.core.codes import slugify
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.programme.interchange.documents import Document, RoomEntry, TrackEntry
from eventsite.programme.models import SourceRecord, Track
from eventsite.programme.services.importing.ledger import Kind, Ledger, Said
from eventsite.programme.services.importing.report import Noun, Report
from eventsite.programme.services.importing.slugs import Slugs
from eventsite.summits.models import Event, Room, Summit
from eventsite.summits.slugs import check_slug

P = TypeVar("P", Room, Track)

#: The key of what a file has one of.
ONLY = "the"


class EventOfAnotherSource(DomainError):
    """An event that was filled from somewhere else, or a source that filled another event."""


def make_summit(document: Document, slug: str) -> Summit:
    """Make the summit a file describes; its passes, team and pages are for people to add."""
    summit = Summit(
        slug=check_slug(slug), name=document.title, time_zone=document.time_zone, starts_on=document.starts_on,
        ends_on=document.ends_on, city=document.city, venue_name=document.venue, created_at=clock.now(),
    )
    db.session.add(summit)
    db.session.flush()
    return summit


def settle_summit(document: Document, summit: Summit, ledger: Ledger, report: Report) -> None:
    """Keep a summit that came from this file up to date; any other is nobody's to change from here."""
    if not report.is_new_summit and ledger.find(Kind.SUMMIT, ONLY) is None:
        _compare(document, summit, report)
        return
    said = {
        "name": document.title, "starts_on ends_on": (document.starts_on, document.ends_on),
        "time_zone": document.time_zone, "city": document.city, "venue_name": document.venue,
    }
    label = f"summit {summit.slug}"
    ledger.settle(Kind.SUMMIT, ONLY, summit, said, lambda: summit, label=label, where="the conference")


def _compare(document: Document, summit: Summit, report: Report) -> None:
    """Say where a file does not fit the summit it goes into; its sessions keep their instants all the same."""
    where = "the conference"
    if summit.time_zone != document.time_zone:
        report.note(
            where, f"the file's time zone is {document.time_zone}, the summit's {summit.time_zone}: "
            "sessions keep their instants and are shown on the summit's clock.")
    if document.starts_on < summit.starts_on or document.ends_on > summit.ends_on:
        report.note(
            where, f"the file's days are {document.starts_on} to {document.ends_on}, "
            f"the summit's {summit.starts_on} to {summit.ends_on}.")


def settle_event(document: Document, summit: Summit, asked: str, ledger: Ledger) -> Event:
    """Return the event of the summit that the file fills.

    Raises:
        EventOfAnotherSource: when another source fills it, or this one fills another.
    """
    event = _recorded_event(summit, asked, ledger) or _wanted_event(document, summit, asked)
    slug = asked or _event_slug(document)
    position = 1 + max((event.position for event in summit.events), default=-1)
    made, _outcome = ledger.settle(
        Kind.EVENT, ONLY, event, {"name": document.title},
        lambda: Event(summit=summit, slug=slug, name=document.title, position=position),
        label=f"event {event.slug if event else slug}", where="the conference", is_wanted=True,
    )
    assert made is not None
    return made


def _recorded_event(summit: Summit, asked: str, ledger: Ledger) -> Event | None:
    id = ledger.object_id(Kind.EVENT, ONLY)
    event = next((event for event in summit.events if event.id == id), None)
    if event and asked and event.slug != asked:
        raise EventOfAnotherSource(
            f"This source already fills the event {event.slug} of {summit.slug}. "
            "Import without --event, or with another --source if it is another programme.")
    return event


def _wanted_event(document: Document, summit: Summit, asked: str) -> Event | None:
    slug = asked or _event_slug(document)
    if asked and slugify(asked) != asked:
        raise DomainError(f"{asked[:60]!r} cannot stand in an address: use small letters, digits and hyphens.")
    event = next((event for event in summit.events if event.slug == slug), None)
    if event is None or asked:
        return event
    other = db.session.scalar(
        db.select(SourceRecord.source).filter_by(summit_id=summit.id, kind=Kind.EVENT.value, object_id=event.id))
    if other:
        raise EventOfAnotherSource(
            f"The event {slug} of {summit.slug} was imported from {other}, and this file is {document.source}. "
            f"If it is the same programme, say --source {other}; if not, say --event and a slug of its own.")
    return event


def _event_slug(document: Document) -> str:
    return slugify(document.acronym or document.source, fallback="programme", length=52)


def settle_rooms(document: Document, summit: Summit, ledger: Ledger, report: Report) -> dict[str, Room]:
    """Return key -> room. A room that is here by the same name is the same one: events under one roof share it."""
    places = _Places[Room](Kind.ROOM, Noun.ROOMS, list(summit.rooms), ledger, report)

    def settle(entry: RoomEntry) -> Room:
        said = {"name": entry.name, "seats": entry.seats}
        return places.settle(entry, said, lambda slug, place: Room(summit=summit, slug=slug, position=place, **said))

    return {entry.key: settle(entry) for entry in document.rooms}


def settle_tracks(document: Document, event: Event, ledger: Ledger, report: Report) -> dict[str, Track]:
    """Return key -> track; a track of the event that is here by the same name is the same one."""
    here = db.session.scalars(db.select(Track).filter_by(event_id=event.id).order_by(Track.position)).all()
    places = _Places[Track](Kind.TRACK, Noun.TRACKS, here, ledger, report)

    def settle(entry: TrackEntry) -> Track:
        said = {"name": entry.name}
        return places.settle(entry, said, lambda slug, place: Track(event=event, slug=slug, position=place, **said))

    return {entry.key: settle(entry) for entry in document.tracks}


class _Places(Generic[P]):
    """Finds rooms or tracks by what an earlier import recorded, else by name, else makes them."""

    def __init__(self, kind: Kind, noun: Noun, here: Sequence[P], ledger: Ledger, report: Report) -> None:
        self._kind, self._noun, self._ledger, self._report = kind, noun, ledger, report
        self._by_id: dict[int, P] = {place.id: place for place in here}
        recorded = {ledger.object_id(kind, key) for key in ledger.keys(kind)}
        free = [place for place in reversed(here) if place.id not in recorded]
        self._by_name: dict[str, P] = {place.name.casefold(): place for place in free}
        self._slugs = Slugs(place.slug for place in here)
        self._position = 1 + max((place.position for place in here), default=-1)

    def settle(self, entry: RoomEntry | TrackEntry, said: Said, make: Callable[[str, int], P]) -> P:
        def make_next() -> P:
            made = make(self._slugs.free(entry.slug or entry.name, fallback=self._kind.value), self._position)
            self._position += 1
            return made

        place, outcome = self._ledger.settle(
            self._kind, entry.key, self._find(entry), said, make_next,
            label=f"{self._kind.value} {entry.key}", where=entry.where, is_wanted=True)
        assert place is not None
        self._report.count(self._noun, outcome)
        return place

    def _find(self, entry: RoomEntry | TrackEntry) -> P | None:
        id = self._ledger.object_id(self._kind, entry.key)
        return self._by_name.pop(entry.name.casefold(), None) if id is None else self._by_id.get(id)
