"""What Stripe says of a payment page becomes what we know: safe any number of times, in any order, at once.

The return page, the webhook and the reconciler all come here, with facts they asked Stripe for. The order is locked
first and then the payment, so that whoever comes second finds what the first one wrote.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from eventsite.billing import journal, receipts
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.outbox import Outbox
from eventsite.core.states import step
from eventsite.payments import queries
from eventsite.payments.facts import PageFacts
from eventsite.payments.models import EventsRead, Payment
from eventsite.payments.services.beginning import lock_payment
from eventsite.payments.states import PAYMENT_STEPS, PaymentState
from eventsite.registration.emails import DEBIT_FAILED, MONEY_WITHOUT_SEAT, ORDER_CONFIRMED
from eventsite.registration.models import Order, Share
from eventsite.registration.services import holding
from eventsite.registration.services.availability import SoldOut
from eventsite.registration.states import SHARE_STEPS, HoldReason, OrderState, SeatState, ShareState


def settle(payment_id: int, facts: PageFacts, *, outbox: Outbox) -> None:
    """Take in what Stripe says of a page."""
    payment = lock_payment(payment_id)
    with db.session.no_autoflush:  # what changes is written in one go, and nothing here reads it from the tables
        _note(payment, facts)
        if facts.state in PAYMENT_STEPS[payment.state]:
            holding.read_whole(payment.order)
            payment.state = facts.state
            _carry_on(payment, facts, outbox)
    db.session.flush()


def _carry_on(payment: Payment, facts: PageFacts, outbox: Outbox) -> None:
    if facts.state == PaymentState.SUCCEEDED:
        _money_came(payment, facts, outbox)
    elif facts.state == PaymentState.PENDING:
        _debit_began(payment.order)
    elif facts.state == PaymentState.FAILED:
        _debit_failed(payment, outbox)
    else:
        _page_closed(payment)


def give_seat(order: Order, *, outbox: Outbox) -> None:
    """Win the seats back for money that waits to be sorted, and let it pay them. `order` is locked.

    Raises:
        NotYours: when it cannot (any more), saying why.
        SoldOut: when there is no seat; raising the capacity makes one.
    """
    share = order.shares[0]
    if why := why_no_seat(order, _credit(share), is_disputed=queries.has_open_dispute(order)):
        raise holding.NotYours(why)
    holding.win_back(order)
    _sell(share)
    journal.credit_used(share, min(_credit(share), share.amount), key=f"credit_used:{order.id}")
    _settle_share(share)
    paid = next(payment for payment in reversed(queries.list_attempts(order)) if payment.received)
    _receipt(paid)
    outbox.put(ORDER_CONFIRMED, str(order.id), order=order.id)


def why_no_seat(order: Order, credit: int, *, is_disputed: bool) -> str:
    """Return why an order's credit (minor units) cannot pay its seats, '' when it can."""
    if credit <= 0:
        return "Nothing waits here any more: somebody has sorted it."
    if is_disputed:
        return "The payer's bank is deciding a dispute about this money."
    if order.replaced_by_id is not None:
        return "The buyer changed this order for another one."
    if order.state == OrderState.CONFIRMED or any(line.state == SeatState.CONFIRMED for line in order.lines):
        return "The order has its seats."
    if any(line.state == SeatState.CANCELLED for line in order.lines):
        return "The seats were cancelled."
    return "It is less than the seats cost." if credit < order.total else ""


def note_events_read(until: datetime) -> None:
    """Record that every event until then was taken in, by webhook or from Stripe's list."""
    read = db.session.scalar(select(EventsRead).with_for_update())
    if read is None:
        db.session.add(EventsRead(until=until))
    elif read.until < until:
        read.until = until
    db.session.flush()


def _note(payment: Payment, facts: PageFacts) -> None:
    payment.session_id = payment.session_id or facts.session_id
    payment.intent_id = payment.intent_id or facts.intent_id
    payment.charge_id = facts.charge_id or payment.charge_id
    payment.method = facts.method or payment.method
    payment.error = facts.error or payment.error
    payment.looked_at = clock.now()


def _money_came(payment: Payment, facts: PageFacts, outbox: Outbox) -> None:
    order, share = payment.order, payment.share
    payment.paid_at = clock.now()
    if facts.currency != payment.currency:
        payment.error = f"{facts.received} came in {facts.currency}, not in {payment.currency}: look at it in Stripe."
        _has_no_seat(payment, outbox)
        return
    payment.received = facts.received
    is_new = order.state != OrderState.CONFIRMED
    has_seats = not is_new or (facts.received >= share.amount and _take_seats(order))
    sold_key, paid_key = f"sold:{share.id}", f"paid:{payment.id}"
    if has_seats and is_new:
        journal.sold_and_paid(share, facts.received, sold_key=sold_key, paid_key=paid_key)
        _settle_share(share)
        _receipt(payment)
        outbox.put(ORDER_CONFIRMED, str(order.id), order=order.id)
    else:
        journal.paid(share, facts.received, key=paid_key)
        _has_no_seat(payment, outbox)


def _has_no_seat(payment: Payment, outbox: Outbox) -> None:
    """Let somebody sort the money of an order, and nobody wait for its seats if no other money can come."""
    if payment.order.state == OrderState.HELD and not _others_that_wait(payment):
        holding.give_up(payment.order, OrderState.EXPIRED)
    outbox.put(MONEY_WITHOUT_SEAT, str(payment.id), order=payment.order_id)


def _take_seats(order: Order) -> bool:
    """Confirm the seats that were held, or win them back; False when they are gone, or the order was changed."""
    if order.state == OrderState.CANCELLED:
        return False
    try:
        if holding.still_has(order):
            holding.confirm(order)
        else:
            holding.win_back(order)
    except SoldOut:
        return False
    return True


def _debit_began(order: Order) -> None:
    """A bank debit is on its way: the seats are kept until Stripe says how it ended."""
    if order.state not in (OrderState.HELD, OrderState.EXPIRED) or order.replaced_by_id is not None:
        return
    try:
        holding.keep(order, HoldReason.BANK_DEBIT, None)
    except SoldOut:
        return  # its money will wait to be sorted, if it comes


def _debit_failed(payment: Payment, outbox: Outbox) -> None:
    order = payment.order
    if order.state != OrderState.HELD:
        return
    others = _others_that_wait(payment)
    if not others:
        holding.give_up(order, OrderState.EXPIRED)
        outbox.put(DEBIT_FAILED, str(payment.id), order=order.id)
    elif all(other.state == PaymentState.CREATED for other in others):
        holding.keep(order, HoldReason.PAYMENT_PAGE, max(other.expires_at for other in others))


def _page_closed(payment: Payment) -> None:
    order = payment.order
    if order.state != OrderState.HELD or order.hold_reason != HoldReason.PAYMENT_PAGE or _others_that_wait(payment):
        return
    if payment.is_closing:
        holding.keep(order, HoldReason.BASKET, clock.now() + holding.BASKET)
    else:
        holding.give_up(order, OrderState.EXPIRED)


def _others_that_wait(payment: Payment) -> list[Payment]:
    """Return the other attempts of the same order that may still bring its money."""
    return [other for other in queries.list_unsettled(payment.order) if other.id != payment.id]


def _sell(share: Share) -> None:
    journal.sold(share, key=f"sold:{share.id}")


def _settle_share(share: Share) -> None:
    share.state = step(SHARE_STEPS, share.state, ShareState.SETTLED, "The share")


def _receipt(payment: Payment) -> None:
    receipts.issue(
        share=payment.share,
        amount=payment.received,
        method=payment.method,
        reference=payment.intent_id or "",
        key=f"payment:{payment.id}",
    )


def _credit(share: Share) -> int:
    return -journal.balance(journal.credit(share.payer))
