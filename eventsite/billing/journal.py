"""The journal: append-only double entry in minor units. Balances are sums, never columns.

Accounts that exist by now, and the side on which they usually stand (debits are positive, credits negative):

    stripe_clearing          debit    what Stripe holds for us
    receivable:<share>       debit    what a payer still owes on a share
    deferred_revenue         credit   what was sold of a summit that is still to come
    customer_credit:<payer>  credit   what a payer is owed and nobody has decided about yet: the money to sort
    refund_payable           credit   what is on its way back

Each function is one thing that happens. `key` names the cause, so that a cause that is told twice is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select

from eventsite.billing.models import JournalEntry, Posting
from eventsite.core import clock
from eventsite.core.db import db, insert_into, insert_once
from eventsite.registration.models import Order, Payer, Share

CLEARING = "stripe_clearing"
DEFERRED = "deferred_revenue"
REFUND_PAYABLE = "refund_payable"


class Unbalanced(ValueError):
    """An entry whose sides do not sum to zero was about to be written."""


def receivable(share: Share) -> str:
    return f"receivable:{share.id}"


def credit(payer: Payer) -> str:
    return f"customer_credit:{payer.id}"


def post(*, order: Order, kind: str, key: str, postings: Mapping[str, int]) -> bool:
    """Write one entry, unless `key` was written already; tell whether it was. Zero sides are left out.

    Raises:
        Unbalanced: when the sides do not sum to zero.
    """
    sides = _balanced(key, postings)
    entry_id = insert_once(JournalEntry, key=key, kind=kind, order_id=order.id, at=clock.now()) if sides else None
    if entry_id is None:
        return False
    _write(order, {entry_id: sides})
    return True


def balance(account: str) -> int:
    """Return what stands on an account; one query."""
    return int(db.session.scalar(_balance(), {"account": account}) or 0)


@cache
def _balance() -> Select[int]:
    """Take `account`. It is put together once, for every payment asks it."""
    return select(func.sum(Posting.amount)).where(Posting.account == bindparam("account"))


def balance_of_order(order: Order, account: str) -> int:
    """Return what one order's entries left on an account; one query."""
    rows = select(func.sum(Posting.amount)).join(JournalEntry).where(JournalEntry.order_id == order.id)
    return int(db.session.scalar(rows.where(Posting.account == account)) or 0)


def list_credits(summit_id: int) -> list[tuple[int, int]]:
    """Return (order id, minor units) of every order with a payer who has credit, the oldest first: money to sort."""
    rows = (
        select(Order.id, -func.sum(Posting.amount))
        .select_from(Posting)
        .join(JournalEntry)
        .join(Order)
        .where(Order.summit_id == summit_id, Posting.account.startswith("customer_credit:"))
        .group_by(Order.id)
        .having(func.sum(Posting.amount) < 0)
        .order_by(Order.id)
    )
    return [(id, int(amount)) for id, amount in db.session.execute(rows)]


def sold(share: Share, key: str) -> None:
    """A payer owes a share whose seats are confirmed, and we owe them the summit."""
    post(order=share.order, kind="sold", key=key, postings={receivable(share): share.amount, DEFERRED: -share.amount})


def sold_and_paid(share: Share, amount: int, *, sold_key: str, paid_key: str) -> None:
    """Money came and made the seats of a share its payer's: what `sold` and then `paid` would write, in 3 statements.

    Neither the price nor the money is nothing.
    """
    order, price, now = share.order, share.amount, clock.now()
    owed = balance(receivable(share))
    known = {"order_id": order.id, "at": now}
    ids = _enter([{"key": sold_key, "kind": "sold", **known}, {"key": paid_key, "kind": "paid", **known}])
    entries = {}
    if sold_key in ids:
        entries[ids[sold_key]] = _balanced(sold_key, {receivable(share): price, DEFERRED: -price})
        owed += price
    if paid_key in ids:
        entries[ids[paid_key]] = _balanced(paid_key, {CLEARING: amount, **_split(share, amount, owed)})
    _write(order, entries)


def paid(share: Share, amount: int, key: str) -> None:
    """Money came for a share. What is more than is owed becomes the payer's credit: nothing received is dropped."""
    post(order=share.order, kind="paid", key=key, postings={CLEARING: amount, **_theirs(share, amount)})


def credit_used(share: Share, amount: int, key: str) -> None:
    """A payer's credit pays what they owe on a share."""
    sides = {credit(share.payer): amount, receivable(share): -amount}
    post(order=share.order, kind="credit_used", key=key, postings=sides)


def seats_taken_back(share: Share, amount: int, key: str) -> None:
    """Seats that were sold are no longer owed: what was paid for them becomes credit, what was not is not owed."""
    post(order=share.order, kind="seats_taken_back", key=key, postings={DEFERRED: amount, **_theirs(share, amount)})


def allowance(share: Share, amount: int, key: str) -> None:
    """Part of the price is given up although the seats stay: it becomes credit, which a refund then uses."""
    sides = {DEFERRED: amount, credit(share.payer): -amount}
    post(order=share.order, kind="allowance", key=key, postings=sides)


def refund_asked(share: Share, amount: int, key: str) -> None:
    """Money is on its way back out of a payer's credit; what is more than that, somebody else gave: it is owed."""
    sides = {**_ours(share, amount), REFUND_PAYABLE: -amount}
    post(order=share.order, kind="refund_asked", key=key, postings=sides)


def refunded(share: Share, amount: int, key: str) -> None:
    post(order=share.order, kind="refunded", key=key, postings={REFUND_PAYABLE: amount, CLEARING: -amount})


def refund_failed(share: Share, amount: int, key: str, *, was_refunded: bool) -> None:
    """Money that was to go back stays, or came back: it is the payer's credit again, or pays what a bank took back."""
    source = CLEARING if was_refunded else REFUND_PAYABLE
    post(order=share.order, kind="refund_failed", key=key, postings={source: amount, **_theirs(share, amount)})


def dispute_opened(share: Share, amount: int, key: str) -> None:
    """Stripe took the money out until the dispute is decided: it is owed again, but for what credit stands in for."""
    post(order=share.order, kind="dispute_opened", key=key, postings={**_ours(share, amount), CLEARING: -amount})


def dispute_won(share: Share, amount: int, key: str) -> None:
    """The money came back; what was paid once more in the meantime is too much now."""
    post(order=share.order, kind="dispute_won", key=key, postings={CLEARING: amount, **_theirs(share, amount)})


def _theirs(share: Share, amount: int) -> dict[str, int]:
    """Return the sides of an amount that is a payer's: it pays what they owe on the share, and the rest is credit."""
    return _split(share, amount, balance(receivable(share)))


def _split(share: Share, amount: int, owed: int) -> dict[str, int]:
    pays = min(amount, max(owed, 0))
    return {receivable(share): -pays, credit(share.payer): pays - amount}


def _ours(share: Share, amount: int) -> dict[str, int]:
    """Return the sides of an amount that leaves us to a payer: it uses their credit, and the rest they owe."""
    used = min(amount, max(-balance(credit(share.payer)), 0))
    return {credit(share.payer): used, receivable(share): amount - used}


def _enter(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Insert entries, each unless its key was written already; return key -> id of those that are new."""
    columns = JournalEntry.__table__.c
    new = insert_into(JournalEntry).on_conflict_do_nothing().returning(columns.key, columns.id)
    return dict(db.session.execute(new, rows).all())


def _balanced(key: str, postings: Mapping[str, int]) -> dict[str, int]:
    """Return the sides of an entry that are not zero.

    Raises:
        Unbalanced: when they do not sum to zero.
    """
    if sum(postings.values()):
        raise Unbalanced(f"{key}: {dict(postings)}")
    return {account: amount for account, amount in postings.items() if amount}


def _write(order: Order, entries: Mapping[int, Mapping[str, int]]) -> None:
    """Insert the sides of entries: entry id -> account -> amount."""
    rows = [
        {"entry_id": id, "account": account, "amount": amount, "currency": order.currency}
        for id, sides in entries.items()
        for account, amount in sides.items()
    ]
    if rows:
        db.session.execute(insert(Posting.__table__), rows)  # type: ignore[arg-type]
