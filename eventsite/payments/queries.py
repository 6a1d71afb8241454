"""Reads of payments and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, or_, select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.payments.models import Dispute, EventsRead, Payment, StripeEvent
from eventsite.payments.states import UNSETTLED, DisputeState
from eventsite.registration.models import Order


def list_payments(order: Order) -> Sequence[Payment]:  # house: ordered where it is put together
    """Return the attempts to pay an order, the oldest first, with refunds and disputes; one query."""
    return db.session.scalars(_with_refunds(), {"order_id": order.id}).unique().all()


def list_attempts(order: Order) -> Sequence[Payment]:
    """Return the attempts to pay an order, the oldest first."""
    return db.session.scalars(select(Payment).filter_by(order_id=order.id).order_by(Payment.id)).all()


def find_payment(*, session_id: str | None = None, intent_id: str | None = None, attempt: str = "") -> Payment | None:
    """Return the payment that is known by any of these."""
    known = [
        Payment.session_id == session_id if session_id else None,
        Payment.intent_id == intent_id if intent_id else None,
        Payment.idempotency_key == attempt if attempt else None,
    ]
    clauses = [clause for clause in known if clause is not None]
    if not clauses:
        return None
    rows = select(Payment).where(or_(*clauses)).order_by(Payment.id).limit(1)
    return db.session.scalar(rows)


def list_unsettled(order: Order) -> Sequence[Payment]:
    """Return the payments of an order about which Stripe may know more than we do."""
    rows = select(Payment).where(Payment.order_id == order.id, Payment.state.in_(UNSETTLED))
    return db.session.scalars(rows.order_by(Payment.id)).all()


def is_known(event_id: str) -> bool:
    return db.session.scalar(select(StripeEvent.id).filter_by(event_id=event_id)) is not None


def has_dispute(order: Order) -> bool:
    """Tell whether a payer's bank is being asked for the money back, or was given it."""
    rows = select(Dispute.id).join(Payment).where(Payment.order_id == order.id, Dispute.state != DisputeState.WON)
    return db.session.scalar(rows.limit(1)) is not None


def has_open_dispute(order: Order) -> bool:
    """Tell whether a payer's bank is still deciding about its money."""
    rows = select(Dispute.id).join(Payment).where(Payment.order_id == order.id, Dispute.state == DisputeState.OPEN)
    return db.session.scalar(rows.limit(1)) is not None


def events_read_until() -> datetime | None:
    """Return until when every event was read; at first the time of the first payment, before which there was none."""
    until = db.session.scalar(select(func.max(EventsRead.until)))
    return until or db.session.scalar(select(func.min(Payment.created_at)))


@cache
def _with_refunds() -> Select[Payment]:
    """Take `order_id`. It is put together once, for every look at an order asks it."""
    rows = select(Payment).where(Payment.order_id == bindparam("order_id")).order_by(Payment.id)
    return rows.options(joinedload(Payment.refunds), joinedload(Payment.disputes))
