"""What the sample's files say, typed: one `Edition` each."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from eventsite.core.money import EXPONENTS
from eventsite.programme.states import ResourceKind, Role, SessionKind
from eventsite.registration.states import Opens
from eventsite.summits.states import Registration

FOLDER = Path(__file__).parent


class Part(msgspec.Struct, forbid_unknown_fields=True):
    """Base of everything in a file; a field that has no meaning stops the reading."""


class SummitPart(Part, kw_only=True):
    """Either `starts_on` and `ends_on`, or `days`: then the loader chooses the dates, and the year is the edition."""

    slug: str
    name: str
    edition: str = ""
    tagline: str = ""
    summary: str = ""
    city: str = ""
    time_zone: str
    currency: str = "USD"
    starts_on: date | None = None
    ends_on: date | None = None
    days: int = 0
    registration: Registration

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise ValueError(f"{self.currency!r} is no currency that passes can be sold in, as USD or EUR are")


class VenuePart(Part, kw_only=True):
    name: str
    street: str = ""
    postal_code: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    travel: str = ""


class ZonePart(Part):
    slug: str
    name: str


class RoomPart(Part):
    slug: str
    name: str
    zone: str | None = None
    seats: int | None = None


class WalkPart(Part):
    """The minutes between two zones, either way."""

    zones: tuple[str, str]
    minutes: int


class HoldPart(Part):
    """A room that is an event's: for the whole summit, or on a day that counts from 1, all of it or from HH:MM on."""

    room: str
    event: str
    day: int | None = None
    start: str = "00:00"
    end: str = "24:00"


class EventPart(Part):
    slug: str
    name: str
    short_name: str = ""
    summary: str = ""


class TrackPart(Part):
    event: str
    slug: str
    name: str


class LinkPart(Part):
    label: str
    url: str


class PersonPart(Part):
    slug: str
    name: str
    headline: str = ""
    biography: str = ""
    links: list[LinkPart] = []


class SlotPart(Part):
    """`day` counts from 1; `start` is HH:MM on the summit's own clock."""

    day: int
    start: str
    minutes: int
    rooms: list[str] = []


class BillingPart(Part):
    person: str
    role: Role
    title: str = ""
    organization: str = ""


class ResourcePart(Part):
    kind: ResourceKind
    title: str
    publisher: str = ""
    year: int | None = None
    url: str = ""


class SessionPart(Part, kw_only=True):
    code: str
    event: str
    also: list[str] = []
    track: str = ""
    kind: SessionKind
    title: str
    subtitle: str = ""
    abstract: str = ""
    description: str = ""
    reconstructed: str = ""
    language: str = ""
    featured: bool = False
    slots: list[SlotPart] = []
    line_up: list[BillingPart] = []
    resources: list[ResourcePart] = []


class ArticlePart(Part, kw_only=True):
    """Published on a day, or so many days before today."""

    slug: str
    title: str
    summary: str = ""
    body: str
    published_on: date | None = None
    days_before: int = 0
    session: str | None = None


class PagePart(Part):
    slug: str
    title: str
    body: str


class RevisionPart(Part, kw_only=True):
    """A session's new title, or the rooms its first slot moves to."""

    session: str
    title: str = ""
    rooms: list[str] = []


class ReleasePart(Part):
    """A release, and what was revised before it."""

    name: str
    note: str = ""
    revisions: list[RevisionPart] = []


class CapacityPart(Part):
    name: str
    size: int


class PhasePart(Part):
    """A price from midnight on, so many days before the summit's first; the first phase has no beginning."""

    name: str
    price: str
    days_before: int | None = None


class PassPart(Part, kw_only=True):
    """`sold_until` is HH:MM on the last day; a `closed` pass is sold to the sample's own orders and to nobody else."""

    name: str
    summary: str
    opens: Opens
    extras: list[str] = []
    phases: list[PhasePart]
    capacities: list[str] = []
    most: int = 20
    sold_until: str = "12:00"
    hidden: bool = False
    virtual: bool = False
    closed: bool = False


class TermsPart(Part):
    terms: str
    refund_policy: str


class GuestPart(Part):
    name: str
    email: str


class OrderPart(Part, kw_only=True):
    """An order of a pass that costs nothing; seats beyond its `guests` are to be named. `day` counts from 1."""

    of: str
    buyer: str
    email: str
    organization: str
    seats: int
    day: int | None = None
    guests: list[GuestPart] = []


class Edition(Part, kw_only=True):
    """One file."""

    summit: SummitPart
    venue: VenuePart
    zones: list[ZonePart] = []
    rooms: list[RoomPart] = []
    walks: list[WalkPart] = []
    holds: list[HoldPart] = []
    events: list[EventPart]
    tracks: list[TrackPart] = []
    people: list[PersonPart] = []
    sessions: list[SessionPart] = []
    news: list[ArticlePart] = []
    pages: list[PagePart] = []
    releases: list[ReleasePart] = []
    terms: TermsPart | None = None
    capacities: list[CapacityPart] = []
    passes: list[PassPart] = []
    orders: list[OrderPart] = []


def read_edition(name: str) -> Edition:
    """Return what `<name>.toml` says; texts come without white space around them.

    Raises:
        msgspec.ValidationError: naming the field that is wrong.
    """
    return msgspec.convert(_stripped(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))), Edition)


def _stripped(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_stripped(item) for item in value]
    return {key: _stripped(item) for key, item in value.items()} if isinstance(value, dict) else value
