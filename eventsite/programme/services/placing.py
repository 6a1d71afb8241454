"""A session put into a slot, moved, resized, taken off again: what every drop, key and form of the board does.

Each raises the session's version by one and refuses a version that is no longer the current one. A slot keeps its uuid
and UID wherever it goes, also off the grid and back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.people.models import Account
from eventsite.programme.drafting.plans import SlotPlan
from eventsite.programme.models import Session, Slot
from eventsite.programme.services import scheduling
from eventsite.programme.services.editing import locked_session


class PlacedMeanwhile(StaleEdit):
    """Somebody saved the session after it was looked at."""


class NotInTheGrid(DomainError):
    """A slot that is no longer one of the session's."""


def place_slot(
    *, session: Session, version: int, slot: str, starts_at: datetime, ends_at: datetime, rooms: Sequence[str],
    host: str, by: Account,
) -> Slot:  # fmt: skip
    """Put the slot with uuid `slot` there, or ('') one more slot of the session; `host` stands in the UID of a new one.

    A slot that was taken off before comes back as itself; one that is there already stays as it is, its version too.

    Raises:
        PlacedMeanwhile, and what `scheduling.set_slots` raises.
    """
    session = _opened(session, version)
    plan = SlotPlan(uuid=slot, starts_at=starts_at, ends_at=ends_at, rooms=tuple(rooms))
    if plan in plans_of(session):
        return next(known for known in session.slots if str(known.uuid) == slot)
    before = {str(known.uuid) for known in session.slots}
    plans = [plan if known.uuid == slot else known for known in plans_of(session)]
    save_slots(session, plans if slot in before else [*plans, plan], host, by)
    return next(known for known in session.slots if str(known.uuid) == slot or str(known.uuid) not in before)


def take_off(*, session: Session, version: int, slot: str, host: str, by: Account) -> None:
    """Take a slot out of the grid; a session without any other waits in the tray.

    Raises:
        PlacedMeanwhile, NotInTheGrid
    """
    session = _opened(session, version)
    plans = plans_of(session)
    left = [plan for plan in plans if plan.uuid != slot]
    if len(left) == len(plans):
        raise NotInTheGrid(f"“{session.title}” is not there any more. Load the page anew.")
    save_slots(session, left, host, by)


def plans_of(session: Session) -> list[SlotPlan]:
    """Return the session's slots as they are."""
    return [
        SlotPlan(
            uuid=str(slot.uuid), starts_at=slot.starts_at, ends_at=slot.ends_at,
            rooms=tuple(room.slug for room in slot.rooms),
        )
        for slot in session.slots
    ]  # fmt: skip


def save_slots(session: Session, plans: Sequence[SlotPlan], host: str, by: Account) -> None:
    """Write the slots of a session that is locked, and raise its version."""
    scheduling.set_slots(session=session, plans=plans, host=host, by=by)
    session.version += 1
    db.session.flush()


def _opened(session: Session, version: int) -> Session:
    """Return the session locked, if it is still the one that was looked at."""
    session = locked_session(session)
    if session.version != version:
        raise PlacedMeanwhile(f"Somebody changed “{session.title}” after you looked at it. Choose which of them stays.")
    return session
