"""Makes the sample summits: what the files say, as rows, and released.

A source record marks each summit and person of the sample, so that it is known again whatever it is called by then.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from eventsite.cli.sample import placing, selling
from eventsite.cli.sample.content import Edition, PersonPart, ReleasePart, SessionPart, SlotPart, read_edition
from eventsite.core import clock
from eventsite.core.codes import free_slug
from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.people.models import Account, Person
from eventsite.programme.models import (
    Appearance,
    CoPresenter,
    NewsArticle,
    Page,
    Profile,
    Resource,
    Session,
    Slot,
    SlotRoom,
    SourceRecord,
    Track,
)
from eventsite.programme.services import releasing
from eventsite.summits.models import Event, Room, Summit, Zone
from eventsite.summits.services.team import make_owner

SOURCE = "sample"
EDITIONS = ("edition_2018", "edition_next")
AHEAD = timedelta(weeks=17)
TUESDAY = 1


def list_sample_summits() -> list[Summit]:
    """Return the summits that the sample made, the earliest first; one query."""
    return list(db.session.scalars(
        db.select(Summit).join(SourceRecord, SourceRecord.object_id == Summit.id)
        .where(SourceRecord.source == SOURCE, SourceRecord.kind == "summit").order_by(Summit.starts_on, Summit.id)
    ))


def make_sample(*, organizer: Account, site: Site, known: dict[str, Person] | None = None) -> list[Summit]:
    """Make and release both editions, owned by `organizer`; `known` are people of theirs who are there already."""
    people = dict(known or {})
    return [_Making(read_edition(name), site, people, organizer).make(name) for name in EDITIONS]


class _Making:
    """One edition on its way into the tables. `people` is shared by both: the same slug is the same person."""

    def __init__(self, edition: Edition, site: Site, people: dict[str, Person], organizer: Account) -> None:
        self.edition, self.site, self.people, self.organizer = edition, site, people, organizer
        self.summit = _summit(edition)
        self.rooms: dict[str, Room] = {}
        self.events: dict[str, Event] = {}
        self.tracks: dict[tuple[str, str], Track] = {}
        self.sessions: dict[str, Session] = {}

    def make(self, name: str) -> Summit:
        db.session.add(self.summit)
        db.session.flush()
        self._mark("summit", name, self.summit.id)
        make_owner(self.summit, self.organizer)
        self._add_places()
        self._add_events()
        placing.lay_out(self.summit, self.edition)
        self._add_people()
        self.sessions = {part.code: self._session(part) for part in self.edition.sessions}
        db.session.add_all(self.sessions.values())
        self._add_words()
        for release in self.edition.releases:
            self._release(release)
        selling.put_on_sale(self.summit, self.edition)
        return self.summit

    def _mark(self, kind: str, key: str, id: int) -> None:
        db.session.add(
            SourceRecord(summit_id=self.summit.id, source=SOURCE, kind=kind, key=key, object_id=id, fields={}))

    def _add_places(self) -> None:
        zones = {
            part.slug: Zone(summit=self.summit, slug=part.slug, name=part.name, position=place)
            for place, part in enumerate(self.edition.zones)
        }
        for place, room in enumerate(self.edition.rooms):
            self.rooms[room.slug] = Room(
                summit=self.summit, zone=zones[room.zone] if room.zone else None, slug=room.slug, name=room.name,
                seats=room.seats, position=place)
        db.session.add_all([*zones.values(), *self.rooms.values()])

    def _add_events(self) -> None:
        for place, part in enumerate(self.edition.events):
            self.events[part.slug] = Event(
                summit=self.summit, slug=part.slug, name=part.name, short_name=part.short_name, summary=part.summary,
                position=place)
        for place, track in enumerate(self.edition.tracks):
            self.tracks[track.event, track.slug] = Track(
                event=self.events[track.event], slug=track.slug, name=track.name, position=place)
        db.session.add_all([*self.events.values(), *self.tracks.values()])

    def _add_people(self) -> None:
        taken = set(db.session.scalars(db.select(Person.code)))
        for part in self.edition.people:
            if part.slug not in self.people:
                self.people[part.slug] = person = Person(code=free_slug(part.slug, taken), name=part.name)
                taken.add(person.code)
                db.session.add(person)
        db.session.flush()
        for part in self.edition.people:
            person = self.people[part.slug]
            self._mark("person", part.slug, person.id)
            db.session.add(_profile(self.summit, person, part))

    def _session(self, part: SessionPart) -> Session:
        return Session(
            summit=self.summit, event=self.events[part.event],
            also=[CoPresenter(event=self.events[slug]) for slug in part.also],
            track=self.tracks[part.event, part.track] if part.track else None,
            code=part.code, kind=part.kind, title=part.title, subtitle=part.subtitle, abstract=part.abstract,
            description=part.description, reconstructed=part.reconstructed, language=part.language,
            is_featured=part.featured,
            slots=[self._slot(slot) for slot in part.slots],
            line_up=[
                Appearance(
                    person=self.people[billing.person], role=billing.role, position=place,
                    billed_name=self.people[billing.person].name, billed_title=billing.title,
                    billed_organization=billing.organization)
                for place, billing in enumerate(part.line_up)
            ],
            resources=[
                Resource(kind=r.kind, title=r.title, publisher=r.publisher, year=r.year, url=r.url, position=place)
                for place, r in enumerate(part.resources)
            ],
        )

    def _slot(self, part: SlotPart) -> Slot:
        uuid = uuid4()
        on = self.summit.starts_on + timedelta(days=part.day - 1)
        starts_at = _instant(on, part.start, self.summit.zone_info)
        return Slot(
            uuid=uuid, uid=f"slot-{uuid}@{self.site.host}", starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=part.minutes), places=self._places(part.rooms))

    def _places(self, slugs: list[str]) -> list[SlotRoom]:
        return [SlotRoom(room=self.rooms[slug], position=place) for place, slug in enumerate(slugs)]

    def _add_words(self) -> None:
        today = clock.now().astimezone(self.summit.zone_info).date()
        db.session.flush()
        for part in self.edition.news:
            db.session.add(NewsArticle(
                summit_id=self.summit.id, session=self.sessions[part.session] if part.session else None, slug=part.slug,
                title=part.title, summary=part.summary, body=part.body,
                published_on=part.published_on or today - timedelta(days=part.days_before)))
        db.session.add_all(
            Page(summit_id=self.summit.id, slug=part.slug, title=part.title, body=part.body, position=place)
            for place, part in enumerate(self.edition.pages)
        )

    def _release(self, part: ReleasePart) -> None:
        for revision in part.revisions:
            session = self.sessions[revision.session]
            session.title = revision.title or session.title
            if revision.rooms:
                session.slots[0].places = self._places(revision.rooms)
            session.version += 1
        db.session.flush()
        releasing.release(self.summit, name=part.name, note=part.note, by=self.organizer)


def _summit(edition: Edition) -> Summit:
    part, venue = edition.summit, edition.venue
    starts_on, ends_on = _dates(edition)
    is_dated = part.starts_on is not None
    slug = part.slug if is_dated else f"{part.slug}-{starts_on.year}"
    return Summit(
        slug=free_slug(slug, set(db.session.scalars(db.select(Summit.slug)))), name=part.name,
        edition=part.edition or str(starts_on.year), tagline=part.tagline, summary=part.summary,
        city=part.city or venue.city, time_zone=part.time_zone, currency=part.currency, starts_on=starts_on,
        ends_on=ends_on, registration=part.registration, created_at=clock.now(),
        venue_name=venue.name, venue_street=venue.street, venue_postal_code=venue.postal_code,
        venue_region=venue.region, venue_country=venue.country, venue_latitude=venue.latitude,
        venue_longitude=venue.longitude, venue_travel=venue.travel,
    )


def _dates(edition: Edition) -> tuple[date, date]:
    """Return the first and last day: as the file says, or from a Tuesday about four months ahead."""
    part = edition.summit
    if part.starts_on and part.ends_on:
        return part.starts_on, part.ends_on
    ahead = clock.now().astimezone(ZoneInfo(part.time_zone)).date() + AHEAD
    first = ahead + timedelta(days=(TUESDAY - ahead.weekday()) % 7)
    return first, first + timedelta(days=part.days - 1)


def _profile(summit: Summit, person: Person, part: PersonPart) -> Profile:
    return Profile(
        summit_id=summit.id, person=person, headline=part.headline, biography=part.biography,
        links=[{"label": link.label, "url": link.url} for link in part.links])


def _instant(on: date, wall_clock: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time.fromisoformat(wall_clock), zone).astimezone(UTC)
