"""The releases of a summit as the desk lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import undefer

from eventsite.core.db import db
from eventsite.programme import queries
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.models import Release
from eventsite.programme.releases import public
from eventsite.programme.releases.changes import unpack_heads
from eventsite.programme.releases.public import Programme, fold
from eventsite.programme.releases.scoping import scope_words
from eventsite.summits.models import Summit

PAGE = 20


@dataclass(frozen=True, slots=True)
class PastRelease:
    number: int
    name: str
    note: str
    at: datetime
    who: str
    changes: int
    scope: str


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    q: str
    releases: Slice[PastRelease]
    in_all: int


def releases_page(summit: Summit, *, q: str, number: str) -> ReleasesPage:
    """Return the releases whose number, name or note has every word of `q`, newest first; 2 queries, at most 3."""
    words, everything = fold(q).split(), queries.list_releases(summit)
    texts = {release.id: fold(f"{release.number} {release.name} {release.note}") for release in everything}
    found = [release for release in everything if all(word in texts[release.id] for word in words)]
    page = slice_of(found, page_number(number), PAGE)
    counts = _changes_of(page.items)
    newest = public.load(everything[0].id) if any(release.scope_key for release in page.items) else None
    told = tuple(_told(release, counts[release.id], newest) for release in page.items)
    return ReleasesPage(" ".join(q.split())[:100], Slice(told, page.number, page.pages, page.found), len(everything))


def _told(release: Release, changes: int, newest: Programme | None) -> PastRelease:
    who = release.account.name if release.account else "The command line"
    scope = scope_words(release, newest) if newest else ""
    return PastRelease(release.number, release.name, release.note, release.created_at, who, changes, scope)


def _changes_of(releases: tuple[Release, ...]) -> dict[int, int]:
    """Return release id -> number of changes; one query, which reads what they hold."""
    rows = db.session.scalars(
        db.select(Release)
        .where(Release.id.in_([release.id for release in releases]))
        .options(undefer(Release.changes))
        .order_by(Release.id)
        .execution_options(populate_existing=True)
    )
    return {release.id: len(unpack_heads(release.changes)) for release in rows}
