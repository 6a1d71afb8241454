"""A payment begins: the order is looked at once more, its seats are kept for as long as the page will be open, and
the attempt is recorded with the very words that Stripe will be sent. The call itself is made after the commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager

from eventsite.billing import journal
from eventsite.billing.receipts import what
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.core.states import step
from eventsite.payments import queries
from eventsite.payments.facts import PageFacts
from eventsite.payments.models import Payment
from eventsite.payments.states import PAYMENT_STEPS, PaymentState
from eventsite.registration.emails import ORDER_CONFIRMED
from eventsite.registration.models import Order
from eventsite.registration.queries import current_terms
from eventsite.registration.services import holding, repricing
from eventsite.registration.states import HoldReason, OrderState

#: Stripe keeps a page open for 30 minutes at least; the minute more is for the way there.
PAGE_LIVES = timedelta(minutes=31)
#: A bank debit takes days: it is not offered when the summit is nearer than this.
DEBITS_END = timedelta(days=10)
#: What settles later than it is confirmed.
DEBITS = ["us_bank_account", "sepa_debit", "bacs_debit", "acss_debit", "au_becs_debit", "nz_bank_account"]

#: So many confirmations an address gets in an hour for orders that cost nothing: nobody writes to strangers with them.
MOST_FREE_MAILS = 10
AN_HOUR = timedelta(hours=1)


class Outcome(Enum):
    """What came of the wish to pay."""

    PAGE = "go to the payment page"
    CHANGED = "look at the new total first"
    CONFIRMED = "nothing to pay: the seats are yours"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the buyer saw and accepted: a total in minor units, and a version of the terms."""

    total: int
    terms: int | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of it, and the attempt to go on with: its page, or what Stripe is to be asked for one."""

    outcome: Outcome
    payment_id: int = 0
    page: str = ""
    request: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""


class TermsNotAccepted(DomainError):
    """The terms of now have to be accepted first."""


def begin_payment(order_id: int, *, agreed: Agreed, page: str, outbox: Outbox) -> Begun:
    """Keep the seats and record an attempt, or find the one that is open already.

    `page` is the absolute address of the order's page, where Stripe sends its buyer back to.

    Raises:
        NotYours: when the order was paid, cancelled or changed meanwhile.
        SoldOut: when its time was over and somebody else has the seats.
        TermsNotAccepted: when there are terms and the buyer did not accept these.
    """
    order = holding.read_whole(holding.lock_order(order_id))
    if order.state in (OrderState.CONFIRMED, OrderState.CANCELLED) or order.hold_reason == HoldReason.BANK_DEBIT:
        raise holding.NotYours("This order has gone on in another window. Look at where it stands now.")
    attempts = queries.list_attempts(order)
    _refuse_to_charge_again(order, attempts)
    open_attempt = _open_attempt(order, attempts)
    if open_attempt is not None:
        return open_attempt
    if not holding.still_has(order):
        repricing.renew(order)
    if order.total != agreed.total:
        order.shown_total = agreed.total
        return Begun(Outcome.CHANGED)
    _accept_terms(order, agreed)
    order.shown_total = None
    if order.total == 0:
        holding.confirm(order)
        if is_confirmed_by_mail(order):
            outbox.put(ORDER_CONFIRMED, str(order.id), order=order.id)
        return Begun(Outcome.CONFIRMED)
    return _go_on_with(_attempt(order, page))


def opened(payment_id: int, facts: PageFacts) -> None:
    """Record the page that Stripe made; one that was settled meanwhile keeps what it knows."""
    payment = lock_payment(payment_id)
    payment.session_id, payment.page = facts.session_id, facts.url
    if payment.state == PaymentState.CREATED:
        payment.expires_at = facts.expires_at
        if payment.order.hold_reason == HoldReason.PAYMENT_PAGE:
            payment.order.hold_ends_at = facts.expires_at
    db.session.flush()


def refused(payment_id: int, why: str) -> None:
    """Record that Stripe would make no page: the seats are a basket's again, for as long as a new one's."""
    payment = lock_payment(payment_id)
    if payment.state != PaymentState.CREATED or payment.session_id is not None:
        return
    payment.state = step(PAYMENT_STEPS, payment.state, PaymentState.FAILED, "The payment")
    payment.error = why
    order = payment.order
    if order.state == OrderState.HELD and order.hold_reason == HoldReason.PAYMENT_PAGE:
        holding.keep(order, HoldReason.BASKET, clock.now() + holding.BASKET)


def lock_payment(id: int) -> Payment:
    """Lock the order of a payment and then the payment itself, and read both anew; one query."""
    return db.session.scalars(_one_locked(), {"id": id}).one()


@cache
def _one_locked() -> Select[Payment]:
    rows = select(Payment).join(Payment.order).options(contains_eager(Payment.order))
    rows = rows.with_for_update(of=[Order, Payment])  # rows are locked in the order in which tables are named here
    return rows.where(Payment.id == bindparam("id")).execution_options(populate_existing=True)


def is_confirmed_by_mail(order: Order) -> bool:
    """Tell whether a confirmed order that cost nothing gets a mail: its address had few of them in the hour before."""
    until = order.confirmed_at or clock.now()
    rows = select(func.count()).select_from(Order).where(Order.buyer_email == order.buyer_email, Order.total == 0)
    before = db.session.scalar(rows.where(Order.confirmed_at > until - AN_HOUR, Order.confirmed_at <= until)) or 0
    return before <= MOST_FREE_MAILS


def _refuse_to_charge_again(order: Order, attempts: Sequence[Payment]) -> None:
    """Nobody pays anew while money of theirs is on its way, or waits to be sorted."""
    is_pending = any(payment.state == PaymentState.PENDING for payment in attempts)
    has_paid = any(payment.received for payment in attempts)
    if is_pending or (has_paid and any(journal.balance(journal.credit(share.payer)) < 0 for share in order.shares)):
        raise holding.NotYours("We have money of yours for this order already: the desk will write to you about it.")


def closing(payment_id: int) -> None:
    """Record that we are about to close a page: a webhook may tell of it before Stripe's answer does."""
    lock_payment(payment_id).is_closing = True
    db.session.flush()


def unknown(payment_id: int) -> None:
    """Record that Stripe does not know a page whose time is over: nobody can pay there, and its seats are free.

    That is what other keys look like. What was paid there nevertheless is taken in whenever a webhook tells of it.
    """
    payment = lock_payment(payment_id)
    if payment.state != PaymentState.CREATED or payment.expires_at > clock.now():
        return
    payment.state = step(PAYMENT_STEPS, payment.state, PaymentState.FAILED, "The payment")
    payment.error = "Stripe does not know this page. Were the keys changed?"
    order = payment.order
    if order.state == OrderState.HELD and order.hold_reason == HoldReason.PAYMENT_PAGE:
        holding.give_up(order, OrderState.EXPIRED)


def _open_attempt(order: Order, attempts: Sequence[Payment]) -> Begun | None:
    """Return the attempt whose page is open, or whose answer was lost, for the total of now."""
    if order.state != OrderState.HELD or order.hold_reason != HoldReason.PAYMENT_PAGE:
        return None
    created = [payment for payment in attempts if payment.state == PaymentState.CREATED]
    return next((_go_on_with(p) for p in created if p.amount == order.total and p.expires_at > clock.now()), None)


def _go_on_with(payment: Payment) -> Begun:
    return Begun(Outcome.PAGE, payment.id, payment.page, payment.request, payment.idempotency_key)


def _accept_terms(order: Order, agreed: Agreed) -> None:
    terms = current_terms(order.summit)
    if terms is None:
        return
    if agreed.terms != terms.version:
        raise TermsNotAccepted("Accept the terms and the refund policy to go on.")
    order.terms, order.terms_accepted_at = terms, clock.now()


def _attempt(order: Order, page: str) -> Payment:
    now, key = clock.now(), f"{order.code}-{secrets.token_hex(8)}"
    expires_at = (now + PAGE_LIVES).replace(microsecond=0)  # Stripe counts in seconds
    payment = Payment(
        order=order, share=order.shares[0], amount=order.total, currency=order.currency, idempotency_key=key,
        request=request_body(order, key=key, expires_at=expires_at, page=page), expires_at=expires_at, created_at=now,
    )  # fmt: skip
    db.session.add(payment)
    holding.go_on(order, HoldReason.PAYMENT_PAGE, expires_at)
    db.session.flush()
    return payment


def request_body(order: Order, *, key: str, expires_at: datetime, page: str) -> dict[str, Any]:
    """Return what Stripe is asked for: one item per pass and price, in the order's currency and no other."""
    about = {"order": order.code, "attempt": key}
    body: dict[str, Any] = {
        "mode": "payment",
        "submit_type": "pay",
        "line_items": list(_items(order)),
        "success_url": f"{page}?from=payment",
        "cancel_url": page,
        "client_reference_id": order.code,
        "customer_email": order.buyer_email,
        "expires_at": int(expires_at.timestamp()),
        "metadata": about,
        "payment_intent_data": {"metadata": about, "description": f"Order {order.code}, {order.summit.name}"[:500]},
        "adaptive_pricing": {"enabled": False},
    }
    if are_debits_over(order.summit.starts_on, clock.now().astimezone(order.summit.zone_info).date()):
        body["excluded_payment_method_types"] = DEBITS
    return body


def are_debits_over(starts_on: date, today: date) -> bool:
    return today > starts_on - DEBITS_END


def _items(order: Order) -> Iterable[dict[str, Any]]:
    seats = sorted((what(line), line.price) for line in order.lines)
    for (name, price), group in groupby(seats):
        product = {"name": f"{name}, {order.summit.name}"[:250]}
        yield {
            "quantity": len(list(group)),
            "price_data": {"currency": order.currency.lower(), "unit_amount": price, "product_data": product},
        }
