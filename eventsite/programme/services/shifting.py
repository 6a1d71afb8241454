"""Many sessions moved in one transaction: exactly what was previewed, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import selectinload

from eventsite.core.db import db
from eventsite.core.errors import StaleEdit
from eventsite.people.models import Account
from eventsite.programme.board.shifts import Move, ShiftAsked, moves_of, preview_of
from eventsite.programme.clashes.facts import Facts, facts_of
from eventsite.programme.drafting.plans import SlotPlan
from eventsite.programme.models import Session, Slot, SlotRoom
from eventsite.programme.services import placing
from eventsite.summits.models import Summit


class PreviewedSomethingElse(StaleEdit):
    """The agenda changed after the preview."""


def shift(
    *, summit: Summit, facts: Facts, asked: ShiftAsked, movable: Collection[str], seal: str, host: str, by: Account
) -> list[Session]:
    """Do what the preview with `seal` showed and return the sessions, each at its next version.

    `facts` may be older than this transaction; they only say which sessions to lock.

    Raises:
        PreviewedSomethingElse: when it would not be that any more.
        NothingToShift, BadShift, and what `scheduling.set_slots` raises.
    """
    locked = _locked(summit, {move.code for move in moves_of(facts, asked, movable)[0]})
    preview = preview_of(facts_of(summit), asked, movable)
    if preview.seal != seal or not {move.code for move in preview.moves} <= set(locked):
        raise PreviewedSomethingElse("The agenda changed after this preview. Look at it as it is now, then do it.")
    moves: dict[str, list[Move]] = {}
    for move in preview.moves:
        moves.setdefault(move.code, []).append(move)
    for code, mine in moves.items():
        _shift_session(locked[code], mine, host, by)
    return [locked[code] for code in moves]


def _locked(summit: Summit, codes: Collection[str]) -> Mapping[str, Session]:
    """Return the sessions as they stand now with their slots, locked in the order of their ids; 4 queries."""
    rows = db.session.scalars(
        db.select(Session)
        .where(Session.summit_id == summit.id, Session.code.in_(codes))
        .options(selectinload(Session.slots).selectinload(Slot.places).joinedload(SlotRoom.room))
        .order_by(Session.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {session.code: session for session in rows}


def _shift_session(session: Session, moves: list[Move], host: str, by: Account) -> None:
    there = {move.slot: move.now for move in moves}
    plans = [
        SlotPlan(uuid=p.uuid, starts_at=there[p.uuid][0], ends_at=there[p.uuid][1], rooms=there[p.uuid][2])
        if p.uuid in there else p
        for p in placing.plans_of(session)
    ]  # fmt: skip
    placing.save_slots(session, plans, host, by)
