"""Reads of the draft for its clashes: rows of columns, not objects. Each costs one query and is ordered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eventsite.core.db import db
from eventsite.people.models import Account, Person
from eventsite.programme.clashes.values import Hall, Hold, Seat, Waived
from eventsite.programme.models import Appearance, CoPresenter, Session, Slot, SlotRoom, Star, Waiver
from eventsite.summits.models import Allocation, Event, Room, Summit, Zone, ZoneWalk

#: Slot uuid, session code, start, end, slugs of its rooms.
SlotRow = tuple[str, str, datetime, datetime, tuple[str, ...]]


def sessions_of(summit: Summit) -> list[Any]:
    """Return rows of code, title, event (its slug), kind and state."""
    return list(
        db.session.execute(
            select(Session.code, Session.title, Event.slug.label("event"), Session.kind, Session.state)
            .join(Event, Event.id == Session.event_id)
            .where(Session.summit_id == summit.id)
            .order_by(Session.code)
        )
    )


def also_of(summit: Summit) -> dict[str, tuple[str, ...]]:
    """Return session code -> slugs of the events that present it too."""
    rows = db.session.execute(
        select(Session.code, Event.slug)
        .join(CoPresenter, CoPresenter.session_id == Session.id)
        .join(Event, Event.id == CoPresenter.event_id)
        .where(Session.summit_id == summit.id)
        .order_by(CoPresenter.id)
    )
    return _together((code, slug) for code, slug in rows)


def people_of(summit: Summit) -> dict[str, tuple[Seat, ...]]:
    """Return session code -> its line-up, in order."""
    rows = db.session.execute(
        select(Session.code, Person.code, Appearance.billed_name, Person.name, Appearance.role, Appearance.state)
        .join(Appearance, Appearance.session_id == Session.id)
        .join(Person, Person.id == Appearance.person_id)
        .where(Session.summit_id == summit.id)
        .order_by(Appearance.position, Appearance.id)
    )
    return _together((code, Seat(who, billed or name, role, state)) for code, who, billed, name, role, state in rows)


def stars_of(summit: Summit) -> dict[str, int]:
    """Return session code -> in how many agendas it is."""
    rows = db.session.execute(
        select(Star.session_code, func.count())
        .where(Star.summit_id == summit.id)
        .group_by(Star.session_code)
        .order_by(Star.session_code)
    )
    return dict(rows.all())


def slots_of(summit: Summit) -> list[SlotRow]:
    """Return every slot with its rooms, by start."""
    rows = db.session.execute(
        select(Slot.uuid, Session.code, Slot.starts_at, Slot.ends_at, Room.slug.label("room"))
        .join(Session, Session.id == Slot.session_id)
        .outerjoin(SlotRoom, SlotRoom.slot_id == Slot.id)
        .outerjoin(Room, Room.id == SlotRoom.room_id)
        .where(Session.summit_id == summit.id)
        .order_by(Slot.starts_at, Slot.ends_at, Slot.id, SlotRoom.position)
    )
    found: dict[UUID, tuple[str, datetime, datetime, list[str]]] = {}
    for row in rows:
        *_, rooms = found.setdefault(row.uuid, (row.code, row.starts_at, row.ends_at, []))
        rooms += [row.room] if row.room else []
    return [(str(uuid), code, starts, ends, tuple(rooms)) for uuid, (code, starts, ends, rooms) in found.items()]


def halls_of(summit: Summit) -> dict[str, Hall]:
    """Return slug -> room, in the venue's order."""
    rows = db.session.execute(
        select(Room.slug, Room.name, Room.seats, Zone.slug.label("zone"), Room.allows_parallel)
        .outerjoin(Zone, Zone.id == Room.zone_id)
        .where(Room.summit_id == summit.id)
        .order_by(Room.position, Room.id)
    )
    return {row.slug: Hall(row.slug, row.name, row.seats, row.zone or "", row.allows_parallel) for row in rows}


def walks_of(summit: Summit) -> dict[tuple[str, str], int]:
    """Return (zone, zone) -> minutes, either way round."""
    one, other = aliased(Zone), aliased(Zone)
    rows = db.session.execute(
        select(one.slug, other.slug, ZoneWalk.minutes)
        .join(one, one.id == ZoneWalk.zone_id)
        .join(other, other.id == ZoneWalk.other_id)
        .where(one.summit_id == summit.id)
        .order_by(ZoneWalk.id)
    ).all()
    there = {(here, yonder): minutes for here, yonder, minutes in rows}
    return there | {(yonder, here): minutes for (here, yonder), minutes in there.items()}


def holds_of(summit: Summit) -> dict[str, tuple[Hold, ...]]:
    """Return room -> who holds it; a room that nobody holds is left out."""
    rows = db.session.execute(
        select(Room.slug, Event.slug, Allocation.starts_at, Allocation.ends_at)
        .join(Room, Room.id == Allocation.room_id)
        .join(Event, Event.id == Allocation.event_id)
        .where(Room.summit_id == summit.id)
        .order_by(Allocation.id)
    )
    return _together((room, Hold(event, starts_at, ends_at)) for room, event, starts_at, ends_at in rows)


def events_of(summit: Summit) -> dict[str, str]:
    """Return slug -> name, in the summit's order."""
    rows = db.session.execute(
        select(Event.slug, Event.name).filter_by(summit_id=summit.id).order_by(Event.position, Event.id)
    )
    return dict(rows.all())


def waived_of(summit: Summit) -> dict[str, Waived]:
    """Return key of a clash -> who lets it stand, and why."""
    rows = db.session.execute(
        select(Waiver.key, Waiver.reason, Account.name, Waiver.created_at)
        .outerjoin(Account, Account.id == Waiver.account_id)
        .where(Waiver.summit_id == summit.id)
        .order_by(Waiver.id)
    )
    return {key: Waived(reason, name or "The command line", at) for key, reason, name, at in rows}


def _together(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, tuple[Any, ...]]:
    """Return first -> every second that came with it, in order."""
    found = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return {key: tuple(values) for key, values in found.items()}
