"""Reads of summits and teams. Each costs one query.

What `hold_...` reads it locks as a reference does: many may have that lock at once, and who removes the row waits for
them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.summits.models import Allocation, Event, Room, Summit, TeamMember, Zone, ZoneWalk

#: What was read before its turn came is read again.
_AS_IT_IS = {"populate_existing": True}


def find_summit(slug: str) -> Summit | None:
    return db.session.scalar(select(Summit).filter_by(slug=slug))


def list_events(summit: Summit) -> Sequence[Event]:
    """Return the events of a summit in their order."""
    rows = select(Event).filter_by(summit_id=summit.id).order_by(Event.position, Event.id)
    return db.session.scalars(rows.execution_options(**_AS_IT_IS)).all()


def list_rooms(summit: Summit) -> Sequence[Room]:
    """Return the rooms of a summit in their order, each with its zone."""
    rows = select(Room).filter_by(summit_id=summit.id).options(joinedload(Room.zone)).order_by(Room.position, Room.id)
    return db.session.scalars(rows.execution_options(**_AS_IT_IS)).all()


def hold_events(summit: Summit, slugs: Collection[str]) -> Sequence[Event]:
    """Return the events of these slugs, and keep them from being removed until we are done; nothing for no slug."""
    rows = select(Event).where(Event.summit_id == summit.id, Event.slug.in_(slugs)).order_by(Event.id)
    return db.session.scalars(rows.with_for_update(read=True, key_share=True)).all() if slugs else ()


def hold_rooms(summit: Summit, slugs: Collection[str]) -> Sequence[Room]:
    """Return the rooms of these slugs, and keep them from being removed until we are done; nothing for no slug."""
    rows = select(Room).where(Room.summit_id == summit.id, Room.slug.in_(slugs)).order_by(Room.id)
    with db.session.no_autoflush:  # what is just being made is not to be written yet
        return db.session.scalars(rows.with_for_update(read=True, key_share=True)).all() if slugs else ()


def list_zones(summit: Summit) -> Sequence[Zone]:
    """Return the zones of a summit in their order."""
    rows = select(Zone).filter_by(summit_id=summit.id).order_by(Zone.position, Zone.id)
    return db.session.scalars(rows.execution_options(**_AS_IT_IS)).all()


def list_walks(summit: Summit) -> Sequence[ZoneWalk]:
    """Return the ways between zones of a summit that have a figure of their own."""
    zones = select(Zone.id).filter_by(summit_id=summit.id)
    rows = select(ZoneWalk).where(or_(ZoneWalk.zone_id.in_(zones), ZoneWalk.other_id.in_(zones)))
    return db.session.scalars(rows.order_by(ZoneWalk.id).execution_options(**_AS_IT_IS)).all()


def list_allocations(summit: Summit, room: Room | None = None) -> Sequence[Allocation]:
    """Return what rooms of a summit, or one of them, are whose: by time, those for the whole summit first."""
    rows = select(Allocation).join(Allocation.room).join(Allocation.event).where(Room.summit_id == summit.id)
    if room is not None:
        rows = rows.where(Allocation.room_id == room.id)
    in_order = (Allocation.starts_at.is_not(None), Allocation.starts_at, Event.position, Allocation.id)
    rows = rows.options(joinedload(Allocation.event), joinedload(Allocation.room)).order_by(*in_order)
    return db.session.scalars(rows).all()


def list_summits() -> Sequence[Summit]:
    """Return every summit, the latest first."""
    return db.session.scalars(select(Summit).order_by(Summit.starts_on.desc(), Summit.id)).all()


def list_memberships(account: Account, summit: Summit) -> Sequence[TeamMember]:
    """Return every role of an account in a summit's team."""
    rows = select(TeamMember).filter_by(account_id=account.id, summit_id=summit.id)
    return db.session.scalars(rows.order_by(TeamMember.id)).all()


def list_summits_of(account: Account) -> Sequence[Summit]:
    """Return the summits in whose team the account is, the latest first."""
    return db.session.scalars(
        select(Summit)
        .where(Summit.id.in_(select(TeamMember.summit_id).filter_by(account_id=account.id)))
        .order_by(Summit.starts_on.desc(), Summit.id)
    ).all()
