"""A refund is sent: the outbox calls this, again and again until Stripe has answered."""

from __future__ import annotations

from typing import Any

from eventsite.core.db import db, transaction
from eventsite.core.outbox import Handler
from eventsite.payments.gateway import Gateway, Refused
from eventsite.payments.models import Refund
from eventsite.payments.services import refunding
from eventsite.payments.states import RefundState


def send_refund(gateway: Gateway) -> Handler:
    """Return the handler that asks Stripe for a refund with its stored words and key, and records the answer."""

    def send(payload: dict[str, Any]) -> None:
        refund = db.session.get(Refund, payload["refund"])
        if refund is None or refund.state != RefundState.CREATED:
            return
        refund_id, body, key = refund.id, dict(refund.request), refund.idempotency_key or ""
        db.session.rollback()
        try:
            facts = gateway.refund(body, key)
        except Refused as error:
            with transaction():
                refunding.failed(refund_id, str(error))
            return
        with transaction():
            refunding.apply(refund_id, facts)

    return send
