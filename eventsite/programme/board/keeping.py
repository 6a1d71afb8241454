"""The facts of a draft, read once per revision and process: a drag asks about them ten times a second.

A revision is one cheap query. It changes with every save of a session or its parts (each raises a version, and the sum of
versions rises with the commit, whichever of two organizers commits first), with everything else of the draft that the
audit trail names, and with a release. Stars and what the trail does not name are seen after `FRESH` at the latest.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from eventsite.core import clock
from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.programme.clashes.facts import Facts, facts_of
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.models import Release, Session
from eventsite.summits.models import Summit

FRESH = timedelta(seconds=20)
_KEPT = 8
#: What the trail calls the parts of a draft, but for sessions, which have a version.
_PARTS = (
    "allocation", "appearance", "co_presenter", "event", "person", "room", "slot", "slot_room", "summit", "track",
    "waiver", "zone", "zone_walk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of one summit's draft and release. `trail` is the last entry of the audit trail that concerns a draft."""

    sessions: int
    versions: int
    trail: int
    release: int

    @property
    def token(self) -> str:
        return f"{self.sessions}-{self.versions}-{self.trail}-{self.release}"

    @classmethod
    def of_token(cls, token: str) -> Revision | None:
        """Return the revision that a token names, None for what is none."""
        parts = token[:80].split("-")
        if len(parts) != 4 or not all(part.isascii() and part.isdecimal() and len(part) < 18 for part in parts):
            return None
        return cls(*map(int, parts))


@dataclass(frozen=True)
class Known:
    """What is known of a draft at one revision."""

    revision: Revision
    read_at: datetime
    facts: Facts

    @cached_property
    def clashes(self) -> tuple[Clash, ...]:
        """Every clash of the summit, worst first."""
        return find_clashes(self.facts)


def revision_of(summit: Summit) -> Revision:
    """Return how the draft stands; one query."""
    trail = (
        select(AuditEntry.id).where(AuditEntry.object_type.in_(_PARTS)).order_by(AuditEntry.id.desc()).limit(1)
    ).scalar_subquery()
    release = select(func.max(Release.id)).where(Release.summit_id == summit.id).scalar_subquery()
    row = db.session.execute(
        select(func.count(), func.sum(Session.version), trail, release).where(Session.summit_id == summit.id)
    ).one()
    return Revision(*(int(number or 0) for number in row))


_kept: WeakKeyDictionary[Engine, OrderedDict[int, Known]] = WeakKeyDictionary()
_lock = Lock()


def known_of(summit: Summit) -> Known:
    """Return what is known of the draft as it stands; one query, and ten more when this process has not read it yet."""
    revision = revision_of(summit)
    with _lock:
        kept = _kept.setdefault(db.engine, OrderedDict())
        found = kept.get(summit.id)
    if found and found.revision == revision and clock.now() - found.read_at < FRESH:
        return found
    known = Known(revision, clock.now(), facts_of(summit))
    with _lock:
        kept[summit.id] = known
        kept.move_to_end(summit.id)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return known


def forget() -> None:
    """Drop what is kept: for tests, whose databases bring the same ids again."""
    with _lock:
        _kept.clear()
