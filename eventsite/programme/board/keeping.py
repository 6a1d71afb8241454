"""The facts of a draft, read once per revision and process: a drag asks about them ten times a second.

A revision is one cheap query. It changes with every save of a session or its parts (each raises a version, and the sum
of versions rises with the commit, whichever of two organizers commits first), with everything else of the draft that
the audit trail names, and with a release. Stars and what the trail does not name are seen after `FRESH` at most.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, ScalarSelect, func, select

from eventsite.core import clock
from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.programme.clashes.facts import Facts, Placed, facts_of, in_order
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.models import Appearance, Release, Session
from eventsite.summits.models import Summit

K = TypeVar("K")
V = TypeVar("V")
FRESH = timedelta(seconds=60)
#: What the trail calls the parts of a draft, but for sessions, which have a version, and people, who are no summit's.
_PARTS = (
    "allocation", "appearance", "co_presenter", "event", "room", "slot", "slot_room", "summit", "track",
    "waiver", "zone", "zone_walk",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A state of one summit's draft and release. `trail` is the last entry of the audit trail that concerns it."""

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
    release = select(func.max(Release.id)).where(Release.summit_id == summit.id).scalar_subquery()
    sums = select(func.count(), func.sum(Session.version), release, _trail_of_parts(summit), _trail_of_people(summit))
    row = db.session.execute(sums.where(Session.summit_id == summit.id)).one()
    sessions, versions, newest, parts, people = (int(number or 0) for number in row)
    return Revision(sessions, versions, max(parts, people), newest)


def _trail_of_parts(summit: Summit) -> ScalarSelect[int]:
    entries = select(AuditEntry.id).where(AuditEntry.scope_id == summit.id, AuditEntry.object_type.in_(_PARTS))
    return entries.order_by(AuditEntry.id.desc()).limit(1).scalar_subquery()


def _trail_of_people(summit: Summit) -> ScalarSelect[int | None]:
    """Of everybody who has a seat here: a name holds wherever they appear, whichever summit it was changed from."""
    seats = select(Appearance.person_id).join(Session, Session.id == Appearance.session_id)
    here = seats.where(Session.summit_id == summit.id)
    entries = select(func.max(AuditEntry.id)).where(AuditEntry.object_type == "person", AuditEntry.object_id.in_(here))
    return entries.scalar_subquery()


class Shelf(Generic[K, V]):
    """The last few things that were made, for each database."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: WeakKeyDictionary[Engine, OrderedDict[K, V]] = WeakKeyDictionary()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            return self._kept.setdefault(db.engine, OrderedDict()).get(key)

    def put(self, key: K, value: V) -> None:
        with self._lock:
            kept = self._kept.setdefault(db.engine, OrderedDict())
            kept[key] = value
            kept.move_to_end(key)
            while len(kept) > self._most:
                kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_known: Shelf[int, Known] = Shelf(8)


def known_of(summit: Summit) -> Known:
    """Return what is known of the draft as it stands; one query, and ten more when this process has not read it yet."""
    revision = revision_of(summit)
    found = _known.get(summit.id)
    if found and found.revision == revision and clock.now() - found.read_at < FRESH:
        return found
    known = Known(revision, clock.now(), facts_of(summit))
    _known.put(summit.id, known)
    return known


def carry(summit: Summit, before: Known, session: Session) -> None:
    """Keep the facts as they are after `session` alone was saved, once, so that nobody need read all again.

    Where anybody else saved something meanwhile nothing is kept, and whoever asks next reads; one query.
    """
    revision = revision_of(summit)
    ours = replace(before.revision, versions=before.revision.versions + 1, trail=revision.trail)
    if revision == ours:
        facts = restated(before.facts, {session.code: _places(session)})
        _known.put(summit.id, Known(revision, before.read_at, facts))


Span = tuple[str, datetime, datetime, tuple[str, ...]]


def restated(facts: Facts, slots: Mapping[str, Sequence[Span]]) -> Facts:
    """Return the facts with other slots for some sessions: code -> uuid, start, end and rooms of each."""
    planned = {code: replace(facts.sessions[code], slots=len(spans)) for code, spans in slots.items()}
    others = (placed for placed in facts.slots if placed.code not in slots)
    mine = (Placed(span[0], planned[code], *span[1:]) for code, spans in slots.items() for span in spans)
    return replace(facts, sessions={**facts.sessions, **planned}, slots=in_order([*others, *mine]))


def _places(session: Session) -> list[Span]:
    return [
        (str(slot.uuid), slot.starts_at, slot.ends_at, tuple(room.slug for room in slot.rooms))
        for slot in session.slots
    ]  # fmt: skip


def forget() -> None:
    """Drop what is kept: for tests, whose databases bring the same ids again."""
    _known.clear()
