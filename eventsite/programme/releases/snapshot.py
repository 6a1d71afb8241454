"""What a release holds: the whole public programme as plain, frozen values.

A snapshot is built from the draft by a whitelist (`services/compiling.py`): what has no field here is never public.
Instants are aware UTC; `Text` carries its Markdown and the HTML that was rendered from it at release.
"""

from __future__ import annotations

import zlib
from datetime import date, datetime

import msgspec
from msgspec.structs import replace

from eventsite.core.wording import title_of
from eventsite.programme.states import ResourceKind, Role, SessionKind


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """Base of everything in a snapshot."""


class Text(Part, frozen=True, kw_only=True):
    source: str = ""
    html: str = ""


class Link(Part, frozen=True, kw_only=True):
    label: str
    url: str


class ReleasedSummit(Part, frozen=True, kw_only=True):
    slug: str
    name: str
    edition: str = ""
    tagline: str = ""
    summary: Text = Text()
    city: str = ""
    time_zone: str
    starts_on: date
    ends_on: date
    registration: str
    venue_name: str = ""
    venue_street: str = ""
    venue_postal_code: str = ""
    venue_region: str = ""
    venue_country: str = ""
    venue_latitude: float | None = None
    venue_longitude: float | None = None
    venue_travel: Text = Text()

    @property
    def title(self) -> str:
        """Return the name with the edition."""
        return title_of(self.name, self.edition)


class ReleasedEvent(Part, frozen=True, kw_only=True):
    slug: str
    name: str
    short_name: str
    summary: Text = Text()
    position: int
    shape: str


class ReleasedTrack(Part, frozen=True, kw_only=True):
    slug: str
    name: str
    event: str


class ReleasedRoom(Part, frozen=True, kw_only=True):
    slug: str
    name: str
    zone: str = ""
    seats: int | None = None


class ReleasedPerson(Part, frozen=True, kw_only=True):
    code: str
    name: str
    headline: str = ""
    biography: Text = Text()
    links: tuple[Link, ...] = ()


class Billing(Part, frozen=True, kw_only=True):
    """A person in a session, as billed; in the order of the line-up, moderators first."""

    person: str
    name: str
    role: Role
    title: str = ""
    organization: str = ""


class ReleasedResource(Part, frozen=True, kw_only=True):
    kind: ResourceKind
    title: str
    publisher: str = ""
    year: int | None = None
    url: str = ""


class ReleasedSlot(Part, frozen=True, kw_only=True):
    """`sequence` and `changed_at` speak of what a calendar shows of this slot, and are carried between releases."""

    uuid: str
    uid: str
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...] = ()
    is_cancelled: bool = False
    sequence: int = 0
    changed_at: datetime


class ReleasedSession(Part, frozen=True, kw_only=True):
    code: str
    event: str
    also: tuple[str, ...] = ()
    track: str = ""
    title: str
    subtitle: str = ""
    abstract: Text = Text()
    description: Text = Text()
    reconstructed: str = ""
    kind: SessionKind
    language: str = ""
    is_featured: bool = False
    is_cancelled: bool = False
    line_up: tuple[Billing, ...] = ()
    resources: tuple[ReleasedResource, ...] = ()
    slots: tuple[ReleasedSlot, ...] = ()


class ReleasedArticle(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    summary: str = ""
    body: Text
    published_on: date
    session: str = ""


class ReleasedPage(Part, frozen=True, kw_only=True):
    slug: str
    title: str
    body: Text


class Snapshot(Part, frozen=True, kw_only=True):
    """The public programme of a summit at one moment. Tracks are keyed by event and slug, the rest by slug or code."""

    summit: ReleasedSummit
    events: tuple[ReleasedEvent, ...] = ()
    tracks: tuple[ReleasedTrack, ...] = ()
    rooms: tuple[ReleasedRoom, ...] = ()
    people: tuple[ReleasedPerson, ...] = ()
    sessions: tuple[ReleasedSession, ...] = ()
    news: tuple[ReleasedArticle, ...] = ()
    pages: tuple[ReleasedPage, ...] = ()


def nothing_of(snapshot: Snapshot) -> Snapshot:
    """Return the same summit before anything of it was public."""
    return replace(snapshot, events=(), tracks=(), rooms=(), people=(), sessions=(), news=(), pages=())


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Snapshot)


class _SummitOnly(msgspec.Struct):
    summit: ReleasedSummit


_summit_decoder = msgspec.json.Decoder(_SummitOnly)


def pack(snapshot: Snapshot) -> bytes:
    """Return the snapshot as compressed JSON, the same bytes for the same content."""
    return zlib.compress(_encoder.encode(snapshot), 6)


def unpack(packed: bytes) -> Snapshot:
    """Return the snapshot that `pack` packed."""
    return _decoder.decode(zlib.decompress(packed))


def unpack_summit(packed: bytes) -> ReleasedSummit:
    """Return what a packed snapshot says of its summit, without making the rest."""
    return _summit_decoder.decode(zlib.decompress(packed)).summit
