"""Order, Line, Attendee, Payer, Share: what was bought, for whom, and who pays."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.registration.models.on_sale import PassType, Terms
from eventsite.registration.states import HoldReason, OrderState, SeatState, ShareState
from eventsite.summits.models import Event, Summit


class Order(Model):
    """A purchase. Amounts are minor units of `currency`; `total` is the sum of its lines that were not cancelled.

    While it is held, `hold_reason` says why and `hold_ends_at` when that ends (never, for a bank debit).
    `shown_total` is what the buyer saw before a price changed, until they have agreed to the new one. `once` is of the
    form that placed it, so that a form sent twice places one order; an order that was changed names its successor.
    """

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("(state = 'held') = (hold_reason IS NOT NULL)", name="hold"),
        CheckConstraint("total >= 0", name="total"),
        Index("ix_order_hold", "state", "hold_ends_at"),
        Index("ix_order_summit", "summit_id", "created_at"),
        Index("ix_order_buyer_email", "buyer_email"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    summit_id: Mapped[int] = mapped_column(ForeignKey("summit.id"))
    code: Mapped[str] = mapped_column(String(12), unique=True)
    link_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[OrderState] = mapped_column(enum_column(OrderState, "state"), default=OrderState.HELD)
    hold_reason: Mapped[HoldReason | None] = mapped_column(enum_column(HoldReason, "hold_reason"))
    hold_ends_at: Mapped[datetime | None]
    hold_extensions: Mapped[int] = mapped_column(default=0)
    once: Mapped[str | None] = mapped_column(String(40), unique=True)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("order.id"))
    buyer_name: Mapped[str] = mapped_column(String(200))
    buyer_email: Mapped[str] = mapped_column(String(254))
    buyer_organization: Mapped[str] = mapped_column(String(200), default="")
    currency: Mapped[str] = mapped_column(String(3))
    total: Mapped[int]
    shown_total: Mapped[int | None]
    terms_id: Mapped[int | None] = mapped_column(ForeignKey("terms.id"))
    terms_accepted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    summit: Mapped[Summit] = relationship()
    terms: Mapped[Terms | None] = relationship()
    lines: Mapped[list[Line]] = relationship(back_populates="order", order_by="Line.position")
    payers: Mapped[list[Payer]] = relationship(back_populates="order", order_by="Payer.id")
    shares: Mapped[list[Share]] = relationship(back_populates="order", order_by="Share.id")


class Line(Model):
    """One seat: one pass, its price when it was ordered, and what of it the buyer chose. Its ticket is its own link."""

    __tablename__ = "line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        CheckConstraint("price >= 0", name="price"),
        Index("ix_line_seats", "pass_type_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    pass_type_id: Mapped[int] = mapped_column(ForeignKey("pass_type.id"))
    position: Mapped[int]
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    on_date: Mapped[date | None]
    price: Mapped[int]
    state: Mapped[SeatState] = mapped_column(enum_column(SeatState, "state"), default=SeatState.HELD)
    ticket_version: Mapped[int] = mapped_column(default=1)

    order: Mapped[Order] = relationship(back_populates="lines")
    pass_type: Mapped[PassType] = relationship()
    event: Mapped[Event | None] = relationship()
    attendee: Mapped[Attendee] = relationship(back_populates="line", uselist=False)

    @property
    def summit(self) -> Summit:
        return self.order.summit


class Attendee(Model):
    """Who uses a seat; without a name the seat is to be named."""

    __tablename__ = "attendee"
    __table_args__ = (Index("ix_attendee_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), unique=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    organization: Mapped[str] = mapped_column(String(200), default="")

    line: Mapped[Line] = relationship(back_populates="attendee")


class Payer(Model):
    __tablename__ = "payer"
    __table_args__ = (Index("ix_payer_order_id", "order_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    organization: Mapped[str] = mapped_column(String(200), default="")

    order: Mapped[Order] = relationship(back_populates="payers")


class Share(Model):
    """What one payer pays of an order; the sum of its parts, one for each line that was not cancelled."""

    __tablename__ = "share"
    __table_args__ = (UniqueConstraint("order_id", "payer_id"), CheckConstraint("amount >= 0", name="amount"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    payer_id: Mapped[int] = mapped_column(ForeignKey("payer.id"), index=True)
    amount: Mapped[int]
    state: Mapped[ShareState] = mapped_column(enum_column(ShareState, "state"), default=ShareState.PROPOSED)

    order: Mapped[Order] = relationship(back_populates="shares")
    payer: Mapped[Payer] = relationship()
    parts: Mapped[list[SharePart]] = relationship(order_by="SharePart.line_id")


class SharePart(Model):
    """What a share carries of one line."""

    __tablename__ = "share_part"
    __table_args__ = (UniqueConstraint("share_id", "line_id"),)
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("line.id"), index=True)
    amount: Mapped[int]

    line: Mapped[Line] = relationship()
