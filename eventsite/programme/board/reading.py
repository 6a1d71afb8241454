"""Reads of the draft for one day of the board: rows of columns, not objects. Each costs one query and is ordered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from eventsite.core.db import db
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Session, Slot, Track
from eventsite.programme.releases.snapshot import Billing
from eventsite.programme.services.compiling import ROLE_ORDER
from eventsite.programme.states import COMING, SessionKind, SessionState
from eventsite.summits.models import Event, Room, Summit, Zone
from eventsite.summits.states import SHAPES


@dataclass(frozen=True, slots=True)
class Detail:
    """A session as the board and its marks need it; `event` and `track` are slugs. Without a track its parts are ''."""

    code: str
    version: int
    state: SessionState
    kind: SessionKind
    event: str
    track: str
    track_name: str
    track_shape: str
    title: str
    subtitle: str
    abstract: str
    description: str
    reconstructed: str
    language: str
    is_featured: bool


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room with the name of its zone, '' for none."""

    slug: str
    name: str
    zone: str
    seats: int | None


def details_of(summit: Summit, first: datetime, end: datetime) -> dict[str, Detail]:
    """Return code -> detail of the sessions that start from `first` until `end`, and of those without any slot."""
    columns = [getattr(Session, name) for name in ("code", "version", "state", "kind")]
    texts = [
        getattr(Session, name)
        for name in ("title", "subtitle", "abstract", "description", "reconstructed", "language", "is_featured")
    ]
    rows = db.session.execute(
        select(*columns, Event.slug, Track.slug, Track.name, Track.position, *texts)
        .join(Event, Event.id == Session.event_id)
        .outerjoin(Track, Track.id == Session.track_id)
        .where(Session.summit_id == summit.id, _wanted(first, end))
        .order_by(Session.code)
    )
    return {
        code: Detail(code, version, state, kind, event, track or "", name or "", _shape(place), *rest)
        for code, version, state, kind, event, track, name, place, *rest in rows
    }


def billings_of(summit: Summit, first: datetime, end: datetime) -> dict[str, tuple[Billing, ...]]:
    """Return code -> who is billed in the same sessions, as a release would bill them."""
    rows = db.session.execute(
        select(
            Session.code, Person.code, Person.name, Appearance.role, Appearance.billed_name, Appearance.billed_title,
            Appearance.billed_organization, Appearance.position, Appearance.id,
        )
        .join(Appearance, Appearance.session_id == Session.id)
        .join(Person, Person.id == Appearance.person_id)
        .where(Session.summit_id == summit.id, _wanted(first, end))
        .where(Appearance.state.in_(COMING), Appearance.role.in_(ROLE_ORDER))
        .order_by(Session.code, Appearance.position, Appearance.id)
    ).all()  # fmt: skip
    found: dict[str, list[Billing]] = defaultdict(list)
    for code, person, own, role, billed, title, organization, *_ in sorted(rows, key=lambda row: ROLE_ORDER[row[3]]):
        found[code].append(
            Billing(person=person, name=billed or own, role=role, title=title, organization=organization)
        )
    return {code: tuple(billed) for code, billed in found.items()}


def rooms_of(summit: Summit) -> tuple[RoomRow, ...]:
    """Return the rooms in their order."""
    rows = db.session.execute(
        select(Room.slug, Room.name, Zone.name, Room.seats)
        .outerjoin(Zone, Zone.id == Room.zone_id)
        .where(Room.summit_id == summit.id)
        .order_by(Room.position, Room.slug)
    )
    return tuple(RoomRow(slug, name, zone or "", seats) for slug, name, zone, seats in rows)


def _shape(position: int | None) -> str:
    """Return the shape of a track, by its place among those of its event."""
    return "" if position is None else SHAPES[position % len(SHAPES)]


def _wanted(first: datetime, end: datetime) -> ColumnElement[bool]:
    on_the_day = select(Slot.session_id).where(Slot.starts_at >= first, Slot.starts_at < end)
    return or_(Session.id.in_(on_the_day), ~select(Slot.id).where(Slot.session_id == Session.id).exists())
