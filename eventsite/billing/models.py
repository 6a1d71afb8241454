"""JournalEntry, Posting, Receipt: what happened to money. Nothing here is ever changed or deleted (`core.for_good`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.core.for_good import ForGood
from eventsite.registration.models import Order


class JournalEntry(ForGood, Model):
    """One thing that happened to money. `key` is unique, so that what is told twice is written once."""

    __tablename__ = "journal_entry"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    at: Mapped[datetime]

    order: Mapped[Order] = relationship()
    postings: Mapped[list[Posting]] = relationship(back_populates="entry", order_by="Posting.id")


class Posting(ForGood, Model):
    """One side of an entry, in minor units: debits are positive, credits negative."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_account", "account"), Index("ix_posting_entry_id", "entry_id"))
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    account: Mapped[str] = mapped_column(String(60))
    currency: Mapped[str] = mapped_column(String(3))
    amount: Mapped[int]

    entry: Mapped[JournalEntry] = relationship(back_populates="postings")


class Receipt(ForGood, Model):
    """A receipt as it was issued: `document` holds its lines and totals. `number` has no gaps within its series."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("summit_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"), index=True)
    number: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(120), unique=True)
    issued_at: Mapped[datetime]
    document: Mapped[dict[str, Any]] = mapped_column(JSON)

    order: Mapped[Order] = relationship()
