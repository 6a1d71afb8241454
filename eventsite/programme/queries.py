"""Reads of the draft and of releases. Each costs one query but where it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from eventsite.core.db import db
from eventsite.programme.models import (
    Appearance,
    CoPresenter,
    NewsArticle,
    Page,
    Profile,
    Release,
    Session,
    Slot,
    SlotRoom,
    Track,
)
from eventsite.summits.models import Event, Summit

#: So many sessions are in memory at once where all are walked through: 10 MiB of them.
PORTION = 500
_WHOLE_SESSION = (
    joinedload(Session.event),
    joinedload(Session.track),
    selectinload(Session.also).joinedload(CoPresenter.event),
    selectinload(Session.slots).selectinload(Slot.places).joinedload(SlotRoom.room),
    selectinload(Session.line_up).joinedload(Appearance.person),
    selectinload(Session.resources),
)


def list_sessions(summit: Summit) -> Sequence[Session]:
    """Return every session of the draft with all its parts, by code; 6 queries."""
    return (
        db.session.scalars(
            select(Session).filter_by(summit_id=summit.id).options(*_WHOLE_SESSION).order_by(Session.code)
        )
        .unique()
        .all()
    )


def each_session(summit: Summit) -> Iterator[Session]:
    """Walk through every session of the draft with all its parts, by code; 6 queries for each 500.

    Who keeps none of them needs the memory of a few, and a thousand of them are more than 20 MiB.
    """
    rows = select(Session).filter_by(summit_id=summit.id).options(*_WHOLE_SESSION).order_by(Session.code).limit(PORTION)
    last = ""
    while True:
        found = db.session.scalars(rows.where(Session.code > last)).unique().all()
        yield from found
        if len(found) < PORTION:
            return
        last = found[-1].code
        del found  # before the next are loaded


def find_session(summit: Summit, code: str) -> Session | None:
    """Return one session of the draft with all its parts; 6 queries."""
    return (
        db.session.scalars(select(Session).filter_by(summit_id=summit.id, code=code).options(*_WHOLE_SESSION))
        .unique()
        .one_or_none()
    )


def list_tracks(summit: Summit) -> Sequence[Track]:
    return db.session.scalars(
        select(Track)
        .join(Event)
        .where(Event.summit_id == summit.id)
        .options(joinedload(Track.event))
        .order_by(Event.position, Track.position, Track.slug)
    ).all()


def list_tracks_of(event: Event) -> Sequence[Track]:
    """Return the tracks of one event in their order, as they stand now."""
    rows = select(Track).filter_by(event_id=event.id).order_by(Track.position, Track.slug)
    return db.session.scalars(rows.execution_options(populate_existing=True)).all()


def list_profiles(summit: Summit) -> Sequence[Profile]:
    return db.session.scalars(
        select(Profile).filter_by(summit_id=summit.id).options(joinedload(Profile.person)).order_by(Profile.person_id)
    ).all()


def list_articles(summit: Summit) -> Sequence[NewsArticle]:
    """Return the news, newest first."""
    return db.session.scalars(
        select(NewsArticle)
        .filter_by(summit_id=summit.id)
        .options(joinedload(NewsArticle.session))
        .order_by(NewsArticle.published_on.desc(), NewsArticle.id.desc())
    ).all()


def list_pages(summit: Summit) -> Sequence[Page]:
    return db.session.scalars(select(Page).filter_by(summit_id=summit.id).order_by(Page.position, Page.id)).all()


def list_releases(summit: Summit) -> Sequence[Release]:
    """Return the releases, newest first, without what they hold."""
    return db.session.scalars(
        select(Release)
        .filter_by(summit_id=summit.id)
        .options(joinedload(Release.account))
        .order_by(Release.number.desc())
    ).all()


def list_releases_told(slug: str, *, before: int, most: int) -> Sequence[Release]:
    """Return the newest releases of a summit that are older than number `before`, with their changes."""
    return db.session.scalars(
        select(Release)
        .join(Summit, Summit.id == Release.summit_id)
        .where(Summit.slug == slug, Release.number < before)
        .options(undefer(Release.changes))
        .order_by(Release.number.desc())
        .limit(most)
    ).all()


def find_release_told(slug: str, number: int) -> Release | None:
    """Return one release of a summit with its changes."""
    return db.session.scalar(
        select(Release)
        .join(Summit, Summit.id == Release.summit_id)
        .where(Summit.slug == slug, Release.number == number)
        .options(undefer(Release.changes))
    )


def current_release(summit: Summit) -> Release | None:
    """Return the newest release, without what it holds."""
    return db.session.scalar(select(Release).filter_by(summit_id=summit.id).order_by(Release.number.desc()).limit(1))


def list_current_releases() -> dict[str, int]:
    """Return slug -> id of the newest release, for every summit that has one; the order is that of slugs."""
    rows = db.session.execute(
        select(Summit.slug, func.max(Release.id))
        .join(Release, Release.summit_id == Summit.id)
        .group_by(Summit.slug)
        .order_by(Summit.slug)
    )
    return dict(rows.all())
