"""What cannot be at once: a room used twice, a person in two places. Shown to organizers, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import and_, or_
from sqlalchemy.orm import contains_eager, selectinload

from eventsite.core.db import db
from eventsite.programme.models import Appearance, Session, Slot, SlotRoom
from eventsite.programme.states import AppearanceState, Role, SessionState

#: Who has said no, or waits in case somebody drops out, is in no place.
_ABSENT = (AppearanceState.DECLINED, AppearanceState.DROPPED)


class ClashKind(StrEnum):
    ROOM = "room"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Clash:
    """`what` (a room's or a person's name) is needed at `slot` and, elsewhere, at `other`."""

    kind: ClashKind
    what: str
    slot: Slot
    other: Slot


def list_clashes(session: Session) -> tuple[Clash, ...]:
    """Return the clashes of a session with everything in its summit, itself included; at most 4 queries."""
    if session.state == SessionState.CANCELLED or not session.slots:
        return ()
    mine, others = session.slots, _overlapping(session)
    pairs = [(slot, other) for slot in mine for other in others if _overlap(slot, other) and slot is not other]
    once = [(slot, other) for slot, other in pairs if other not in mine or slot.id < other.id]
    return tuple(clash for slot, other in once for clash in _between(slot, other))


def _overlapping(session: Session) -> Iterable[Slot]:
    at_once = or_(*(and_(Slot.starts_at < slot.ends_at, Slot.ends_at > slot.starts_at) for slot in session.slots))
    return (
        db.session.scalars(
            db.select(Slot)
            .join(Slot.session)
            .where(Session.summit_id == session.summit_id, Session.state != SessionState.CANCELLED, at_once)
            .options(
                contains_eager(Slot.session).selectinload(Session.line_up).joinedload(Appearance.person),
                selectinload(Slot.places).joinedload(SlotRoom.room),
            )
            .order_by(Slot.starts_at, Slot.id)
        )
        .unique()
        .all()
    )


def _overlap(one: Slot, other: Slot) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _between(slot: Slot, other: Slot) -> Iterator[Clash]:
    taken = {room.id for room in other.rooms}
    for room in slot.rooms:
        if room.id in taken:
            yield Clash(ClashKind.ROOM, room.name, slot, other)
    there = {appearance.person_id for appearance in _present(other)}
    for appearance in {appearance.person_id: appearance for appearance in _present(slot)}.values():
        if appearance.person_id in there:
            yield Clash(ClashKind.PERSON, appearance.billed_name or appearance.person.name, slot, other)


def _present(slot: Slot) -> list[Appearance]:
    return [a for a in slot.session.line_up if a.state not in _ABSENT and a.role != Role.BENCH]
