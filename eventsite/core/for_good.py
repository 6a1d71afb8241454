"""What is written once and stays: no flush and no statement over such a class changes or deletes a row of it.

Only the sample is taken away again, table by table, by statements that know of no class.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as DbSession


class ForGood:
    """Says of a class that its rows stay as they were written."""


class WrittenForGood(RuntimeError):
    """Something that is written for good was to be changed or deleted: a correction is a new row."""


@event.listens_for(DbSession, "before_flush")
def refuse_flush(session: DbSession, _context: Any, _things: Any) -> None:
    changed = (thing for thing in session.dirty if session.is_modified(thing, include_collections=False))
    for thing in (*changed, *session.deleted):
        if isinstance(thing, ForGood):
            raise WrittenForGood(f"{thing!r} stays as it was written.")


@event.listens_for(DbSession, "do_orm_execute")
def refuse_statement(asked: ORMExecuteState) -> None:
    if not (asked.is_update or asked.is_delete) or asked.bind_mapper is None:
        return
    if issubclass(asked.bind_mapper.class_, ForGood):
        raise WrittenForGood(f"Every {asked.bind_mapper.class_.__name__} stays as it was written.")
