"""What Stripe knows is asked for and taken in: by the return page, a webhook, or the clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from eventsite.core import clock
from eventsite.core.db import db, insert_once, transaction
from eventsite.core.outbox import Outbox
from eventsite.payments import queries
from eventsite.payments.facts import DisputeFacts, PageFacts, RefundFacts, Told
from eventsite.payments.gateway import Gateway, PaymentsOff, Refused, Unknown, Unreachable
from eventsite.payments.models import Payment, StripeEvent
from eventsite.payments.services import beginning, disputing, refunding, settling
from eventsite.payments.states import PaymentState
from eventsite.registration.services.availability import PassChanging

log = logging.getLogger(__name__)

#: The events that say something here; the endpoint at Stripe is to send these, and the reconciler asks for them.
KINDS = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
]


def settle_all(payments: Iterable[Payment], *, gateway: Gateway, outbox: Outbox) -> bool:
    """Ask about each of these payments, and take the answers in; tell whether there was one to each.

    Without an answer nothing changes, and nothing more is asked: a page waits for this, and not for it many times over.
    """
    for payment in payments:
        payment_id = payment.id
        try:
            look(payment, gateway=gateway, outbox=outbox)
        except (Unreachable, Refused, PaymentsOff, PassChanging) as error:
            log.warning("Nothing was learned about payment %s (%s); the reconciler will ask again.", payment_id, error)
            return False
    return True


def look(payment: Payment, *, gateway: Gateway, outbox: Outbox) -> None:
    """Ask about one payment and take the answer in. An attempt whose answer was lost is asked for again.

    Raises:
        Unreachable: when Stripe does not answer.
        Refused: when it shows us nothing of it.
    """
    payment_id, session_id = payment.id, payment.session_id
    body, key = dict(payment.request), payment.idempotency_key
    was_open = payment.state == PaymentState.CREATED and payment.expires_at > clock.now()
    db.session.rollback()  # no read stays open while Stripe thinks
    if session_id is None:
        try:
            session_id = gateway.open_page(body, key).session_id
        except (Refused, Unreachable) as error:
            if was_open and isinstance(error, Unreachable):
                raise
            with transaction():  # nobody was sent to a page that we do not know, and its time is over
                beginning.refused(payment_id, str(error))
            return
    try:
        facts = gateway.look_at_page(session_id)
    except Unknown:
        with transaction():
            beginning.unknown(payment_id)
        raise
    if was_open and facts.state == PaymentState.CREATED and payment_is_known(payment_id):
        return  # still open, as we knew: nothing to write
    with transaction():
        if facts.state == PaymentState.CREATED:
            beginning.opened(payment_id, facts)
        else:
            settling.settle(payment_id, facts, outbox=outbox)


def payment_is_known(payment_id: int) -> bool:
    """Tell whether we know the page of a payment."""
    return db.session.get_one(Payment, payment_id).session_id is not None


def take_event(told: Told, *, gateway: Gateway, outbox: Outbox) -> None:
    """Take an event in: ask Stripe what is true, and write the effect and the event's id in one transaction.

    Raises:
        Unreachable: when Stripe does not answer; the event is not taken in, and will come again.
    """
    if queries.is_known(told.event_id):
        return
    payment_id, is_settled = _payment_of(told)
    page = None if is_settled else _page_of(told, gateway)
    if page is not None:
        payment_id = _payment_id(page)
    refunds: list[RefundFacts] = []
    dispute: DisputeFacts | None = None
    if payment_id is not None and told.dispute_id:
        dispute = gateway.look_at_dispute(told.dispute_id)
    elif payment_id is not None and told.intent_id and told.kind.startswith(("charge.refund", "refund.")):
        refunds = gateway.list_refunds(told.intent_id)
    with transaction():
        if not _record(told, payment_id) or payment_id is None:
            return
        if page is not None:
            settling.settle(payment_id, page, outbox=outbox)
        if refunds:
            refunding.take_in(payment_id, refunds, outbox=outbox)
        if dispute is not None:
            disputing.take_in(payment_id, dispute)


def _page_of(told: Told, gateway: Gateway) -> PageFacts | None:
    """Return the page an event is about; for one of a payment, the page it was made through, if we may not know it."""
    try:
        if told.session_id:
            return gateway.look_at_page(told.session_id)
        if told.intent_id:
            return gateway.find_page(told.intent_id)
    except Refused:
        log.warning("Event %s is about something Stripe does not show us.", told.event_id)
    return None


def _payment_of(told: Told) -> tuple[int | None, bool]:
    """Return the payment an event is about, as far as we know, and whether it succeeded.

    Away from that nothing leads: its page says no more.
    """
    payment = queries.find_payment(session_id=told.session_id, intent_id=told.intent_id)
    found = (payment.id, payment.state == PaymentState.SUCCEEDED) if payment is not None else (None, False)
    db.session.rollback()  # no read stays open while Stripe thinks
    return found


def _payment_id(page: PageFacts) -> int | None:
    payment = queries.find_payment(session_id=page.session_id, intent_id=page.intent_id, attempt=page.attempt)
    found = payment.id if payment is not None else None
    db.session.rollback()
    return found


def _record(told: Told, payment_id: int | None) -> bool:
    """Record an event; False when somebody else has, who may have brought it at this very moment."""
    id = insert_once(
        StripeEvent, event_id=told.event_id, kind=told.kind[:80], api_version=told.api_version,
        happened_at=told.happened_at, found=f"payment:{payment_id}" if payment_id else "", taken_at=clock.now(),
    )  # fmt: skip
    return id is not None
