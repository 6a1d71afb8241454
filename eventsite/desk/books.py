"""The books of one order: every entry of the journal, an account in each column, and what stands on it in the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eventsite.billing.journal import CLEARING, DEFERRED, REFUND_PAYABLE
from eventsite.billing.models import JournalEntry
from eventsite.core.db import db
from eventsite.registration.models import Order

_ACCOUNTS = {
    CLEARING: "Stripe clearing",
    "receivable": "Receivable",
    DEFERRED: "Deferred revenue",
    "customer_credit": "Customer credit",
    REFUND_PAYABLE: "Refund payable",
}
_KINDS = {
    "sold": "Sold",
    "paid": "Paid",
    "credit_used": "Credit pays the seats",
    "seats_taken_back": "Seats taken back",
    "allowance": "Part of the price given up",
    "refund_asked": "Refund asked for",
    "refunded": "Refunded",
    "refund_failed": "Refund failed",
    "dispute_opened": "Taken by a dispute",
    "dispute_won": "Dispute won",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; a side for each account of the books, in minor units: debits are positive, credits negative."""

    at: datetime
    what: str
    sides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """`accounts` are those that occur; `balances` stand under them."""

    accounts: tuple[str, ...]
    entries: tuple[Entry, ...]
    balances: tuple[int, ...]

    @property
    def sum(self) -> int:
        return sum(self.balances)

    def on(self, account: str) -> int:
        """Return what stands on an account by its name here."""
        return dict(zip(self.accounts, self.balances, strict=True)).get(account, 0)


def books_of(order: Order) -> Books:
    """Return the books of an order; 2 queries."""
    rows = select(JournalEntry).filter_by(order_id=order.id).options(selectinload(JournalEntry.postings))
    entries = db.session.scalars(rows.order_by(JournalEntry.id)).all()
    sides = [_sides(entry) for entry in entries]
    used = [kind for kind in _ACCOUNTS if any(kind in found for found in sides)]
    return Books(
        accounts=tuple(_ACCOUNTS[kind] for kind in used),
        entries=tuple(
            Entry(entry.at, _KINDS.get(entry.kind, entry.kind), tuple(found.get(kind, 0) for kind in used))
            for entry, found in zip(entries, sides, strict=True)
        ),
        balances=tuple(sum(found.get(kind, 0) for found in sides) for kind in used),
    )


def _sides(entry: JournalEntry) -> dict[str, int]:
    """Return kind of account -> minor units."""
    found: dict[str, int] = {}
    for posting in entry.postings:
        kind = posting.account.partition(":")[0]
        found[kind] = found.get(kind, 0) + posting.amount
    return found
