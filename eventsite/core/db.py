"""The database handle, typed columns and the one place that commits.

A writer on SQLite must say so when it begins: a read that is upgraded in place fails with "database is locked"
whatever the busy timeout. So `transaction()` ends the read that loaders began and begins anew with BEGIN IMMEDIATE.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ColumnProperty, DeclarativeBase, Mapper, registry
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

WRITER = "BEGIN IMMEDIATE"
_OF_SESSION = "eventsite_of_session"
#: KiB that a connection to SQLite keeps of its file; 2,000 unless told, for each of a worker's connections, though the
#: system has it all in memory once for everybody.
_FILE_CACHE = 256

_is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)
_may_write: ContextVar[bool] = ContextVar("may_write", default=True)
_is_one_moment: ContextVar[bool] = ContextVar("is_one_moment", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware when bound, UTC when read, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime is not an instant.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base of every table. Every datetime column is an aware UTC instant."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime()})


@event.listens_for(Model, "instrument_class", propagate=True)
def _never_reuse_an_id(mapper: Mapper[Model], _kind: type[Model]) -> None:
    """SQLite gives the id of a deleted row again unless told; audit and caches know things by id."""
    mapper.local_table.dialect_options["sqlite"]["autoincrement"] = True  # type: ignore[attr-defined]


@event.listens_for(Model, "attribute_instrument", propagate=True)
def _remember_what_stood(_kind: type[Model], _key: str, attribute: Any) -> None:
    """Load what stands before it is overwritten, also on an object that a new transaction expired.

    The audit trail tells it; this stands here because it must be known before the first table is.
    """
    if isinstance(attribute.property, ColumnProperty):
        attribute.impl.active_history = True


class Session(FlaskSession):
    """A session that writes in `transaction()` alone, which `_begin` may know."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        bind = super().get_bind(*args, **kwargs)
        if not isinstance(bind, Engine):
            return bind
        marked: dict[Engine, Engine] = self.info.setdefault("engines", {})
        if bind not in marked:
            marked[bind] = bind.execution_options(**{_OF_SESSION: True})
        return marked[bind]


db = SQLAlchemy(model_class=Model, session_options={"class_": Session})


def enum_column(kind: type[StrEnum], name: str) -> Enum:
    """Return a column type that keeps an enum as its text, with a CHECK called `name`."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [m.value for m in members],
        name=name,
        length=40,
    )


class WriteInReadError(RuntimeError):
    """A GET or HEAD tried to write."""


@contextmanager
def reading_only() -> Iterator[None]:
    """Refuse any transaction inside; the web opens this around GET and HEAD."""
    token = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(token)


@contextmanager
def writing_after_all() -> Iterator[None]:
    """Let a GET write inside: for the page a payment returns to, which settles it, and for no other."""
    token = _may_write.set(True)
    try:
        yield
    finally:
        _may_write.reset(token)


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything inside as it is at one moment, for a file whose sums have to agree; on SQLite all reads are so.

    What was read before is read anew.
    """
    if _is_writing.get():
        raise RuntimeError("A writer locks what has to stay as it is.")
    db.session.rollback()
    token = _is_one_moment.set(True)
    try:
        yield
    finally:
        db.session.rollback()
        _is_one_moment.reset(token)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit one use case, or undo all of it; then run what it deferred.

    Raises:
        WriteInReadError: inside `reading_only()`.
        RuntimeError: when nested, or when something was changed before it began.
    """
    if not _may_write.get():
        raise WriteInReadError("A GET or HEAD never writes.")
    if _is_writing.get():
        raise RuntimeError("A transaction does not nest: one use case, one commit.")
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("Something was changed before the transaction began.")
    db.session.rollback()
    deferred: list[Callable[[], None]] = db.session.info.setdefault("after_commit", [])
    token = _is_writing.set(True)
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        deferred.clear()
        raise
    finally:
        _is_writing.reset(token)
    todo, deferred[:] = list(deferred), []
    for action in todo:
        action()


def in_transaction() -> bool:
    """Tell whether a writer is open here; what must never run inside one asks this."""
    return _is_writing.get()


def insert_into(model: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """Return an INSERT that can say what to do where a row is there already; both databases spell it alike.

    It meets rows that other transactions are just inserting as well, and waits for those. The audit trail does not see
    it: it is for tables that are not audited.
    """
    return _insert_into(model, db.session.get_bind().dialect.name)


@cache
def _insert_into(model: type[Model], dialect: str) -> postgresql.Insert | sqlite.Insert:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(model.__table__)  # type: ignore[arg-type]


@cache
def _inserted_once(model: type[Model], dialect: str) -> ReturningInsert[int]:
    return _insert_into(model, dialect).on_conflict_do_nothing().returning(model.__table__.c.id)


def insert_once(model: type[Model], **values: Any) -> int | None:
    """Insert a row unless one of its unique keys is taken, if only just now; return its id, None where it was there."""
    assert not getattr(model, "__audited__", True), model
    id: int | None = db.session.scalar(_inserted_once(model, db.session.get_bind().dialect.name), values)
    return id


def is_writer_alone() -> bool:
    """Tell whether nobody else can write while a transaction is open: on SQLite what it has read stays true."""
    return bool(db.session.get_bind().dialect.name == "sqlite")


def after_commit(action: Callable[[], None]) -> None:
    """Run `action` when the open transaction is safe, once however often that is asked; it must not raise.

    It may be lost.
    """
    actions: list[Callable[[], None]] = db.session.info.setdefault("after_commit", [])
    if action not in actions:
        actions.append(action)


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    """Keep the driver from beginning on its own: `_begin` does."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in ("journal_mode = WAL", "foreign_keys = ON", "busy_timeout = 10000", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA cache_size = -{_FILE_CACHE}")
    else:
        connection.autocommit = True
        connection.execute("SET default_transaction_read_only = on")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Begin as a writer, or as a reader.

    A reader on PostgreSQL does not begin at all: each of its statements would see what is committed by then anyway, and
    can write nothing. Prepared statements are kept so too, which a ROLLBACK would throw away. `one_moment()` is for who
    needs more.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(WRITER if _is_writing.get() else "BEGIN")
    elif _is_writing.get() or not connection.get_execution_options().get(_OF_SESSION):
        connection.exec_driver_sql("BEGIN READ WRITE")
    elif _is_one_moment.get():
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
