"""Who changed what, when, from what to what: one flush listener writes it for every object and field.

A creation is recorded without its fields: the object tells them now, and each later row tells what stood before,
so the past can be read backwards without writing every text twice. A deletion keeps every field it took away.

A column marked `info=SECRET` is told to have changed, never what it held; one marked `info=UNTOLD` is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, event, insert, inspect, select
from sqlalchemy.orm import Mapped, UOWTransaction, mapped_column
from sqlalchemy.orm import Session as DbSession

from eventsite.core import clock
from eventsite.core.db import Model, db
from eventsite.core.scopes import scopes_of

SECRET = {"audit": "secret"}
UNTOLD = {"audit": "untold"}
#: What stands in the trail for a secret that there was or is.
HIDDEN = "kept secret"

_actor: ContextVar[str] = ContextVar("actor", default="system")


class AuditAction(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"


class AuditEntry(Model):
    """One change of one object. `changes` maps a field to [before, after].

    `scope_id` is what the object belonged to then (`core.scopes`): it is kept, because a deleted row leads nowhere.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_object", "object_type", "object_id"),
        Index("ix_audit_entry_scope", "scope_id", "id"),
    )
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(20))
    object_type: Mapped[str] = mapped_column(String(60))
    object_id: Mapped[int]
    scope_id: Mapped[int | None]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


#: Rows go straight into the table: nobody holds an entry as an object when it is made.
_ENTRIES = insert(AuditEntry.__table__)  # type: ignore[arg-type]


@contextmanager
def acting(actor: str) -> Iterator[None]:
    """Name who acts: 'account:7', 'command:import', 'worker'."""
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def history(thing: Model) -> list[AuditEntry]:
    """Return every recorded change of one object, newest first."""
    return list(
        db.session.scalars(
            select(AuditEntry)
            .filter_by(object_type=thing.__tablename__, object_id=thing.id)  # type: ignore[attr-defined]
            .order_by(AuditEntry.id.desc())
        )
    )


@event.listens_for(DbSession, "after_flush")
def _record(session: DbSession, context: UOWTransaction) -> None:
    at, actor = clock.now(), _actor.get()
    told = [change for change in _changed(session, context) if getattr(change[1], "__audited__", True)]
    scopes = scopes_of(session, [thing for _, thing, _ in told])
    rows = [
        {
            "at": at,
            "actor": actor,
            "action": action,
            "object_type": thing.__tablename__,
            "object_id": thing.id,
            "scope_id": scope,
            "changes": changes,
        }
        for (action, thing, changes), scope in zip(told, scopes, strict=True)
    ]
    if rows:
        session.execute(_ENTRIES, rows)


def _changed(session: DbSession, context: UOWTransaction) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    deleted = _deleted(context)
    going = set(map(id, deleted))
    for thing in session.new:
        yield AuditAction.CREATED, thing, {}
    for thing in sorted(session.dirty, key=_place):
        if id(thing) not in going and (changes := _differences(thing)):
            yield AuditAction.CHANGED, thing, changes
    for thing in deleted:
        state = inspect(thing)
        yield (
            AuditAction.DELETED,
            thing,
            {column.key: [_told(column, state.dict.get(column.key)), None] for column in _columns(state)},
        )


def _deleted(context: UOWTransaction) -> list[Any]:
    """Return what this flush deletes, in order: `session.deleted` leaves out the orphans and what goes with them."""
    states = (state for state, (is_delete, is_listed) in context.states.items() if is_delete and not is_listed)
    gone = [thing for state in states if (thing := state.obj()) is not None]
    return sorted(gone, key=_place)


def _place(thing: Any) -> tuple[str, int]:
    """Where a thing stands in what one flush tells: what a session calls dirty has no order."""
    return thing.__tablename__, thing.id


def _differences(thing: Any) -> dict[str, Any]:
    state = inspect(thing)
    differences = {}
    for column in _columns(state):
        if column.key not in state.committed_state:
            continue  # nobody has set it
        past = state.attrs[column.key].history
        if past.has_changes():
            before = past.deleted[0] if past.deleted else None
            after = past.added[0] if past.added else None
            if before != after:
                differences[column.key] = [_told(column, before), _told(column, after)]
    return differences


def _columns(state: Any) -> list[Any]:
    """Return what of a thing may be told."""
    return [column for column in state.mapper.column_attrs if column.columns[0].info.get("audit") != "untold"]


def _told(column: Any, value: Any) -> Any:
    is_secret = column.columns[0].info.get("audit") == "secret"
    return (HIDDEN if value else "") if is_secret else _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)
