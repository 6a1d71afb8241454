"""What the desk asks of Stripe: to look again, and to close pages before an unpaid order is cancelled."""

from __future__ import annotations

from eventsite.core.db import db, transaction
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.payments import queries
from eventsite.payments.flows.paying import close_pages
from eventsite.payments.flows.settling import look
from eventsite.payments.gateway import Gateway
from eventsite.payments.services import disputing, refunding
from eventsite.registration.models import Order


class StillPayable(DomainError):
    """The order was paid just now, or nobody could ask whether it was."""


def look_again(order: Order, *, gateway: Gateway, outbox: Outbox) -> None:
    """Ask Stripe about every payment of an order, its refunds and its disputes, and take the answers in.

    Raises:
        Unreachable, Refused, PaymentsOff: what was learned until then is kept.
    """
    order_id = order.id
    for payment in queries.list_unsettled(order):
        look(payment, gateway=gateway, outbox=outbox)
    for payment_id, intent_id in _paid(order_id):
        refunds, disputes = gateway.list_refunds(intent_id), gateway.list_disputes(intent_id)
        with transaction():
            refunding.take_in(payment_id, refunds, outbox=outbox)
        for found in disputes:
            with transaction():
                disputing.take_in(payment_id, found)


def cancel_unpaid(order: Order, *, gateway: Gateway, outbox: Outbox) -> None:
    """Close the payment pages of an order at Stripe, then let its seats go.

    Raises:
        StillPayable: when it was paid meanwhile, a bank debit is on its way, or Stripe does not answer.
        NotYours: when it has gone on otherwise.
    """
    order_id = order.id
    if not close_pages(order_id, gateway=gateway, outbox=outbox):
        raise StillPayable(
            "Nothing was cancelled: the order was paid just now, a bank debit is on its way, or Stripe does not "
            "answer. Look at what happened below."
        )
    with transaction():
        refunding.cancel_unpaid(order_id)


def _paid(order_id: int) -> list[tuple[int, str]]:
    """Return (payment, its id at Stripe), and end the read: Stripe is asked next."""
    payments = queries.list_attempts(db.session.get_one(Order, order_id))
    found = [(payment.id, payment.intent_id) for payment in payments if payment.intent_id is not None]
    db.session.rollback()
    return found
