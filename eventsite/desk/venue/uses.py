"""What still uses a room or an event, in words: it cannot be removed until nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.wording import counted
from eventsite.programme.models import CoPresenter, Session, Slot, SlotRoom, Track
from eventsite.registration.models import Entitlement, Line
from eventsite.summits.models import Event, Room, TeamInvitation, TeamMember


def uses_of_room(room: Room) -> list[str]:
    """Return ['3 sessions'] or nothing; one query."""
    rows = select(func.count(Slot.session_id.distinct())).join(SlotRoom, SlotRoom.slot_id == Slot.id)
    return _worded((rows.where(SlotRoom.room_id == room.id), "session", ""))


def uses_of_event(event: Event) -> list[str]:
    """Return ['12 sessions', '2 passes'], what there is; 7 queries."""
    passes = select(func.count(Entitlement.pass_type_id.distinct())).where(Entitlement.event_id == event.id)
    return _worded(
        (_count(Session).where(Session.event_id == event.id), "session", ""),
        (_count(CoPresenter).where(CoPresenter.event_id == event.id), "session of another event", "sessions of others"),
        (_count(Track).where(Track.event_id == event.id), "track", ""),
        (passes, "pass", "passes"),
        (_count(Line).where(Line.event_id == event.id), "seat that was ordered", "seats that were ordered"),
        (_count(TeamMember).where(TeamMember.event_id == event.id), "team role", ""),
        (_open_invitations(event), "open invitation", ""),
    )


def _count(kind: type[Any]) -> Select[int]:
    return select(func.count()).select_from(kind)


def _open_invitations(event: Event) -> Select[int]:
    is_open = (TeamInvitation.accepted_at.is_(None), TeamInvitation.withdrawn_at.is_(None))
    mine = _count(TeamInvitation).where(TeamInvitation.event_id == event.id, *is_open)
    return mine.where(TeamInvitation.expires_at > clock.now())


def _worded(*uses: tuple[Select[int], str, str]) -> list[str]:
    return list(_found(uses))


def _found(uses: tuple[tuple[Select[int], str, str], ...]) -> Iterator[str]:
    for rows, one, many in uses:
        if number := db.session.scalar(rows):
            yield counted(number, one, many)
