"""The audit trail of one session and its parts, as rows: what `history` and `conflicts` tell in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.programme.models import Appearance, CoPresenter, Resource, Session, Slot, SlotRoom

_PARTS = tuple(model.__tablename__ for model in (Appearance, CoPresenter, Resource, Slot))


@dataclass(frozen=True, slots=True)
class Trail:
    """`entries` are newest first; `gone` holds the last words of parts that were deleted, by (table, id)."""

    entries: Sequence[AuditEntry]
    gone: dict[tuple[str, int], AuditEntry]
    actors: dict[str, str]


def trail_of(session: Session) -> Trail:
    """Return the whole trail; 4 queries. `session` has its parts loaded."""
    gone = _deleted(_PARTS, "session_id", [session.id])
    slots = {slot.id for slot in session.slots}
    slots |= {entry.object_id for entry in gone if entry.object_type == Slot.__tablename__}
    gone += _deleted((SlotRoom.__tablename__,), "slot_id", slots)
    entries = db.session.scalars(
        db.select(AuditEntry).where(or_(*_about(session, gone))).order_by(AuditEntry.id.desc())
    ).all()
    lost = {(entry.object_type, entry.object_id): entry for entry in gone}
    return Trail(entries, lost, names_of({entry.actor for entry in entries}))


def _deleted(tables: tuple[str, ...], parent: str, ids: Iterable[int]) -> list[AuditEntry]:
    """Return the deletions of parts whose last words name one of these parents."""
    return list(
        db.session.scalars(
            db.select(AuditEntry)
            .where(
                AuditEntry.object_type.in_(tables),
                AuditEntry.action == AuditAction.DELETED.value,
                AuditEntry.changes[(parent, 0)].as_integer().in_(list(ids)),
            )
            .order_by(AuditEntry.id)
        )
    )


def _about(session: Session, gone: Iterable[AuditEntry]) -> Iterable[ColumnElement[bool]]:
    ids: dict[str, set[int]] = {Session.__tablename__: {session.id}}
    places = (place for slot in session.slots for place in slot.places)
    parts: Iterable[Any] = (*session.slots, *places, *session.line_up, *session.also, *session.resources)
    for part in parts:
        ids.setdefault(part.__tablename__, set()).add(part.id)
    for entry in gone:
        ids.setdefault(entry.object_type, set()).add(entry.object_id)
    for table, numbers in sorted(ids.items()):
        yield and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(sorted(numbers)))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """Return what to call each actor, an account by its name; one query."""
    actors = list(actors)
    ids = {int(id) for kind, _, id in (actor.partition(":") for actor in actors) if kind == "account" and id.isdigit()}
    rows = db.session.execute(db.select(Account.id, Account.name).where(Account.id.in_(ids)).order_by(Account.id))
    names = {row.id: row.name for row in rows}
    return {actor: _name(actor, names) for actor in actors}


def _name(actor: str, names: dict[int, str]) -> str:
    kind, _, rest = actor.partition(":")
    if kind == "account" and rest.isdigit():
        return names.get(int(rest), "A former account")
    if kind == "command":
        return {"import": "An import", "demo": "The sample"}.get(rest, f"The command {rest}")
    return {"visitor": "A visitor", "worker": "The site"}.get(actor, "The site")
