"""The states of money on its way, and where each may lead. Nothing leads away from what Stripe says was paid."""

from __future__ import annotations

from enum import StrEnum


class PaymentState(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


PAYMENT_STEPS: dict[PaymentState, frozenset[PaymentState]] = {
    PaymentState.CREATED: frozenset(
        {PaymentState.PENDING, PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.CANCELLED}
    ),
    PaymentState.PENDING: frozenset({PaymentState.SUCCEEDED, PaymentState.FAILED}),
    PaymentState.FAILED: frozenset({PaymentState.SUCCEEDED, PaymentState.PENDING}),
    PaymentState.CANCELLED: frozenset({PaymentState.SUCCEEDED, PaymentState.PENDING}),
    PaymentState.SUCCEEDED: frozenset(),
}


#: Of these Stripe may know more than we do.
UNSETTLED = (PaymentState.CREATED, PaymentState.PENDING)


class RefundState(StrEnum):
    CREATED = "created"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


#: A refund that succeeded may fail days later, when a bank sends the money back; one that failed stays so.
REFUND_STEPS: dict[RefundState, frozenset[RefundState]] = {
    RefundState.CREATED: frozenset({RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED}),
    RefundState.PENDING: frozenset({RefundState.SUCCEEDED, RefundState.FAILED}),
    RefundState.SUCCEEDED: frozenset({RefundState.FAILED}),
    RefundState.FAILED: frozenset(),
}


class RefundSource(StrEnum):
    DESK = "desk"
    STRIPE = "stripe"


class DisputeState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


DISPUTE_STEPS: dict[DisputeState, frozenset[DisputeState]] = {
    DisputeState.OPEN: frozenset({DisputeState.WON, DisputeState.LOST}),
    DisputeState.WON: frozenset(),
    DisputeState.LOST: frozenset({DisputeState.WON}),
}
