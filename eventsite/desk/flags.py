"""What orders want to be looked at for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import Select, func, literal, or_, select, union_all

from eventsite.billing.models import JournalEntry, Posting
from eventsite.core.db import db
from eventsite.desk.asked import Flag
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.payments.states import DisputeState, RefundState
from eventsite.registration.models import Order
from eventsite.registration.states import HoldReason, OrderState
from eventsite.summits.models import Summit

#: How the journal's accounts of customer credit begin; what stands there is the money to sort.
CREDITS = "customer_credit:"


def flags_of(summit: Summit) -> Mapping[int, tuple[Flag, ...]]:
    """Return order id -> its flags, for those that have any; one query."""
    parts = [_to_sort(), _disputed(), _refunding(), _debits()]
    rows = union_all(*(part.where(Order.summit_id == summit.id) for part in parts))
    found: dict[int, set[str]] = defaultdict(set)
    for id, flag in db.session.execute(rows):
        found[id].add(flag)
    return {id: tuple(flag for flag in Flag if flag in flags) for id, flags in found.items()}


def with_credit() -> Select[int]:
    """Return the ids of orders with a payer who has credit.

    Credit is rare: the few postings are found first, or SQLite would look for some in every order of the summit.
    """
    sides = select(Posting.entry_id, Posting.amount).where(Posting.account.startswith(CREDITS))
    rare = sides.cte("credit_sides").prefix_with("MATERIALIZED")
    rows = select(Order.id).select_from(rare).join(JournalEntry, JournalEntry.id == rare.c.entry_id).join(Order)
    return rows.group_by(Order.id).having(func.sum(rare.c.amount) < 0)


def _to_sort() -> Select[int, str]:
    return with_credit().add_columns(literal(Flag.TO_SORT.value))


def _disputed() -> Select[int, str]:
    rows = select(Order.id, literal(Flag.DISPUTED.value)).select_from(Dispute).join(Payment).join(Order)
    is_unpaid = (Dispute.state == DisputeState.LOST) & (Order.state == OrderState.CONFIRMED)
    return rows.where(or_(Dispute.state == DisputeState.OPEN, is_unpaid)).distinct()


def _refunding() -> Select[int, str]:
    rows = select(Order.id, literal(Flag.REFUNDING.value)).select_from(Refund).join(Payment).join(Order)
    return rows.where(Refund.state.in_((RefundState.CREATED, RefundState.PENDING)))


def _debits() -> Select[int, str]:
    rows = select(Order.id, literal(Flag.DEBIT.value))
    return rows.where(Order.state == OrderState.HELD, Order.hold_reason == HoldReason.BANK_DEBIT)
