"""A refund is sent: the outbox calls this, again and again until Stripe has answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.outbox import Handler
from eventsite.payments.facts import RefundFacts
from eventsite.payments.gateway import Gateway, Refused
from eventsite.payments.models import Refund
from eventsite.payments.services import refunding
from eventsite.payments.states import RefundState

#: Stripe keeps an idempotency key for a day at least; we trust it for less.
KEYS_LIVE = timedelta(hours=20)


def send_refund(gateway: Gateway) -> Handler:
    """Return the handler that asks Stripe for a refund with its stored words and key, and records the answer."""

    def send(payload: dict[str, Any]) -> None:
        refund = db.session.get(Refund, payload["refund"])
        if refund is None or refund.state != RefundState.CREATED:
            return
        refund_id, body, key = refund.id, dict(refund.request), refund.idempotency_key or ""
        asked_at = refund.created_at
        db.session.rollback()
        try:
            facts = _made_before(gateway, body, key, asked_at) or gateway.refund(body, key)
        except Refused as error:
            with transaction():
                refunding.failed(refund_id, str(error))
            return
        with transaction():
            refunding.apply(refund_id, facts)

    return send


def _made_before(gateway: Gateway, body: dict[str, Any], key: str, asked_at: datetime) -> RefundFacts | None:
    """Return the refund of an old request if Stripe made it: it forgets keys after a day, and would refund twice."""
    if clock.now() - asked_at < KEYS_LIVE:
        return None
    return next((facts for facts in gateway.list_refunds(body["payment_intent"]) if facts.attempt == key), None)
