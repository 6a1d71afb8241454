"""Waiver: a clash that somebody has looked at and lets stand, with a reason."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.people.models import Account
from eventsite.summits.models import Summit


class Waiver(Model):
    """`key` names the clash as it stood: its rule, who or what, and the times and rooms of its slots.

    So a waiver ends by itself when anything of it moves. `sentence` is what the clash said then.
    """

    __tablename__ = "waiver"
    __table_args__ = (UniqueConstraint("summit_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    key: Mapped[str] = mapped_column(String(64))
    sentence: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    summit: Mapped[Summit] = relationship()
    account: Mapped[Account | None] = relationship()
