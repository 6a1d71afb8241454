"""What the home page of a summit shows: the release, and the prices of its passes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsite.core import clock
from eventsite.front import score
from eventsite.front.score import Score
from eventsite.programme.pages.faces import Face, face
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import ReleasedArticle, ReleasedEvent
from eventsite.programme.states import Role, SessionKind
from eventsite.registration.models import PassType
from eventsite.registration.offers import Fare, OfferState, fare_of
from eventsite.summits.states import Registration

MOST_FEATURED, MOST_FACES, MOST_NEWS = 8, 12, 3


@dataclass(frozen=True, slots=True)
class HomePage:
    """`sessions` counts what is not a break and not cancelled, as the score does; `events` counts what each shows."""

    score: Score | None
    sessions: int
    events: tuple[tuple[ReleasedEvent, int], ...]
    featured: tuple[Entry, ...]
    faces: tuple[Face, ...]
    news: tuple[ReleasedArticle, ...]
    zones: tuple[str, ...]
    opens_soon: bool
    fares: tuple[Fare, ...]

    @property
    def prices(self) -> tuple[int, ...]:
        """The lowest and the highest price, once where they are the same."""
        return tuple(dict.fromkeys((min(self._prices), max(self._prices)))) if self.fares else ()

    @property
    def _prices(self) -> list[int]:
        return [fare.price for fare in self.fares]

    @property
    def opens_at(self) -> datetime | None:
        """When the first pass goes on sale, while none is."""
        moments = [fare.opens_at for fare in self.fares if fare.opens_at is not None]
        is_open = any(fare.state == OfferState.ON_SALE for fare in self.fares)
        return None if is_open else min(moments, default=None)


def compose(programme: Programme, passes: Sequence[PassType] = ()) -> HomePage:
    """Return the page; `passes` are those on show, with their prices."""
    about, featured = programme.summit, tuple(_featured(programme))[:MOST_FEATURED]
    return HomePage(
        score=score.draw(programme),
        sessions=sum(_counts(entry) for entry in _first_entries(programme)),
        events=tuple((event, _shown_by(programme, event)) for event in programme.events.values()),
        featured=featured,
        faces=tuple(face(programme, code) for code in list(_codes(programme, featured))[:MOST_FACES]),
        news=programme.snapshot.news[:MOST_NEWS],
        opens_soon=about.registration == Registration.SOON and _was_released_in_time(programme),
        fares=_fares(passes),
        zones=tuple(dict.fromkeys(room.zone for room in programme.rooms.values() if room.zone)),
    )


def _fares(passes: Sequence[PassType]) -> tuple[Fare, ...]:
    now = clock.now()
    fares = (fare_of(pass_type.summit, pass_type, now) for pass_type in passes)
    return tuple(fare for fare in fares if fare.state != OfferState.ENDED)


def _was_released_in_time(programme: Programme) -> bool:
    """Tell whether the release is from before the end: a summit that is over opens no more."""
    return programme.local(programme.released_at).date() <= programme.summit.ends_on


def _first_entries(programme: Programme) -> tuple[Entry, ...]:
    """Return each session once, at the first of its slots that takes place."""
    found: dict[str, Entry] = {}
    for entry in programme.entries:
        if not entry.is_cancelled:
            found.setdefault(entry.session.code, entry)
    return tuple(found.values())


def _counts(entry: Entry) -> bool:
    return entry.session.kind != SessionKind.BREAK


def _shown_by(programme: Programme, event: ReleasedEvent) -> int:
    entries = _first_entries(programme)
    return sum(_counts(entry) and event.slug in (entry.session.event, *entry.session.also) for entry in entries)


def _featured(programme: Programme) -> list[Entry]:
    """Return the featured sessions, panels first, each group in the order of time."""
    found = [entry for entry in _first_entries(programme) if entry.session.is_featured]
    return sorted(found, key=lambda entry: entry.session.kind != SessionKind.PANEL)


def _codes(programme: Programme, featured: tuple[Entry, ...]) -> Iterator[str]:
    """Yield people once each: those of featured sessions, then of keynotes, then moderators, then others by time."""
    entries = _first_entries(programme)
    keynotes = [entry for entry in entries if entry.session.kind == SessionKind.KEYNOTE]
    everybody = [billing for entry in (*featured, *keynotes) for billing in entry.session.line_up]
    line_ups = [billing for entry in entries for billing in entry.session.line_up]
    everybody += [billing for billing in line_ups if billing.role == Role.MODERATOR]
    yield from dict.fromkeys(billing.person for billing in everybody + line_ups)
