"""Which version of its pages each summit has now: the release, and while it runs the day.

The newest release of any summit is part of every version, because a summit's home page names the other editions.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.programme.models import Release
from eventsite.programme.releases.public import programme_day
from eventsite.summits.models import Summit


class Version(NamedTuple):
    """The release that is public, the day while the summit runs, and the newest release of any summit."""

    release_id: int
    today: date | None
    newest: int


def current_versions() -> dict[str, Version]:
    """Return summit slug -> version, for every summit with a release; one query."""
    rows = db.session.execute(
        select(Summit.slug, Summit.time_zone, Summit.starts_on, Summit.ends_on, func.max(Release.id))
        .join(Release, Release.summit_id == Summit.id)
        .group_by(Summit.id)
        .order_by(Summit.slug)
    ).all()
    now, newest = clock.now(), max((row[-1] for row in rows), default=0)
    versions = {}
    for slug, zone, starts_on, ends_on, release_id in rows:
        today = programme_day(now, ZoneInfo(zone))
        versions[slug] = Version(release_id, today if starts_on <= today <= ends_on else None, newest)
    return versions
