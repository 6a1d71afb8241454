"""The mails of one order: what was asked for, what went out, and why something did not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.payments.services.refunding import SEND_REFUND
from eventsite.registration.emails import (
    DEBIT_FAILED,
    MONEY_BACK,
    MONEY_WITHOUT_SEAT,
    ORDER_CONFIRMED,
    SEATS_CANCELLED,
    TICKET,
)
from eventsite.registration.models import Order

_WORDS = {
    ORDER_CONFIRMED: "Confirmation",
    MONEY_WITHOUT_SEAT: "Mail that money came without a seat",
    DEBIT_FAILED: "Mail that the bank debit failed",
    SEATS_CANCELLED: "Mail about cancelled seats",
    MONEY_BACK: "Mail about money on its way back",
    TICKET: "Ticket",
    SEND_REFUND: "Refund",
}
_OF_ORDER = (ORDER_CONFIRMED, MONEY_WITHOUT_SEAT, DEBIT_FAILED, SEATS_CANCELLED, MONEY_BACK)
_ENDS = {OutboxState.DONE: "sent", OutboxState.WAITING: "waits to be sent", OutboxState.PARKED: "could not be sent"}
_REFUND_ENDS = {OutboxState.WAITING: "waits for Stripe", OutboxState.PARKED: "could not be asked for at Stripe"}


@dataclass(frozen=True, slots=True)
class Mail:
    """`at` is when it went out, or when it is tried next, but never later than now; `id` is the outbox's."""

    id: int
    at: datetime
    name: str
    what: str
    error: str
    is_parked: bool


def list_mails(order: Order, refunds: list[int]) -> tuple[Mail, ...]:
    """Return what the outbox has about an order, its seats and its refunds; a refund only while it waits. One query."""
    about_order = OutboxRow.payload["order"].as_integer() == order.id
    about_line = OutboxRow.payload["line"].as_integer().in_([line.id for line in order.lines])
    about_refund = OutboxRow.payload["refund"].as_integer().in_(refunds)
    rows = select(OutboxRow).where(
        or_(
            OutboxRow.kind.in_(_OF_ORDER) & about_order,
            (OutboxRow.kind == TICKET) & about_line,
            (OutboxRow.kind == SEND_REFUND) & about_refund & (OutboxRow.state != OutboxState.DONE),
        )
    )
    return tuple(_mails(order, list(db.session.scalars(rows.order_by(OutboxRow.id)))))


def _mails(order: Order, rows: list[OutboxRow]) -> Iterator[Mail]:
    guests = {line.id: line.attendee.name or f"seat {line.position + 1}" for line in order.lines}
    for row in rows:
        whose = f" of {guests[row.payload['line']]}" if row.kind == TICKET else ""
        end = (_REFUND_ENDS if row.kind == SEND_REFUND else _ENDS)[row.state]
        said = row.error.strip().splitlines()
        at = row.done_at or min(row.due_at, clock.now())
        is_parked = row.state == OutboxState.PARKED
        name, error = f"{_WORDS[row.kind]}{whose}", said[0][:200] if said and row.state != OutboxState.DONE else ""
        yield Mail(row.id, at, name, f"{name} {end}", error, is_parked)
