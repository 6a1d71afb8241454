"""Money to sort: what came in or stayed and nobody has decided about, in plain words, and what else to look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from eventsite.billing.journal import list_credits
from eventsite.billing.models import JournalEntry, Posting
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.money import money
from eventsite.core.outbox import OutboxRow, OutboxState
from eventsite.desk.flags import CREDITS, with_credit
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.payments.services.refunding import SEND_REFUND
from eventsite.payments.services.settling import why_no_seat
from eventsite.payments.states import DisputeState, PaymentState, RefundState
from eventsite.registration.models import Line, Order
from eventsite.registration.states import HoldReason, OrderState
from eventsite.summits.models import Summit

#: A bank debit that took longer than this is looked at.
DEBITS_TAKE = timedelta(days=10)
#: Failed refunds that were sorted since are shown as the latest few.
MOST_FAILED = 20


@dataclass(frozen=True, slots=True)
class ToSort:
    """Minor units that a payer is owed, since when, and what happened. `why_no_seat` is '' where it can pay seats."""

    order: Order
    amount: int
    since: datetime
    reasons: tuple[str, ...]
    is_disputed: bool
    why_no_seat: str


@dataclass(frozen=True, slots=True)
class MoneyPage:
    """`foreign` are payments with money in another currency than was asked for; `debits` those that are late.

    `unsent` are refunds that Stripe could not be asked for, however often it was tried.
    """

    summit: Summit
    credits: tuple[ToSort, ...]
    foreign: Sequence[Payment]
    disputes: Sequence[Dispute]
    debits: Sequence[Payment]
    unsent: Sequence[Refund]
    failed: Sequence[Refund]
    waiting: frozenset[int]

    @property
    def is_sorted(self) -> bool:
        return not (self.credits or self.foreign or self.disputes or self.debits or self.unsent)


def count_to_sort(summit: Summit) -> int:
    """Return how many amounts wait for somebody; one query.

    They are the credit of orders, payments in another currency, refunds that could not be asked for, and open disputes,
    which have a day to answer by.
    """
    credits = with_credit().where(Order.summit_id == summit.id)
    disputes = select(Dispute.id).join(Payment).join(Order).where(
        Order.summit_id == summit.id, Dispute.state == DisputeState.OPEN
    )
    foreign, unsent = _foreign(summit).with_only_columns(Payment.id), _unsent(summit).with_only_columns(Refund.id)
    counts = (
        select(func.count()).select_from(rows.subquery()).scalar_subquery()
        for rows in (credits, foreign, unsent, disputes)
    )
    return sum(map(int, db.session.execute(select(*counts)).one()))


def money_page(summit: Summit) -> MoneyPage:
    """Return everything about money that somebody should look at; about 15 queries, however much it is."""
    amounts = dict(list_credits(summit.id))
    return MoneyPage(
        summit=summit,
        credits=tuple(_to_sort(amounts)),
        foreign=db.session.scalars(_foreign(summit).options(joinedload(Payment.order)).order_by(Payment.id)).all(),
        disputes=_disputes(summit),
        debits=_late_debits(summit),
        unsent=_with_orders(_unsent(summit).order_by(Refund.id)),
        failed=_failed(summit),
        waiting=frozenset(amounts),
    )


def _to_sort(amounts: Mapping[int, int]) -> Iterator[ToSort]:
    orders, payments, since = _orders(amounts), _payments(amounts), _since(amounts)
    for id, amount in amounts.items():
        order, paid = orders[id], payments[id]
        is_disputed = any(d.state == DisputeState.OPEN for payment in paid for d in payment.disputes)
        why = why_no_seat(order, amount, is_disputed=is_disputed)
        yield ToSort(order, amount, since[id], tuple(_reasons(order, paid)), is_disputed, why)


def _reasons(order: Order, payments: Sequence[Payment]) -> Iterator[str]:
    """Yield what happened, as one would tell it on the phone."""
    came = [payment for payment in payments if payment.state == PaymentState.SUCCEEDED and payment.received]
    for payment in came:
        if payment.received != payment.amount:
            got, asked = (money(amount, payment.currency) for amount in (payment.received, payment.amount))
            yield f"{got} came where {asked} was asked for."
    for refund in (refund for payment in came for refund in payment.refunds if refund.state == RefundState.FAILED):
        why = f" ({refund.error.replace('_', ' ')})" if refund.error else ""
        yield f"A refund of {money(refund.amount, order.currency)} failed{why}, and the money is here again."
    if len(came) > 1:
        yield f"It was paid {'twice' if len(came) == 2 else f'{len(came)} times'}."
    if order.replaced_by_id is not None:
        yield "It was paid after the buyer had changed it for another order."
    elif order.confirmed_at is None and order.state == OrderState.CANCELLED:
        yield "It was paid after the order was cancelled."
    elif order.confirmed_at is None and all(payment.received >= payment.amount for payment in came):
        yield "It was paid after the seats were let go, and no seat was free any more."


def _orders(ids: Collection[int]) -> Mapping[int, Order]:
    rows = select(Order).where(Order.id.in_(sorted(ids)))
    rows = rows.options(selectinload(Order.lines).joinedload(Line.pass_type))
    return {order.id: order for order in db.session.scalars(rows)}


def _payments(ids: Collection[int]) -> Mapping[int, list[Payment]]:
    rows = select(Payment).where(Payment.order_id.in_(sorted(ids))).order_by(Payment.id)
    found: dict[int, list[Payment]] = defaultdict(list)
    for payment in db.session.scalars(rows.options(selectinload(Payment.refunds), selectinload(Payment.disputes))):
        found[payment.order_id].append(payment)
    return found


def _since(ids: Collection[int]) -> Mapping[int, datetime]:
    """Return order id -> since when it has had credit without a break."""
    rows = (
        select(JournalEntry.order_id, JournalEntry.at, Posting.amount)
        .join(Posting)
        .where(JournalEntry.order_id.in_(sorted(ids)), Posting.account.startswith(CREDITS))
        .order_by(JournalEntry.id)
    )
    stood: dict[int, int] = defaultdict(int)
    since: dict[int, datetime] = {}
    for id, at, amount in db.session.execute(rows):
        if stood[id] >= 0:
            since[id] = at
        stood[id] += amount
    return since


def _foreign(summit: Summit) -> Select[Payment]:
    """Payments in another currency that were not given back, and those of which another currency went back."""
    rows = select(Payment).join(Order).where(Order.summit_id == summit.id)
    is_foreign, was_returned = Payment.received == 0, Payment.returned != ""
    return rows.where(Payment.state == PaymentState.SUCCEEDED, is_foreign != was_returned)


def _disputes(summit: Summit) -> Sequence[Dispute]:
    rows = select(Dispute).join(Payment).join(Order).where(Order.summit_id == summit.id)
    rows = rows.where(Dispute.state == DisputeState.OPEN).options(joinedload(Dispute.payment).joinedload(Payment.order))
    return db.session.scalars(rows.order_by(Dispute.opened_at, Dispute.id)).all()


def _late_debits(summit: Summit) -> Sequence[Payment]:
    rows = select(Payment).join(Order).where(Order.summit_id == summit.id, Payment.state == PaymentState.PENDING)
    rows = rows.where(
        Order.state == OrderState.HELD, Order.hold_reason == HoldReason.BANK_DEBIT,
        Payment.created_at <= clock.now() - DEBITS_TAKE,
    )  # fmt: skip
    return db.session.scalars(rows.options(joinedload(Payment.order)).order_by(Payment.created_at, Payment.id)).all()


def _unsent(summit: Summit) -> Select[Refund]:
    """Refunds that the outbox has given up."""
    asked = select(OutboxRow.payload["refund"].as_integer()).where(
        OutboxRow.state == OutboxState.PARKED, OutboxRow.kind == SEND_REFUND
    )
    rows = select(Refund).join(Payment).join(Order).where(Order.summit_id == summit.id)
    return rows.where(Refund.state == RefundState.CREATED, Refund.id.in_(asked))


def _failed(summit: Summit) -> Sequence[Refund]:
    rows = select(Refund).join(Payment).join(Order).where(Order.summit_id == summit.id)
    rows = rows.where(Refund.state == RefundState.FAILED)
    return _with_orders(rows.order_by(Refund.settled_at.desc(), Refund.id.desc()).limit(MOST_FAILED))


def _with_orders(rows: Select[Refund]) -> Sequence[Refund]:
    return db.session.scalars(rows.options(joinedload(Refund.payment).joinedload(Payment.order))).all()
