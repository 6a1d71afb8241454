"""Where an order stands, as its buyer should be told: one word that its page follows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from eventsite.payments.models import Payment
from eventsite.payments.states import PaymentState
from eventsite.registration.models import Order
from eventsite.registration.services import holding
from eventsite.registration.states import HoldReason, OrderState


class Stage(StrEnum):
    """Each has a part of the page's template that is called like it."""

    REVIEW = "review"
    PAGE_OPEN = "page_open"
    WAITING = "waiting"
    DEBIT = "debit"
    ENDED = "ended"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    LET_GO = "let_go"
    REPLACED = "replaced"
    MONEY_WAITS = "money_waits"


#: Nothing is settled yet, and seats are kept.
OPEN = (Stage.REVIEW, Stage.PAGE_OPEN, Stage.WAITING)


def stage_of(
    order: Order, payments: Sequence[Payment], *, now: datetime, waits: int, is_known: bool, is_back: bool
) -> Stage:
    """Return the stage. `waits` is the money that came and paid no seat, in minor units.

    `is_known`: Stripe has said lately how its payments stand. `is_back`: the buyer comes from the payment page.
    """
    if order.state == OrderState.CONFIRMED:
        return Stage.CONFIRMED
    if order.confirmed_at is None and any(payment.state == PaymentState.SUCCEEDED for payment in payments):
        is_given_back = not waits and all(payment.received for payment in payments if payment.paid_at)
        return Stage.CANCELLED if is_given_back else Stage.MONEY_WAITS
    if order.state == OrderState.CANCELLED:
        return _ended_by_choice(order)
    return _held(order, now, is_known=is_known, is_back=is_back)


def is_behind(order: Order, payments: Sequence[Payment]) -> bool:
    """Tell whether an order may have been read just before, and its payments just after, a webhook told of its money.

    Then it has to be read once more: reads of one page are not of one moment.
    """
    return order.confirmed_at is None and any(payment.state == PaymentState.SUCCEEDED for payment in payments)


def is_paying(payments: Sequence[Payment]) -> bool:
    """Tell whether a bank debit is on its way."""
    return any(payment.state == PaymentState.PENDING for payment in payments)


def _ended_by_choice(order: Order) -> Stage:
    if order.replaced_by_id is not None:
        return Stage.REPLACED
    return Stage.LET_GO if order.confirmed_at is None else Stage.CANCELLED


def _held(order: Order, now: datetime, *, is_known: bool, is_back: bool) -> Stage:
    if not holding.is_live(order, now):
        return Stage.ENDED
    if order.hold_reason == HoldReason.BASKET:
        return Stage.REVIEW
    if order.hold_reason == HoldReason.BANK_DEBIT:
        return Stage.DEBIT
    is_over = order.hold_ends_at is not None and order.hold_ends_at <= now
    return Stage.WAITING if not is_known and (is_back or is_over) else Stage.PAGE_OPEN
