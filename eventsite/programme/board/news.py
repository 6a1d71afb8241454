"""What is different between a day as somebody has it and as it is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.programme.board.day import Card, Day
from eventsite.programme.board.keeping import Revision
from eventsite.summits.models import Summit, TeamMember

_PARTS = ("session", "slot", "slot_room", "room", "waiver", "allocation", "appearance")
_MOST_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class Delta:
    """`cards` look different now, `gone` are no longer there. Where nobody knows what was, `is_whole`: they are all."""

    cards: tuple[Card, ...]
    gone: tuple[str, ...]
    versions: tuple[tuple[str, int], ...]
    is_whole: bool


def delta_of(before: Day | None, after: Day) -> Delta:
    """Return what changed from one to the other; None asks for everything."""
    if before is None:
        return Delta(after.cards, (), after.versions, is_whole=True)
    was = {card.slot: card for card in before.cards}
    now = {card.slot for card in after.cards}
    versions = dict(before.versions)
    return Delta(
        cards=tuple(card for card in after.cards if was.get(card.slot) != card),
        gone=tuple(slot for slot in was if slot not in now),
        versions=tuple((code, version) for code, version in after.versions if versions.get(code) != version),
        is_whole=False,
    )


def told(before: Day | None, delta: Delta, names: Sequence[str]) -> str:
    """Return who did what, for the live region: 'Ada moved “Pipes”: Hall, 10:30.', 'Ada and Bob changed 4 sessions.'"""
    who = " and ".join(names[:2]) if names else "Somebody"
    if before is None:
        return f"{who} changed the agenda."
    was = {card.slot: card for card in before.cards}
    moved = [card for card in delta.cards if card.slot not in was or _place(was[card.slot]) != _place(card)]
    off = [was[slot] for slot in delta.gone]
    if len(moved) + len(off) == 1:
        card = (moved or off)[0]
        where = f"{card.where}, {card.starts:%H:%M}" if moved else "off this day"
        return f"{who} moved “{card.title}”: {where}."
    count = len({card.code for card in (*moved, *off)})
    return f"{who} moved {count} sessions." if count else f"{who} changed the agenda."


def _place(card: Card) -> tuple[int, int, tuple[str, ...]]:
    return card.at, card.minutes, card.rooms


def actors_since(summit: Summit, revision: Revision, me: int) -> list[str]:
    """Return the names of the others of the summit's team who changed its draft since, in order; 2 queries."""
    entries = (
        select(AuditEntry.actor)
        .where(
            AuditEntry.scope_id == summit.id, AuditEntry.id > revision.trail, AuditEntry.object_type.in_(_PARTS)
        )
        .order_by(AuditEntry.id.desc())
        .limit(_MOST_ENTRIES)
    )
    actors = {actor for actor in db.session.scalars(entries) if actor.startswith("account:")} - {f"account:{me}"}
    ids = [int(actor.removeprefix("account:")) for actor in actors]
    team = select(TeamMember.account_id).where(TeamMember.summit_id == summit.id)
    found = select(Account.name).where(Account.id.in_(ids), Account.id.in_(team)).order_by(Account.name)
    return list(db.session.scalars(found))
