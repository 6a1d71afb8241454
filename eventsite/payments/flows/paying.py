"""A buyer goes to the payment page, and away from it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.outbox import Outbox
from eventsite.payments import queries
from eventsite.payments.facts import PageFacts
from eventsite.payments.flows.settling import look
from eventsite.payments.gateway import Gateway, PaymentsOff, Refused, Unknown, Unreachable
from eventsite.payments.models import Payment
from eventsite.payments.services import beginning, settling
from eventsite.payments.services.beginning import Agreed, Begun, Outcome
from eventsite.payments.states import PaymentState
from eventsite.registration.models import Order
from eventsite.registration.services.availability import PassChanging


def pay(order: Order, *, agreed: Agreed, page: str, gateway: Gateway, outbox: Outbox) -> str:
    """Return the address of the payment page, or '' when the order's own page says what is next.

    Raises:
        PaymentsOff: when there is something to pay and no way to.
        Unreachable: when Stripe does not answer; nothing was charged, and trying again finds the same page.
        Refused: when Stripe will make no page for this order.
        DomainError: whatever `beginning.begin_payment` raises.
    """
    if order.total and not gateway.is_on:
        raise PaymentsOff("Nothing can be paid on this site yet. Write to the desk; your seats are held meanwhile.")
    order_id = order.id
    for payment in _doubtful(order):
        with suppress(Unknown):  # its seats were given up: going on wins them back, with a page of the keys of now
            look(payment, gateway=gateway, outbox=outbox)
    for _ in range(2):
        with transaction():
            begun = beginning.begin_payment(order_id, agreed=agreed, page=page, outbox=outbox)
        if begun.outcome != Outcome.PAGE:
            return ""
        address = _address(begun, gateway)
        if address:
            return address
    raise Refused("The payment page could not be opened. Nothing was charged; try again, or write to the desk.")


def close_pages(order_id: int, *, gateway: Gateway, outbox: Outbox) -> bool:
    """Close every page of an order at Stripe; tell whether nobody can pay it any more and nobody has.

    When Stripe does not answer the page may be open still, so its seats stay held.
    """
    for payment in queries.list_unsettled(db.session.get_one(Order, order_id)):
        if payment.state == PaymentState.PENDING:
            return False
        payment_id, session_id = payment.id, payment.session_id
        body, key = _words(payment), payment.idempotency_key
        with transaction():
            beginning.closing(payment_id)
        try:
            facts = _closed(session_id, body, key, gateway)
        except (Unreachable, Refused, PaymentsOff):
            return False
        with suppress(PassChanging), transaction():  # then it is paid, and will be asked about again
            if facts is not None:
                settling.settle(payment_id, facts, outbox=outbox)
            else:
                beginning.refused(payment_id, "Stripe made no page.")
        if facts is not None and facts.state != PaymentState.CANCELLED:
            return False
    return True


def _closed(session_id: str | None, body: dict[str, Any], key: str, gateway: Gateway) -> PageFacts | None:
    """Close one page; an attempt whose answer was lost is found first. None: Stripe never made it."""
    db.session.rollback()  # no read stays open while Stripe thinks
    if session_id is None:
        try:
            session_id = gateway.open_page(body, key).session_id
        except Refused:
            return None
    return gateway.close_page(session_id)


def _address(begun: Begun, gateway: Gateway) -> str:
    """Return the address of the attempt's page, asking Stripe for it if need be; '' when Stripe refuses this one."""
    if begun.page:
        return begun.page
    try:
        facts = gateway.open_page(begun.request, begun.key)
    except Refused as error:
        with transaction():
            beginning.refused(begun.payment_id, str(error))
        return ""
    with transaction():
        beginning.opened(begun.payment_id, facts)
    return facts.url


def _doubtful(order: Order) -> Sequence[Payment]:
    """Return the attempts whose page is closed by now and about which Stripe was not asked."""
    now = clock.now()
    return [p for p in queries.list_unsettled(order) if p.state == PaymentState.CREATED and p.expires_at <= now]


def _words(payment: Payment) -> dict[str, Any]:
    return dict(payment.request)
