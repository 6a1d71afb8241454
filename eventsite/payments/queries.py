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


def list_attempts(order: Order) -> Sequence[Payment]:  # house: ordered where it is put together
    """Return the attempts to pay an order, the oldest first."""
    return db.session.scalars(_of_order(), {"order_id": order.id}).all()


def find_payment(*, session_id: str | None = None, intent_id: str | None = None, attempt: str = "") -> Payment | None:
    """Return the payment that is known by any of these."""
    given = {"session_id": session_id, "intent_id": intent_id, "idempotency_key": attempt}
    known = {name: value for name, value in given.items() if value}
    return db.session.scalar(_known_by(*known), known) if known else None


def list_unsettled(order: Order) -> Sequence[Payment]:  # house: ordered where it is put together
    """Return the payments of an order about which Stripe may know more than we do."""
    return db.session.scalars(_unsettled(), {"order_id": order.id}).all()


def is_known(event_id: str) -> bool:
    return db.session.scalar(_event(), {"event_id": event_id}) is not None


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


# What every payment asks is put together once: to do that each time costs as much as the database's answer.


@cache
def _of_order() -> Select[Payment]:
    """Take `order_id`."""
    return select(Payment).where(Payment.order_id == bindparam("order_id")).order_by(Payment.id)


@cache
def _unsettled() -> Select[Payment]:
    """Take `order_id`."""
    return _of_order().where(Payment.state.in_(UNSETTLED))


@cache
def _known_by(*names: str) -> Select[Payment]:
    """Take the columns that were named: a payment that has any of these values."""
    columns = Payment.__table__.c
    is_known = or_(*(columns[name] == bindparam(name) for name in names))
    return select(Payment).where(is_known).order_by(Payment.id).limit(1)


@cache
def _event() -> Select[int]:
    """Take `event_id`."""
    return select(StripeEvent.id).where(StripeEvent.event_id == bindparam("event_id"))


@cache
def _with_refunds() -> Select[Payment]:
    """Take `order_id`."""
    rows = _of_order()
    return rows.options(joinedload(Payment.refunds), joinedload(Payment.disputes))
