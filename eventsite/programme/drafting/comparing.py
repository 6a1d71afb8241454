"""Any release on a page of its own, and any two of them beside each other, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.programme import queries
from eventsite.programme.drafting.reviewing import Group, Item, groups_of
from eventsite.programme.drafting.word_diff import field_row
from eventsite.programme.models import Release
from eventsite.programme.releases import diff, public
from eventsite.programme.releases.changelog import tallies
from eventsite.programme.releases.diff import Change, Subject
from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.scoping import scope_words
from eventsite.programme.releases.snapshot import ReleasedEvent, ReleasedSession
from eventsite.programme.releases.wording import details_of
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Told:
    """A release in a line. `scope` is '' for one of the whole summit."""

    number: int
    name: str
    note: str
    at: datetime
    who: str
    scope: str


@dataclass(frozen=True, slots=True)
class ReleasePage:
    """A release as it was: one day of its programme, or the sessions that had no time (`day` is None and not `days`).

    `days` are (day, sessions); `newest` is the number of the newest release, `others` all but this one.
    """

    release: Told
    programme: Programme
    days: tuple[tuple[date, int], ...]
    day: date | None
    entries: tuple[Entry, ...]
    timeless: tuple[ReleasedSession, ...]
    newest: int
    others: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What lies between two releases, the older first. `tallies` are counts in words."""

    past: Told
    now: Told
    groups: tuple[Group, ...]
    tallies: tuple[str, ...]


def one_release(summit: Summit, release: Release, day: str) -> ReleasePage:
    """Return the page of a release; `day` is what the address says. 1 query, and 1 for a release not read yet."""
    programme, everything = public.load(release.id), queries.list_releases(summit)
    days = tuple((found.on, len(found.entries)) for found in programme.days)
    on = next((on for on, _ in days if on.isoformat() == day), days[0][0] if days and day != "none" else None)
    return ReleasePage(
        release=_told(release, programme),
        programme=programme,
        days=days,
        day=on,
        entries=tuple(entry for found in programme.days if found.on == on for entry in found.entries),
        timeless=tuple(session for session in programme.sessions.values() if not session.slots),
        newest=everything[0].number,
        others=tuple((other.number, other.name) for other in everything if other.id != release.id),
    )


def compare_page(past: Release, now: Release) -> ComparePage:
    """Return the page of two releases; a query for each that is not read yet."""
    before, after = public.load(past.id), public.load(now.id)
    changes = diff.compare(before.snapshot, after.snapshot)
    return ComparePage(
        past=_told(past, before),
        now=_told(now, after),
        groups=plain_groups(changes, after.events.values()),
        tallies=tuple(tallies(changes)),
    )


def find_release(summit: Summit, number: int) -> Release | None:
    """Return a release of a summit with who made it; one query."""
    found: Release | None = db.session.scalar(
        db.select(Release).filter_by(summit_id=summit.id, number=number).options(joinedload(Release.account))
    )
    return found


def plain_groups(changes: Sequence[Change], events: Iterable[ReleasedEvent]) -> tuple[Group, ...]:
    """Group changes by event, then what stands around them, without looking at people."""
    return groups_of(changes, events, _item)


def _item(change: Change, in_full: bool) -> Item:
    rows = tuple(field_row(field.field, field.before, field.after) for field in change.fields)
    return Item(change, rows, in_full, details_of(change) if change.subject == Subject.SESSION else ())


def _told(release: Release, programme: Programme) -> Told:
    who = release.account.name if release.account else "The command line"
    scope = scope_words(release, programme)
    return Told(release.number, release.name, release.note, release.created_at, who, scope)
