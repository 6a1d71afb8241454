"""SourceRecord: which of our rows came from which record of which file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from eventsite.core.db import Model


class SourceRecord(Model):
    """`fields` maps each imported field to a short hash of what the file said last.

    So an import applies only what changed in the file, and what was edited here since then stays.
    """

    __tablename__ = "source_record"
    __table_args__ = (UniqueConstraint("summit_id", "source", "kind", "key"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    source: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(200))
    object_id: Mapped[int]
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
