"""Release: an immutable, numbered snapshot of the whole public programme. Notice: whom it was told to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.people.models import Account
from eventsite.programme.states import ReleaseScope
from eventsite.summits.models import Summit


class Release(Model):
    """`snapshot` and `changes` are compressed JSON of `snapshot.Snapshot` and of `diff.Change`s; never updated.

    `scope` says how much of the draft it took: all of it, one event, or single slots; `scope_key` is the event's slug,
    or the slots' uuids with blanks between them.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("summit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    scope: Mapped[ReleaseScope] = mapped_column(
        enum_column(ReleaseScope, "scope"), default=ReleaseScope.SUMMIT, server_default=ReleaseScope.SUMMIT.value
    )
    scope_key: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
    snapshot: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    changes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    summit: Mapped[Summit] = relationship()
    account: Mapped[Account | None] = relationship()


class Notice(Model):
    """One change that one recipient is told once; what is due to the same recipient goes into one mail.

    `recipient` is 'person:12' or 'agenda:7'; `session_code` and `slot_uuid` say what changed, '' where it is no slot.
    `mail` is the outbox row that has taken it into its mail, so that no second mail tells it, even while that is sent.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("release_id", "recipient", "session_code", "slot_uuid"),
        Index("ix_notice_due", "sent_at", "due_at"),
    )
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    recipient: Mapped[str] = mapped_column(String(40), index=True)
    session_code: Mapped[str] = mapped_column(String(80))
    slot_uuid: Mapped[str] = mapped_column(String(40), default="")
    due_at: Mapped[datetime]
    mail: Mapped[str] = mapped_column(String(180), default="")
    sent_at: Mapped[datetime | None]

    release: Mapped[Release] = relationship()
