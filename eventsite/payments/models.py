"""Payment, Refund, Dispute, StripeEvent, EventsRead: money in, money back, and what Stripe told us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventsite.core.db import Model, enum_column
from eventsite.payments.states import UNSETTLED, DisputeState, PaymentState, RefundSource, RefundState
from eventsite.registration.models import Order, Share
from eventsite.summits.models import Summit


class Payment(Model):
    """One attempt to pay a share through a payment page.

    `request` is the body Stripe was or will be sent, word for word: with `idempotency_key` it finds the page again
    when an answer was lost. `amount` is what was asked, `received` what came, `looked_at` when Stripe was last asked.
    `returned` says what went back of it in another currency than was asked for, which is in no book of ours.
    `charge_id` is what Stripe's mails call the payment; of the earliest ones it is not known. `is_closing`: we asked
    Stripe to close its page, so that its seats go back to a basket, whoever tells us first.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        Index("ix_payment_order_id", "order_id"),
        Index("ix_payment_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    share_id: Mapped[int] = mapped_column(ForeignKey("share.id"), index=True)
    state: Mapped[PaymentState] = mapped_column(enum_column(PaymentState, "state"), default=PaymentState.CREATED)
    amount: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    request: Mapped[dict[str, Any]] = mapped_column(JSON)
    idempotency_key: Mapped[str] = mapped_column(String(80), unique=True)
    session_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    page: Mapped[str] = mapped_column(Text, default="")
    expires_at: Mapped[datetime]
    intent_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    charge_id: Mapped[str | None] = mapped_column(String(120))
    received: Mapped[int] = mapped_column(default=0)
    returned: Mapped[str] = mapped_column(String(200), default="")
    method: Mapped[str] = mapped_column(String(60), default="")
    error: Mapped[str] = mapped_column(Text, default="")
    is_closing: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]

    order: Mapped[Order] = relationship()
    share: Mapped[Share] = relationship()
    refunds: Mapped[list[Refund]] = relationship(back_populates="payment", order_by="Refund.id")
    disputes: Mapped[list[Dispute]] = relationship(back_populates="payment", order_by="Dispute.id")

    @property
    def summit(self) -> Summit:
        return self.order.summit

    @property
    def is_unsettled(self) -> bool:
        """Whether Stripe may know more of it than we do."""
        return self.state in UNSETTLED


class Refund(Model):
    """Money on its way back: asked for at the desk, or made in Stripe's own dashboard and taken in."""

    __tablename__ = "refund"
    __table_args__ = (CheckConstraint("amount > 0", name="amount"), Index("ix_refund_payment_id", "payment_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState, "state"), default=RefundState.CREATED)
    source: Mapped[RefundSource] = mapped_column(enum_column(RefundSource, "source"))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300), default="")
    request: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    idempotency_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    refund_id: Mapped[str | None] = mapped_column(String(120), unique=True)
    error: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship(back_populates="refunds")


class Dispute(Model):
    """A payer asked their bank for the money back; until it is decided nothing else is given back.

    Of one that is lost the bank gave the money to the payer: what it did not take can be given back again.
    """

    __tablename__ = "dispute"
    __table_args__ = (Index("ix_dispute_payment_id", "payment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    dispute_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[DisputeState] = mapped_column(enum_column(DisputeState, "state"), default=DisputeState.OPEN)
    status: Mapped[str] = mapped_column(String(60))
    amount: Mapped[int]
    reason: Mapped[str] = mapped_column(String(120), default="")
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    payment: Mapped[Payment] = relationship(back_populates="disputes")


class StripeEvent(Model):
    """An event whose effect is in the same transaction. `found` says what it was about here, if anything."""

    __tablename__ = "stripe_event"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(80))
    api_version: Mapped[str] = mapped_column(String(40), default="")
    found: Mapped[str] = mapped_column(String(80), default="")
    happened_at: Mapped[datetime]
    taken_at: Mapped[datetime] = mapped_column(index=True)


class EventsRead(Model):
    """Until when Stripe's list of events was read to its end; one row. Webhooks bring single ones of later times."""

    __tablename__ = "events_read"
    __audited__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[datetime]
