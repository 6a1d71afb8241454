"""The audit trail of one order and everything that hangs on it, with the names of who acted; 2 queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import db
from eventsite.desk.mails import Mail
from eventsite.payments.models import Payment
from eventsite.people.models import Account
from eventsite.registration.models import Order


@dataclass(frozen=True, slots=True)
class Trail:
    """Changes, the oldest first; `names` says what to call an account that acted, by the actor's word."""

    entries: Sequence[AuditEntry]
    names: dict[str, str]

    def who(self, entry: AuditEntry) -> str:
        """Return the account that acted, '' for a buyer, a guest, Stripe or the site itself."""
        return self.names.get(entry.actor, "")


def trail_of(order: Order, payments: Sequence[Payment], mails: Sequence[Mail]) -> Trail:
    """Return every change of an order, its seats and guests, its payments, refunds and disputes, and what was tried
    once more of its mails.
    """
    ids = {
        "order": [order.id],
        "line": [line.id for line in order.lines],
        "attendee": [line.attendee.id for line in order.lines],
        "payment": [payment.id for payment in payments],
        "refund": [refund.id for payment in payments for refund in payment.refunds],
        "outbox_row": [mail.id for mail in mails],
        "dispute": [dispute.id for payment in payments for dispute in payment.disputes],
    }
    about = [and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(found)) for table, found in ids.items()]
    rows = select(AuditEntry).where(or_(*about), AuditEntry.action == AuditAction.CHANGED.value)
    entries = db.session.scalars(rows.order_by(AuditEntry.id)).all()
    return Trail(entries, _names(entry.actor for entry in entries))


def _names(actors: Iterable[str]) -> dict[str, str]:
    ids = {int(id) for kind, _, id in (actor.partition(":") for actor in actors) if kind == "account" and id.isdigit()}
    rows = db.session.execute(select(Account.id, Account.name).where(Account.id.in_(sorted(ids))).order_by(Account.id))
    return {f"account:{id}": name for id, name in rows}
