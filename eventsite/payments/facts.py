"""What Stripe says about a page, a refund or a dispute, in our words: what the gateway gives and settling takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventsite.payments.states import DisputeState, PaymentState, RefundState


@dataclass(frozen=True, slots=True)
class PageFacts:
    """A payment page. `received` is minor units of `currency`; `attempt` is the idempotency key it was made with."""

    session_id: str
    attempt: str
    url: str
    state: PaymentState
    expires_at: datetime
    currency: str
    received: int = 0
    intent_id: str | None = None
    charge_id: str | None = None
    method: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund, in minor units of `currency`; `attempt` is '' for one that was made in Stripe's dashboard."""

    refund_id: str
    intent_id: str
    attempt: str
    state: RefundState
    amount: int
    currency: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class DisputeFacts:
    """A dispute. An inquiry (`is_inquiry`) asks before it takes: no money has moved."""

    dispute_id: str
    intent_id: str
    state: DisputeState
    status: str
    is_inquiry: bool
    amount: int
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An event: a hint that something happened. What is true is asked of Stripe by these ids."""

    event_id: str
    kind: str
    api_version: str
    happened_at: datetime
    session_id: str | None = None
    intent_id: str | None = None
    dispute_id: str | None = None
