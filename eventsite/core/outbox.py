"""What must happen is a row: written in the transaction of its cause, carried out by the worker.

A handler gets the row's payload and may run twice (a crash between its effect and our commit), so what it does must
bear that; `key` is unique per kind, so a cause that is repeated asks only once. Retries back off from a minute to a
day; after eight the row is parked where people see it. A handler may also name a better hour, which is no failure.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core import clock
from eventsite.core.db import Model, after_commit, db, enum_column, insert_once, transaction
from eventsite.core.errors import DomainError

log = logging.getLogger(__name__)

MOST_TRIES = 8
LEASE = timedelta(minutes=5)
Handler = Callable[[dict[str, Any]], None]

_cause: ContextVar[str] = ContextVar("cause", default="")


def current_cause() -> str:
    """Return kind and key of the row whose handler runs here, the same each time it runs; '' outside of handlers."""
    return _cause.get()


class OutboxState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"


class OutboxRow(Model):
    __tablename__ = "outbox_row"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_outbox_row_due", "state", "due_at"))
    # What the worker does to a row is no history; that somebody asks for one once more is, and `try_again` says so.
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[OutboxState] = mapped_column(enum_column(OutboxState, "state"), default=OutboxState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(Text, default="")


class NotStuck(DomainError):
    """A row that is to be tried again has not been given up."""


class NotYet(Exception):
    """Raised by a handler that has done nothing and wants to be asked again at an hour; this counts as no try."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"Not before {until}")
        self.until = until


class Outbox:
    """The handlers that `factory` registered, and the hint that wakes the worker."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self.wake: Callable[[], None] = lambda: None

    def handles(self, kind: str, handler: Handler) -> None:
        self._handlers[kind] = handler

    def put(self, kind: str, key: str, *, due_at: datetime | None = None, **payload: Any) -> None:
        """Ask for `kind` to happen once for `key`, when the open transaction is safe, and not before `due_at`."""
        if kind not in self._handlers:
            raise KeyError(f"Nobody handles {kind!r}.")
        if insert_once(OutboxRow, kind=kind, key=key, payload=payload, due_at=due_at or clock.now()) is not None:
            after_commit(self._wake_quietly)

    def try_again(self, id: int) -> None:
        """Ask for what was given up once more, as often as at first.

        Raises:
            NotStuck: when somebody did so before.
        """
        row = db.session.get_one(OutboxRow, id, with_for_update=True, populate_existing=True)
        if row.state != OutboxState.PARKED:
            raise NotStuck("This is not stuck any more: it was tried again.")
        row.state, row.tries, row.due_at = OutboxState.WAITING, 0, clock.now()
        row.__audited__ = True
        db.session.flush()
        row.__audited__ = False
        after_commit(self._wake_quietly)

    def deliver_due(self, most: int = 200) -> int:
        """Carry out what is due; return how many were done, or wait for an hour that their handler named.

        No transaction is open while a handler runs: a slow mail server must not hold the writer's lock.
        """
        due = db.session.scalars(
            select(OutboxRow.id)
            .where(OutboxRow.state == OutboxState.WAITING, OutboxRow.due_at <= clock.now())
            .order_by(OutboxRow.due_at, OutboxRow.id)
            .limit(most)
        ).all()
        return sum(self._deliver(id) for id in due)

    def _deliver(self, id: int) -> bool:
        with transaction():
            row = _claim(id)
        if row is None:
            return False
        error: Exception | None = None
        later: datetime | None = None
        cause = _cause.set(f"{row.kind}:{row.key}")
        try:
            self._handlers[row.kind](row.payload)
        except NotYet as named:
            later = named.until
        except Exception as raised:  # noqa: BLE001 - whatever a handler raises, the row must be put off
            error = raised
            log.warning("Outbox %s %s failed: %s", row.kind, row.key, raised)
        finally:
            _cause.reset(cause)
        with transaction():
            _put_off(id, later) if later else _settle(id, error)
        return error is None

    def _wake_quietly(self) -> None:
        try:
            self.wake()
        except Exception:
            log.exception("The worker could not be woken; it will look by itself.")


def list_parked() -> list[OutboxRow]:
    """Return what keeps failing, oldest first."""
    return list(db.session.scalars(select(OutboxRow).filter_by(state=OutboxState.PARKED).order_by(OutboxRow.id)))


def hourly_prefix(address: str) -> str:
    """Return what the keys of a mail address begin with in this hour; the address itself cannot be read out of it."""
    return f"{hashlib.sha256(address.encode()).hexdigest()[:24]}-{clock.now():%Y%m%d%H}-"


def asked_under(kind: str, prefix: str) -> int:
    """Return how many rows of a kind were asked for with keys that begin so."""
    rows = select(func.count()).select_from(OutboxRow)
    return db.session.scalar(rows.where(OutboxRow.kind == kind, OutboxRow.key.startswith(prefix))) or 0


@dataclass(frozen=True, slots=True)
class _Claim:
    kind: str
    key: str
    payload: dict[str, Any]


def _claim(id: int) -> _Claim | None:
    """Take a due row for `LEASE`; a worker that dies gives it back by time."""
    row = db.session.scalar(
        select(OutboxRow)
        .where(OutboxRow.id == id, OutboxRow.state == OutboxState.WAITING, OutboxRow.due_at <= clock.now())
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return None
    row.tries += 1
    row.due_at = clock.now() + max(LEASE, _wait_after(row.tries))
    return _Claim(row.kind, row.key, row.payload)


def _settle(id: int, error: Exception | None) -> None:
    row = db.session.get_one(OutboxRow, id, with_for_update=True, populate_existing=True)
    if error is None:
        row.state, row.done_at, row.error = OutboxState.DONE, clock.now(), ""
        return
    row.error = f"{type(error).__name__}: {error}"[:2000]
    row.due_at = clock.now() + _wait_after(row.tries)
    if row.tries >= MOST_TRIES:
        row.state = OutboxState.PARKED


def _put_off(id: int, until: datetime) -> None:
    """Let a row wait until then as if nobody had tried; a minute at least, or the worker would ask without an end."""
    row = db.session.get_one(OutboxRow, id, with_for_update=True, populate_existing=True)
    row.tries -= 1
    row.due_at = max(until, clock.now() + _wait_after(1))


def _wait_after(tries: int) -> timedelta:
    return min(timedelta(minutes=4 ** (tries - 1)), timedelta(days=1))
