"""Release: an immutable, numbered snapshot of the whole public programme."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.people.models import Account
from eventsite.summits.models import Summit


class Release(Model):
    """`snapshot` and `changes` are compressed JSON of `snapshot.Snapshot` and of `diff.Change`s; never updated."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("summit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    snapshot: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    changes: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

    summit: Mapped[Summit] = relationship()
    account: Mapped[Account | None] = relationship()
