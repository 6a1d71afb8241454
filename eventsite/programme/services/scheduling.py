"""When and where a session happens. A slot's uuid and UID are given once and survive every move."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.people.models import Account
from eventsite.programme.drafting.plans import SlotPlan
from eventsite.programme.drafting.wall_clock import LONGEST
from eventsite.programme.models import Session, Slot, SlotRoom
from eventsite.programme.services import bounds
from eventsite.summits.models import Room, Summit
from eventsite.summits.queries import hold_rooms

#: A slot further from the summit's days than this is a slip of the year or month.
FAR = timedelta(days=30)


class SlotOutOfOrder(DomainError):
    """A slot that ends before it starts, or when it starts."""


class SlotTooLong(DomainError):
    """A slot longer than a day."""


class SlotFarFromSummit(DomainError):
    """A slot weeks away from the summit's days."""


class RoomNotOfSummit(DomainError):
    """A room that this summit does not have."""


class SlotNotOfSession(DomainError):
    """A slot that was never one of this session."""


class RoomMissing(DomainError):
    """A slot without a room; only one that came without may stay so."""


def set_slots(*, session: Session, plans: Sequence[SlotPlan], host: str, by: Account) -> None:
    """Give `session` exactly the slots of `plans`; those not named are taken out. `host` stands in UIDs of new ones.

    A slot that stays where it is may stay, whosever the room is.

    Raises:
        SlotOutOfOrder, SlotTooLong, SlotFarFromSummit, RoomMissing, RoomNotOfSummit, SlotNotOfSession
        RoomOfAnotherEvent: as `bounds.check_rooms` does for `by`.
    """
    rooms = _rooms_for(session, plans)
    mine = {str(slot.uuid): slot for slot in session.slots}
    kept = []
    for plan in plans:
        slot = mine.get(plan.uuid) or _new_slot(session, plan, host)
        had = _rooms_then(slot, plan)
        if (slot.starts_at, slot.ends_at) != (plan.starts_at, plan.ends_at):
            check_time(session.summit, plan.starts_at, plan.ends_at)
            slot.starts_at, slot.ends_at = plan.starts_at, plan.ends_at
        if not plan.rooms and (slot.places or slot.id is None):
            raise RoomMissing("Choose a room for every slot.")
        _set_rooms(slot, plan.rooms, rooms)
        new = [room for room in slot.rooms if room.id not in had]
        bounds.check_rooms(
            account=by, session_or_event=session, rooms=new, starts_at=slot.starts_at, ends_at=slot.ends_at
        )
        kept.append(slot)
    session.slots[:] = kept


def check_time(summit: Summit, starts_at: datetime, ends_at: datetime) -> None:
    """Refuse a time that no slot of this summit can have."""
    if ends_at <= starts_at:
        raise SlotOutOfOrder("This ends before it starts. Give it a later end.")
    if ends_at - starts_at > LONGEST:
        raise SlotTooLong("This is longer than 24 hours. Make a slot for each day.")
    first, last = days_of(summit)
    if starts_at < first - FAR or ends_at > last + FAR:
        on, begins, ends = starts_at.astimezone(summit.zone_info), summit.starts_on, summit.ends_on
        raise SlotFarFromSummit(
            f"{on.day} {on:%b %Y} is far from the summit, from {begins.day} {begins:%b} to {ends.day} {ends:%b %Y}. "
            "Check the day and the year."
        )


def days_of(summit: Summit) -> tuple[datetime, datetime]:
    """Return the first instant of the summit's days and the end of its last night, 04:00."""
    zone = summit.zone_info
    return (
        datetime.combine(summit.starts_on, time(), zone).astimezone(UTC),
        datetime.combine(summit.ends_on + timedelta(days=1), time(4), zone).astimezone(UTC),
    )


def is_outside(summit: Summit, slot: Slot) -> bool:
    """Tell whether a slot is on no day of the summit."""
    first, last = days_of(summit)
    return slot.starts_at < first or slot.ends_at > last


def _new_slot(session: Session, plan: SlotPlan, host: str) -> Slot:
    """Return a slot for `plan`: a new one, or again the one that somebody took out meanwhile, with its identity."""
    if plan.uuid:
        uuid, uid = _former_identity(session, plan.uuid)
    else:
        uuid = uuid4()
        uid = f"slot-{uuid}@{host}"
    return Slot(uuid=uuid, uid=uid, starts_at=plan.starts_at, ends_at=plan.starts_at)


def _former_identity(session: Session, uuid: str) -> tuple[UUID, str]:
    """Return uuid and UID of a slot that was taken out of this session; the audit trail keeps its last words."""
    try:
        removals = _removals_of(UUID(uuid))
    except ValueError:
        removals = []
    for changes in removals:
        if changes["session_id"][0] == session.id:
            return UUID(uuid), str(changes["uid"][0])
    raise SlotNotOfSession(
        "One of these slots is not a slot of this session. Open the session again and repeat your change."
    )


def _removals_of(uuid: UUID) -> Sequence[dict[str, Any]]:
    """Return what the audit trail says of every time the slot was taken out, newest first."""
    return db.session.scalars(
        db.select(AuditEntry.changes)
        .filter_by(object_type=Slot.__tablename__, action=AuditAction.DELETED.value)
        .where(AuditEntry.changes[("uuid", 0)].as_string() == str(uuid))
        .order_by(AuditEntry.id.desc())
    ).all()


def _rooms_for(session: Session, plans: Sequence[SlotPlan]) -> dict[str, Room]:
    """Return the rooms that `plans` name, by slug, as far as the summit has them; none of them can go meanwhile.

    One that a slot of the session has stays because of that.
    """
    there = {room.slug: room for slot in session.slots for room in slot.rooms}
    new = {slug for plan in plans for slug in plan.rooms} - set(there)
    return there | {room.slug: room for room in hold_rooms(session.summit, new)}


def _rooms_then(slot: Slot, plan: SlotPlan) -> set[int]:
    """Return the ids of the rooms that a slot has already at the time of `plan`."""
    stays = (slot.starts_at, slot.ends_at) == (plan.starts_at, plan.ends_at)
    return {place.room_id for place in slot.places} if stays else set()


def _set_rooms(slot: Slot, slugs: tuple[str, ...], rooms: dict[str, Room]) -> None:
    if unknown := [slug for slug in slugs if slug not in rooms]:
        raise RoomNotOfSummit(f"This summit has no room {unknown[0]!r}. Choose one of its own.")
    there = {place.room.slug: place for place in slot.places}
    places = [there.get(slug) or SlotRoom(room=rooms[slug]) for slug in dict.fromkeys(slugs)]
    for position, place in enumerate(places):
        place.position = position
    slot.places[:] = places
