"""A payer asked their bank for the money back: it is flagged, refunds wait, and the journal follows the money."""

from __future__ import annotations

from eventsite.billing import journal
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.states import step
from eventsite.payments.facts import DisputeFacts
from eventsite.payments.models import Dispute, Payment
from eventsite.payments.services.beginning import lock_payment
from eventsite.payments.states import DISPUTE_STEPS, DisputeState


def take_in(payment_id: int, facts: DisputeFacts) -> None:
    """Take in what Stripe says of a dispute; safe any number of times, in any order."""
    payment = lock_payment(payment_id)
    dispute = db.session.scalar(db.select(Dispute).filter_by(dispute_id=facts.dispute_id)) or _open(payment, facts)
    dispute.status, dispute.amount, dispute.reason = facts.status, facts.amount, facts.reason
    if not facts.is_inquiry:
        journal.dispute_opened(payment.share, facts.amount, key=f"dispute_opened:{dispute.id}")
    if facts.state in DISPUTE_STEPS[dispute.state]:
        dispute.state = step(DISPUTE_STEPS, dispute.state, facts.state, "The dispute")
        dispute.closed_at = clock.now()
        if facts.state == DisputeState.WON and not facts.is_inquiry:
            journal.dispute_won(payment.share, facts.amount, key=f"dispute_won:{dispute.id}")
    db.session.flush()


def _open(payment: Payment, facts: DisputeFacts) -> Dispute:
    dispute = Dispute(
        payment=payment, dispute_id=facts.dispute_id, status=facts.status, amount=facts.amount, reason=facts.reason,
        opened_at=facts.opened_at,
    )  # fmt: skip
    db.session.add(dispute)
    db.session.flush()
    return dispute
