"""PassType, PassCapacity, PricePhase, Entitlement, Capacity, Terms: what is on sale."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.programme.models import Session
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit


class Capacity(Model):
    """A named limit that passes draw from. How much of it is left is counted, never stored."""

    __tablename__ = "capacity"
    __table_args__ = (UniqueConstraint("summit_id", "name"), CheckConstraint("size >= 0", name="size"))

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]

    summit: Mapped[Summit] = relationship()


class PassType(Model):
    """A thing on sale; pages say "pass". `code` stands in addresses of baskets and never changes.

    `extras` is what it brings beside what it opens, one per line. Prices are those of its phases. A virtual one is for
    who stays at home: its calendar names no place.
    """

    __tablename__ = "pass_type"
    __table_args__ = (
        UniqueConstraint("summit_id", "code"),
        CheckConstraint("min_per_order >= 1 AND max_per_order >= min_per_order", name="per_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(300), default="")
    extras: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_virtual: Mapped[bool] = mapped_column(default=False)
    on_sale_from: Mapped[datetime | None]
    on_sale_until: Mapped[datetime | None]
    min_per_order: Mapped[int] = mapped_column(default=1)
    max_per_order: Mapped[int] = mapped_column(default=20)
    version: Mapped[int] = mapped_column(default=1)

    summit: Mapped[Summit] = relationship()
    phases: Mapped[list[PricePhase]] = relationship(
        back_populates="pass_type", order_by="PricePhase.position", cascade="all, delete-orphan"
    )
    entitlements: Mapped[list[Entitlement]] = relationship(
        back_populates="pass_type", order_by="Entitlement.id", cascade="all, delete-orphan"
    )
    draws: Mapped[list[PassCapacity]] = relationship(
        back_populates="pass_type", order_by="PassCapacity.capacity_id", cascade="all, delete-orphan"
    )

    @property
    def capacities(self) -> list[Capacity]:
        return [draw.capacity for draw in self.draws]

    def draw_from(self, capacities: Iterable[Capacity]) -> None:
        """Draw from these and no others; what it drew from before and still does is left as it is."""
        there = {draw.capacity: draw for draw in self.draws}
        self.draws = [there.get(capacity) or PassCapacity(capacity=capacity) for capacity in capacities]

    @property
    def closes_at(self) -> datetime:
        """The first instant it may not be bought: when its sale is to end, or at the latest when the summit is over."""
        day_after = self.summit.ends_on + timedelta(days=1)
        over = datetime.combine(day_after, time(), self.summit.zone_info).astimezone(UTC)
        return over if self.on_sale_until is None else min(self.on_sale_until, over)

    @property
    def chooses(self) -> Opens | None:
        """What the buyer chooses one of with this pass, if anything."""
        kinds = {entitlement.kind for entitlement in self.entitlements}
        return next((kind for kind in (Opens.ANY_EVENT, Opens.ANY_DAY) if kind in kinds), None)


class PricePhase(Model):
    """A price from an instant on, until the next phase begins. The first one has no beginning."""

    __tablename__ = "price_phase"
    __table_args__ = (UniqueConstraint("pass_type_id", "position"), CheckConstraint("amount >= 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_type_id: Mapped[int] = mapped_column(ForeignKey("pass_type.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(60), default="")
    amount: Mapped[int]
    starts_at: Mapped[datetime | None]

    pass_type: Mapped[PassType] = relationship(back_populates="phases")


class PassCapacity(Model):
    """One of the capacities that a pass draws from."""

    __tablename__ = "pass_capacity"
    __table_args__ = (UniqueConstraint("pass_type_id", "capacity_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_type_id: Mapped[int] = mapped_column(ForeignKey("pass_type.id"))
    capacity_id: Mapped[int] = mapped_column(ForeignKey("capacity.id"), index=True)

    pass_type: Mapped[PassType] = relationship(back_populates="draws")
    capacity: Mapped[Capacity] = relationship()


class Entitlement(Model):
    """One thing a pass opens. `event_id`, `on_date` and `session_id` say which, as the kind asks."""

    __tablename__ = "entitlement"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'event') = (event_id IS NOT NULL) AND (kind = 'day') = (on_date IS NOT NULL)"
            " AND (kind = 'session') = (session_id IS NOT NULL)",
            name="which",
        ),
        Index("ix_entitlement_pass_type_id", "pass_type_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pass_type_id: Mapped[int] = mapped_column(ForeignKey("pass_type.id"))
    kind: Mapped[Opens] = mapped_column(enum_column(Opens, "kind"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    on_date: Mapped[date | None]
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))

    pass_type: Mapped[PassType] = relationship(back_populates="entitlements")
    event: Mapped[Event | None] = relationship()
    session: Mapped[Session | None] = relationship()


class Terms(Model):
    """One version of what a buyer accepts. A version is never changed; a new one takes its place."""

    __tablename__ = "terms"
    __table_args__ = (UniqueConstraint("summit_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    version: Mapped[int]
    terms: Mapped[str] = mapped_column(Text)
    refund_policy: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]

    summit: Mapped[Summit] = relationship()
