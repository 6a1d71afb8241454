"""Releases as the public page of changes tells them: counted, grouped, and no longer than somebody will read.

Pure functions over the changes that a release stored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from eventsite.programme.models import Release
from eventsite.programme.releases.changes import (
    Change,
    FieldChange,
    Happening,
    Head,
    Subject,
    unpack_heads,
    unpack_part,
)
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.scoping import scope_words
from eventsite.programme.releases.snapshot import ReleasedEvent

#: A release with more changes is shown folded.
MOST_OPEN = 12
#: A release with more changes is shown in part, and whole on a page of its own.
MOST_WHOLE = 200
#: That part.
MOST_IN_PART = 50
#: So many changes stand on one page of a release.
PAGE_LENGTH = 100
#: A text that is longer is shown around the place where it changed.
_LONG, _CONTEXT = 240, 60
_IN_HEADING = ("Title", "Name", "Kind", "Event")

_NAMES = {
    Subject.SESSION: "Sessions",
    Subject.PERSON: "People",
    Subject.ROOM: "Rooms",
    Subject.TRACK: "Tracks",
    Subject.EVENT: "Events",
    Subject.ARTICLE: "News",
    Subject.PAGE: "Pages",
    Subject.SUMMIT: "The summit",
}
_THINGS = {
    Subject.SESSION: ("session", "sessions"),
    Subject.PERSON: ("person", "people"),
    Subject.ROOM: ("room", "rooms"),
    Subject.TRACK: ("track", "tracks"),
    Subject.EVENT: ("event", "events"),
    Subject.ARTICLE: ("article", "articles"),
    Subject.PAGE: ("page", "pages"),
    Subject.SUMMIT: ("detail of the summit", "details of the summit"),
}
_WORDS = {
    Happening.ADDED: "{count:,} new {things}",
    Happening.CHANGED: "{count:,} {things} changed",
    Happening.CANCELLED: "{count:,} {things} cancelled",
    Happening.REINSTATED: "{count:,} {things} back on",
    Happening.REMOVED: "{count:,} {things} taken out",
}


class Length(StrEnum):
    """How much of a release is shown: nothing of the first, which is the programme itself."""

    FIRST = "first"
    OPEN = "open"
    FOLDED = "folded"
    PART = "part"


@dataclass(frozen=True, slots=True)
class Group:
    """Changes under one heading: `event` is set for the sessions of an event."""

    title: str
    event: ReleasedEvent | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ReleaseNews:
    """One release as it is told. `tallies` are counts in words, as '3 sessions changed'.

    `scope` says what a partial release took, as in 'Only Side event', and is '' for the whole summit.
    """

    number: int
    name: str
    note: str
    scope: str
    at: datetime
    total: int
    tallies: tuple[str, ...]
    length: Length
    groups: tuple[Group, ...]


def tell(programme: Programme, release: Release) -> ReleaseNews:
    """Return a release as the page of all releases shows it; `programme` names the events."""
    heads = unpack_heads(release.changes)
    length = _length(release, len(heads))
    most = {Length.FIRST: 0, Length.PART: MOST_IN_PART}.get(length, len(heads))
    return _news(programme, release, heads, length, unpack_part(release.changes, 0, most))


def tell_page(programme: Programme, release: Release, page: int) -> tuple[ReleaseNews, int] | None:
    """Return one page of a release's changes, counted from 1, and how many pages there are; None beyond them."""
    heads = unpack_heads(release.changes)
    pages = max(1, -(-len(heads) // PAGE_LENGTH)) if release.number > 1 else 1
    if not 1 <= page <= pages:
        return None
    if release.number == 1:
        return _news(programme, release, heads, Length.FIRST, ()), pages
    shown = unpack_part(release.changes, (page - 1) * PAGE_LENGTH, page * PAGE_LENGTH)
    return _news(programme, release, heads, Length.OPEN, shown), pages


def _length(release: Release, count: int) -> Length:
    if release.number == 1:
        return Length.FIRST
    if count > MOST_WHOLE:
        return Length.PART
    return Length.FOLDED if count > MOST_OPEN else Length.OPEN


def _news(
    programme: Programme, release: Release, heads: tuple[Head, ...], length: Length, shown: tuple[Change, ...]
) -> ReleaseNews:
    return ReleaseNews(
        release.number,
        release.name,
        release.note,
        scope_words(release, programme),
        programme.local(release.created_at),
        len(heads),
        tuple(text.replace(" new ", " ") if length is Length.FIRST else text for text in tallies(heads)),
        length,
        tuple(_groups(programme, shown)),
    )


def tallies(changes: Iterable[Head | Change]) -> Iterator[str]:
    """Yield what happened to what, counted: '1 session cancelled', '12 new people'."""
    counts = Counter((change.subject, change.happening) for change in changes)
    for subject in Subject:
        for happening in Happening:
            if count := counts[subject, happening]:
                yield _WORDS[happening].format(count=count, things=_THINGS[subject][count != 1])


def _groups(programme: Programme, changes: Iterable[Change]) -> Iterator[Group]:
    """Yield sessions by event, in the order of events, then everything else by what it is."""
    order = {slug: place for place, slug in enumerate(programme.events)}
    subjects = list(Subject)

    def key(change: Change) -> tuple[int, int, str]:
        return subjects.index(change.subject), order.get(change.event, len(order)), change.event

    for _, group in groupby(sorted(changes, key=key), key=key):
        found = tuple(readable(change) for change in group)
        event = programme.events.get(found[0].event)
        yield Group(event.name if event else _NAMES[found[0].subject], event, found)


def readable(change: Change) -> Change:
    """Return a change with its long texts cut down, and without what the heading of a new thing says already."""
    said = _IN_HEADING if change.happening is Happening.ADDED else ()
    shown = (field for field in change.fields if field.field not in said)
    fields = tuple(FieldChange(field.field, *around(field.before, field.after)) for field in shown)
    return Change(change.subject, change.key, change.title, change.happening, fields, change.event, change.kind)


def around(before: str, after: str) -> tuple[str, str]:
    """Return two texts, long ones cut down to where they differ, with a little of what stands around."""
    if max(len(before), len(after)) <= _LONG:
        return before, after
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    return _cut(before, start, end), _cut(after, start, end)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their start."""
    pairs = zip(one, other, strict=False)
    return next((place for place, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _cut(text: str, start: int, end: int) -> str:
    """Return `text` without what is far from its middle, which starts at `start` and ends `end` before its end."""
    first, last = max(0, start - _CONTEXT), min(len(text), len(text) - end + _CONTEXT)
    middle = text[first:last]
    if len(middle) > 2 * _LONG:
        middle = f"{middle[:_LONG]} \N{HORIZONTAL ELLIPSIS} {middle[-_LONG:]}"
    return f"{'…' if first else ''}{middle}{'…' if last < len(text) else ''}"
