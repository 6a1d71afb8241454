"""Star and PersonalAgenda: "I want to see this", by a device or an account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model
from eventsite.summits.models import Summit


class PersonalAgenda(Model):
    """A visitor's list of stars across summits, opened by a capability link; `version` revokes the link.

    To an `email` that was confirmed, changes of what is starred are told; to one that was not, the question alone.
    """

    __tablename__ = "personal_agenda"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    email_confirmed_at: Mapped[datetime | None]

    stars: Mapped[list[Star]] = relationship(back_populates="agenda", order_by="Star.id")


class Star(Model):
    """A starred session, by the code that survives every release."""

    __tablename__ = "star"
    __table_args__ = (UniqueConstraint("agenda_id", "summit_id", "session_code"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_id: Mapped[int] = mapped_column(ForeignKey("personal_agenda.id"))
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"), index=True)
    session_code: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]

    agenda: Mapped[PersonalAgenda] = relationship(back_populates="stars")
    summit: Mapped[Summit] = relationship()
