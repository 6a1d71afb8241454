"""Money goes back: seats or an amount from the desk, credit that waited to be sorted, and what the dashboard did.

A refund first takes its money out of the payer's credit, so that nothing can be given back twice; the outbox then
asks Stripe. One that fails returns to the credit, and so to the money to sort.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any

from eventsite.billing import journal
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.money import money
from eventsite.core.outbox import Outbox
from eventsite.core.states import step
from eventsite.payments import queries
from eventsite.payments.facts import RefundFacts
from eventsite.payments.models import Payment, Refund
from eventsite.payments.services.beginning import lock_payment
from eventsite.payments.states import REFUND_STEPS, DisputeState, PaymentState, RefundSource, RefundState
from eventsite.registration.emails import MONEY_BACK, SEATS_CANCELLED
from eventsite.registration.models import Line, Order, Share
from eventsite.registration.services import holding
from eventsite.registration.states import OrderState, SeatState

SEND_REFUND = "payments.send_refund"


class CannotRefund(DomainError):
    """There is nothing to give back, less than was asked for, or a bank is deciding about the money."""


def refund_seats(order_id: int, lines: Collection[int], *, reason: str, outbox: Outbox) -> list[Refund]:
    """Take seats back and give what was paid for them: every refund that this asks Stripe for.

    There is none for free seats, nor for what a bank gave their payer in a dispute that was lost.

    Raises:
        CannotRefund: for a seat that is not confirmed, or while a dispute is open.
    """
    order = _undisputed(order_id)
    chosen = [line for line in order.lines if line.id in set(lines)]
    if not chosen or len(chosen) != len(set(lines)) or any(line.state != SeatState.CONFIRMED for line in chosen):
        raise CannotRefund("Choose seats that are confirmed. Somebody may have cancelled one of these just now.")
    share = order.shares[0]
    amount = _take_back(order, chosen, key=f"back:{order.id}:{secrets.token_hex(6)}")
    refunds = _ask(share, amount, reason=reason, outbox=outbox)
    _tell(order, chosen, refunds, outbox)
    return refunds


def refund_amount(order_id: int, amount: int, *, reason: str, outbox: Outbox) -> list[Refund]:
    """Give part of the price back although the seats stay, in minor units.

    Raises:
        CannotRefund: for more than was paid and not given back, or while a dispute is open.
    """
    order = _undisputed(order_id)
    most = most_back(order)
    if not 0 < amount <= most:
        raise CannotRefund(f"At most {money(most, order.currency)} can be given back on these seats.")
    share = order.shares[0]
    journal.allowance(share, amount, key=f"allowance:{order.id}:{secrets.token_hex(6)}")
    refunds = _ask(share, amount, reason=reason, outbox=outbox)
    _tell(order, [], refunds, outbox)
    return refunds


def refund_credit(order_id: int, *, reason: str, outbox: Outbox) -> list[Refund]:
    """Give back everything of an order that waits to be sorted.

    Raises:
        CannotRefund: when nothing does (any more), or while a dispute is open.
    """
    order = _undisputed(order_id)
    share = order.shares[0]
    amount = -journal.balance(journal.credit(share.payer))
    if amount <= 0:
        raise CannotRefund("Nothing waits here any more: somebody has sorted it.")
    refunds = _ask(share, amount, reason=reason, outbox=outbox)
    _tell(order, [], refunds, outbox)
    return refunds


def cancel_unpaid(order_id: int) -> None:
    """Let the seats of an order go that nobody has paid; its payment pages were closed before.

    Raises:
        NotYours: when it was paid, or a bank debit is on its way.
    """
    order = holding.lock_order(order_id)
    if order.state != OrderState.HELD or order.hold_reason != "basket":
        raise holding.NotYours("This order has gone on in the meantime. Look at where it stands now.")
    holding.give_up(order, OrderState.CANCELLED)


def apply(refund_id: int, facts: RefundFacts) -> None:
    """Take in what Stripe says of a refund that we asked for or took in; safe any number of times."""
    payment_id = db.session.execute(db.select(Refund.payment_id).filter_by(id=refund_id)).scalar_one()
    lock_payment(payment_id)
    refund = db.session.get_one(Refund, refund_id, with_for_update=True, populate_existing=True)
    refund.refund_id, refund.looked_at = refund.refund_id or facts.refund_id, clock.now()
    refund.error = facts.error or refund.error
    if facts.state in REFUND_STEPS[refund.state]:
        _move(refund, facts.state)
    db.session.flush()


def failed(refund_id: int, why: str) -> None:
    """Record that Stripe would not refund: the money is the payer's credit again."""
    refund = db.session.get_one(Refund, refund_id)
    lock_payment(refund.payment_id)
    db.session.refresh(refund, with_for_update=True)
    refund.error = why
    if refund.state == RefundState.CREATED:
        _move(refund, RefundState.FAILED)
    db.session.flush()


def take_in(payment_id: int, found: Sequence[RefundFacts], *, outbox: Outbox) -> None:
    """Take in every refund of a payment as Stripe lists them, those made in its dashboard too.

    Those in another currency than was asked for are told, and in no book of ours.
    """
    payment = lock_payment(payment_id)
    db.session.refresh(payment, ["refunds"])
    foreign = [facts for facts in found if facts.currency != payment.currency and facts.state != RefundState.FAILED]
    payment.returned = ", ".join(money(facts.amount, facts.currency) for facts in foreign)[:200]
    ours = {refund.idempotency_key: refund for refund in payment.refunds if refund.idempotency_key}
    known = {refund.refund_id: refund for refund in payment.refunds if refund.refund_id}
    for facts in found:
        if facts.currency != payment.currency:
            continue
        refund = known.get(facts.refund_id) or ours.get(facts.attempt) or _from_dashboard(payment, facts, outbox=outbox)
        if refund is not None:
            apply(refund.id, facts)


def refundable(payment: Payment) -> int:
    """Return what of a payment was neither given back, nor asked to be, nor taken by a bank, in minor units."""
    refunded = sum(refund.amount for refund in payment.refunds if refund.state != RefundState.FAILED)
    taken = sum(dispute.amount for dispute in payment.disputes if dispute.state == DisputeState.LOST)
    return max(payment.received - refunded - taken, 0)


def most_back(order: Order) -> int:
    """Return how much can be given back while the seats stay, in minor units; 2 queries."""
    paid = [payment for payment in queries.list_payments(order) if payment.state == PaymentState.SUCCEEDED]
    return max(min(_still_sold(order), sum(map(refundable, paid))), 0)


def _undisputed(order_id: int) -> Order:
    order = holding.lock_order(order_id)
    if queries.has_open_dispute(order):
        raise CannotRefund("The payer's bank is deciding a dispute about this money: a refund could pay twice.")
    return order


def _still_sold(order: Order) -> int:
    """Return what of an order's price was neither taken back nor given up."""
    return -journal.balance_of_order(order, journal.DEFERRED)


def _take_back(order: Order, lines: Sequence[Line], *, key: str) -> int:
    """Cancel seats; return what their payer is owed for them, less what was given up of it before."""
    amount = min(holding.cancel_seats(order, lines), _still_sold(order))
    share = order.shares[0]
    owed = -journal.balance(journal.credit(share.payer))
    journal.seats_taken_back(share, amount, key=key)
    return -journal.balance(journal.credit(share.payer)) - owed


def _ask(share: Share, amount: int, *, reason: str, outbox: Outbox) -> list[Refund]:
    """Ask for an amount back through the payments that brought it, the latest first."""
    refunds, rest = [], amount
    for payment in reversed(queries.list_payments(share.order)):
        part = min(rest, refundable(payment))
        if payment.state == PaymentState.SUCCEEDED and part > 0:
            refunds.append(_refund(payment, part, reason))
            rest -= part
    if rest:
        raise CannotRefund("More than was paid cannot be given back. Reload the page: somebody else refunded just now.")
    for refund in refunds:
        outbox.put(SEND_REFUND, str(refund.id), refund=refund.id)
    return refunds


def _refund(payment: Payment, amount: int, reason: str) -> Refund:
    key = f"refund-{payment.id}-{secrets.token_hex(8)}"
    refund = Refund(
        payment=payment, source=RefundSource.DESK, amount=amount, reason=reason, idempotency_key=key,
        request=_request(payment, amount, key), created_at=clock.now(),
    )  # fmt: skip
    db.session.add(refund)
    db.session.flush()
    journal.refund_asked(payment.share, amount, key=f"refund_asked:{refund.id}")
    return refund


def _tell(order: Order, lines: Sequence[Line], refunds: Sequence[Refund], outbox: Outbox) -> None:
    """Ask for the mail about seats that were taken back; about the money alone where none were."""
    gone, back = [line.id for line in lines], [refund.id for refund in refunds]
    if gone:
        cause = "-".join(map(str, (order.id, *gone)))[:120]
        outbox.put(SEATS_CANCELLED, cause, order=order.id, lines=gone, refunds=back)
    elif back:
        outbox.put(MONEY_BACK, "-".join(map(str, back))[:120], order=order.id, refunds=back)


def _request(payment: Payment, amount: int, key: str) -> dict[str, Any]:
    about = {"order": payment.order.code, "attempt": key}
    return {"payment_intent": payment.intent_id, "amount": amount, "reason": "requested_by_customer", "metadata": about}


def _from_dashboard(payment: Payment, facts: RefundFacts, *, outbox: Outbox) -> Refund | None:
    """Record a refund that somebody made in Stripe: it uses what waits to be sorted, and then the price itself.

    One that gives everything back takes the seats too. A failed one moved nothing.
    """
    if facts.state == RefundState.FAILED:
        return None
    refund = Refund(
        payment=payment, source=RefundSource.STRIPE, amount=facts.amount, refund_id=facts.refund_id,
        reason="Made in Stripe's dashboard", created_at=clock.now(),
    )  # fmt: skip
    db.session.add(refund)
    db.session.flush()
    order, share = payment.order, payment.share
    key = f"stripe:{refund.id}"
    gone = _make_credit(order, facts.amount, key)
    journal.refund_asked(share, facts.amount, key=f"refund_asked:{refund.id}")
    _tell(order, gone, [refund], outbox)
    return refund


def _make_credit(order: Order, amount: int, key: str) -> list[Line]:
    """See that the payer has `amount` of credit: what a dashboard gave back was theirs to have; return the seats taken.

    Where less than that is sold, the desk has asked for it too: Stripe will refuse the desk, whose part is credit then.
    """
    share, still_sold = order.shares[0], _still_sold(order)
    missing = amount + journal.balance(journal.credit(share.payer))
    if missing <= 0:
        return []
    seats = [line for line in order.lines if line.state == SeatState.CONFIRMED]
    if seats and 0 < still_sold <= missing:
        _take_back(order, seats, key=key)
        return seats
    journal.allowance(share, min(missing, still_sold), key=key)
    return []


def _move(refund: Refund, state: RefundState) -> None:
    was_refunded = refund.state == RefundState.SUCCEEDED
    refund.state = step(REFUND_STEPS, refund.state, state, "The refund")
    share = refund.payment.share
    if state == RefundState.PENDING:
        return
    refund.settled_at = clock.now()
    if state == RefundState.SUCCEEDED:
        journal.refunded(share, refund.amount, key=f"refunded:{refund.id}")
    else:
        journal.refund_failed(share, refund.amount, key=f"refund_failed:{refund.id}", was_refunded=was_refunded)
