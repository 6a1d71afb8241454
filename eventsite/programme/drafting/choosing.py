"""What somebody wants to release, read from an address or a form: all of it, one event, or single slots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from eventsite.core.db import db
from eventsite.programme import queries
from eventsite.programme.models import Session, Slot
from eventsite.programme.releases import public
from eventsite.programme.releases.partial import WHOLE, Choice
from eventsite.programme.releases.public import Programme
from eventsite.programme.states import ReleaseScope
from eventsite.summits.models import Event, Summit

#: More than this is no hotfix; an event's or the summit's release takes it.
MOST_CHOSEN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be released, as a permission is asked about it.

    `event` is the one that all of it belongs to, in public and in the draft; None when it is a matter of the summit.
    `names` are what single slots were asked by: uuids of slots, and codes of sessions with all their slots.
    """

    summit: Summit
    choice: Choice = WHOLE
    event: Event | None = None
    names: tuple[str, ...] = ()

    @property
    def is_choosing(self) -> bool:
        """Tell whether single slots are to be chosen and none is yet."""
        return self.choice.scope == ReleaseScope.SLOT and not self.names


def find_asked(summit: Summit, *, scope: str, event: str, slots: Sequence[str]) -> Asked | None:
    """Return what is asked for; None for what this summit does not have. At most 4 queries."""
    if scope in ("", ReleaseScope.SUMMIT):
        return Asked(summit)
    if scope == ReleaseScope.EVENT:
        found = _event(summit, event)
        return Asked(summit, Choice(ReleaseScope.EVENT, found.slug), found) if found else None
    if scope != ReleaseScope.SLOT or len(slots) > MOST_CHOSEN:
        return None
    return _single(summit, tuple(dict.fromkeys(slots)))


def _event(summit: Summit, slug: str) -> Event | None:
    return next((event for event in summit.events if event.slug == slug), None)


@dataclass(frozen=True, slots=True)
class _Known:
    """A session's event and its slots, in public or in the draft."""

    code: str
    event: str
    slots: frozenset[str]


def _single(summit: Summit, names: tuple[str, ...]) -> Asked | None:
    release = queries.current_release(summit)
    known = [*_in_draft(summit, names), *(_in_public(public.load(release.id), names) if release else ())]
    taken = {name: _slots_called(name, known) for name in names}
    if not all(taken.values()) or any(" " in slot for slots in taken.values() for slot in slots):
        return None
    events = {session.event for session in known}
    choice = Choice.of_slots(slot for slots in taken.values() for slot in slots)
    return Asked(summit, choice, _event(summit, events.pop()) if len(events) == 1 else None, names)


def _slots_called(name: str, known: Iterable[_Known]) -> set[str]:
    """Return the uuids that a uuid or a session's code stands for; the code itself where it has none."""
    found = {slot for session in known if session.code == name for slot in session.slots}
    is_there = any(session.code == name or name in session.slots for session in known)
    return found or ({name} if is_there else set())


def _in_draft(summit: Summit, names: Sequence[str]) -> list[_Known]:
    uuids = [uuid for name in names if (uuid := _uuid(name))]
    of_slots = select(Slot.session_id).where(Slot.uuid.in_(uuids))
    rows = db.session.execute(
        select(Session.code, Event.slug, Slot.uuid)
        .join(Event, Event.id == Session.event_id)
        .outerjoin(Slot, Slot.session_id == Session.id)
        .where(Session.summit_id == summit.id, or_(Session.code.in_(names), Session.id.in_(of_slots)))
        .order_by(Session.id, Slot.id)
    ).all()
    return [_Known(code, event, _named(uuid)) for code, event, uuid in rows]


def _in_public(programme: Programme, names: Sequence[str]) -> list[_Known]:
    wanted = set(names)
    known = (
        _Known(session.code, session.event, frozenset(slot.uuid for slot in session.slots))
        for session in programme.sessions.values()
    )
    return [session for session in known if not wanted.isdisjoint({session.code, *session.slots})]


def _named(uuid: UUID | None) -> frozenset[str]:
    return frozenset() if uuid is None else frozenset({str(uuid)})


def _uuid(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None
