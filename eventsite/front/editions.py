"""The editions this site has: every summit with a release, as its newest release tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.programme.models import Release
from eventsite.programme.releases import snapshot
from eventsite.programme.releases.snapshot import ReleasedSummit


@dataclass(frozen=True, slots=True)
class Edition:
    """A released summit; `name` is with the edition's own word, as '2018'."""

    summit: ReleasedSummit

    @property
    def name(self) -> str:
        return self.summit.title

    def is_over(self, now: datetime) -> bool:
        """Tell whether its last day is past where it takes place."""
        return self._today(now) > self.summit.ends_on

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.summit.time_zone)).date()


def list_editions() -> tuple[Edition, ...]:
    """Return every edition, the latest first; one query, and one more where a release was not read before."""
    newest = select(func.max(Release.id)).group_by(Release.summit_id)
    ids = list(db.session.scalars(select(Release.id).where(Release.id.in_(newest)).order_by(Release.id)))
    found = _read(ids)
    return tuple(sorted(found, key=lambda edition: (edition.summit.starts_on, edition.summit.slug), reverse=True))


def _read(ids: list[int]) -> list[Edition]:
    """Return the editions of these releases. They are kept with the application: a release never changes."""
    kept: dict[int, Edition] = current_app.extensions.setdefault("eventsite.editions", {})
    known = {id: edition for id in ids if (edition := kept.get(id))}
    if missing := set(ids) - set(known):
        rows = db.session.execute(select(Release.id, Release.snapshot).where(Release.id.in_(missing)))
        known |= {id: Edition(snapshot.unpack_summit(packed)) for id, packed in rows}
    kept.update(known)
    for old in set(kept) - set(known):
        kept.pop(old, None)
    return list(known.values())
