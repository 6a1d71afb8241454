"""What is always true of seats and money, read from the rows alone and by none of the code that wrote them.

Each check yields a sentence for everything that is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, select

from eventsite.billing.models import JournalEntry, Posting, Receipt
from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.core.numbering import NumberSeries
from eventsite.core.outbox import OutboxRow
from eventsite.payments.models import Dispute, EventsRead, Payment, Refund, StripeEvent
from eventsite.registration.models import (
    Attendee,
    Capacity,
    Entitlement,
    Line,
    Order,
    PassCapacity,
    PassType,
    Payer,
    PricePhase,
    Share,
    SharePart,
)

Row = dict[str, Any]
Rows = dict[str, list[Row]]

#: What is written once and stays.
FOR_GOOD = (JournalEntry, Posting, Receipt)
_MODELS = (
    NumberSeries, OutboxRow, AuditEntry, StripeEvent, EventsRead, Capacity, PassCapacity, PassType, PricePhase,
    Entitlement, Order, Line, Attendee, Payer, Share, SharePart, *FOR_GOOD, Payment, Refund, Dispute,
)  # fmt: skip
#: Everything that buying writes, what is referred to first.
TABLES: list[Table] = [
    table for table in db.metadata.sorted_tables if any(table is model.__table__ for model in _MODELS)
]
#: When somebody last asked; the audit trail tells that too.
_PASSING = ("looked_at",)


def read() -> Rows:
    """Return every row that buying writes, of the audit trail none."""
    return {
        table.name: [dict(row) for row in db.session.execute(select(table).order_by(*table.primary_key)).mappings()]
        for table in TABLES
        if table is not AuditEntry.__table__
    }


def changes(before: Rows, after: Rows) -> list[str]:
    """Return what differs between two readings, but for what a mere look may change, and that something was heard."""
    found = []
    for name in before.keys() - {StripeEvent.__tablename__, EventsRead.__tablename__}:
        old, new = ({row["id"]: _lasting(row) for row in rows[name]} for rows in (before, after))
        found += [f"{name} {key}: {old.get(key)} became {new.get(key)}" for key in {**old, **new}
                  if old.get(key) != new.get(key)]  # fmt: skip
    return found


def rewritten(before: Rows, after: Rows) -> list[str]:
    """Return what was written for good and is not as it was."""
    found = []
    for name in (model.__tablename__ for model in FOR_GOOD):
        now = {row["id"]: row for row in after[name]}
        old = before.get(name, [])
        found += [f"{name} became {now.get(row['id'])}: {row}" for row in old if now.get(row["id"]) != row]
    return found


def _lasting(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _PASSING}


@dataclass
class Ceilings:
    """The most seats that each capacity may have: its size, or what was taken when its size was lowered below that."""

    of: dict[int, int] = field(default_factory=dict)

    def overdrawn(self, rows: Rows, now: datetime) -> Iterator[str]:
        """Yield what was sold beyond the limit; seats that went since do not come back."""
        taken = seats_taken(rows, now)
        for capacity in rows["capacity"]:
            id, size = capacity["id"], capacity["size"]
            most = max(size, self.of.get(id, size))
            if taken[id] > most:
                yield f"{capacity['name']} has {most} seats, and {taken[id]} are taken"
            self.of[id] = max(size, min(most, taken[id]))


def seats_taken(rows: Rows, now: datetime) -> Counter[int]:
    draws, orders = defaultdict(list), {order["id"]: order for order in rows["order"]}
    for link in rows["pass_capacity"]:
        draws[link["pass_type_id"]].append(link["capacity_id"])
    taken: Counter[int] = Counter()
    for line in rows["line"]:
        if line["state"] == "confirmed" or (line["state"] == "held" and is_kept(orders[line["order_id"]], now)):
            taken.update(draws[line["pass_type_id"]])
    return taken


def is_kept(order: Row, now: datetime) -> bool:
    return order["state"] == "held" and (order["hold_reason"] != "basket" or order["hold_ends_at"] > now)


def sums_that_differ(rows: Rows) -> Iterator[str]:
    """Lines, shares and total say the same, per line and in all."""
    lines, shares = by(rows["line"], "order_id"), by(rows["share"], "order_id")
    parts = by(rows["share_part"], "line_id")
    for order in rows["order"]:
        live = [line for line in lines[order["id"]] if line["state"] != "cancelled"]
        if order["total"] != sum(line["price"] for line in live):
            yield f"order {order['id']}: its total is {order['total']}, its lines say another"
        if order["total"] != sum(share["amount"] for share in shares[order["id"]]):
            yield f"order {order['id']}: its total is {order['total']}, its shares say another"
        for line in live:
            if line["price"] != sum(part["amount"] for part in parts[line["id"]]):
                yield f"line {line['id']}: its parts do not sum to its price"


_SEATS_OF = {
    "held": [{"held"}],
    "expired": [{"released"}],
    "confirmed": [{"confirmed"}, {"confirmed", "cancelled"}],
    "cancelled": [{"released"}, {"cancelled"}],
}


def states_that_contradict(rows: Rows) -> Iterator[str]:
    """An order, its seats, its hold and its shares tell one story."""
    lines, shares = by(rows["line"], "order_id"), by(rows["share"], "order_id")
    for order in rows["order"]:
        seats = {str(line["state"]) for line in lines[order["id"]]}
        if seats not in _SEATS_OF[order["state"]]:
            yield f"order {order['id']} is {order['state']}, its seats are {sorted(seats)}"
        if (order["hold_ends_at"] is None) != (order["hold_reason"] in (None, "bank_debit")):
            yield f"order {order['id']}: its hold and the end of it do not go together"
        if order["state"] == "confirmed" and any(share["state"] == "proposed" for share in shares[order["id"]]):
            yield f"order {order['id']} is confirmed, and nobody has committed to pay"
        if order["state"] == "cancelled" and order["replaced_by_id"] and seats != {"released"}:
            yield f"order {order['id']} was changed for another, and has seats"


def entries_out_of_balance(rows: Rows) -> Iterator[str]:
    sides = by(rows["posting"], "entry_id")
    for entry in rows["journal_entry"]:
        if sum(posting["amount"] for posting in sides[entry["id"]]) or not sides[entry["id"]]:
            yield f"entry {entry['key']} does not sum to 0"


def money_without_a_home(rows: Rows) -> Iterator[str]:
    """What was received is a seat, a credit or on its way back; what is owed is what a bank took back."""
    lines, disputed, unsent = by(rows["line"], "order_id"), disputed_of(rows), unsent_of(rows)
    for order in rows["order"]:
        books = books_of(rows, order["id"])
        seats = sum(line["price"] for line in lines[order["id"]] if line["state"] == "confirmed")
        if not 0 <= -books["deferred_revenue"] <= seats:
            yield f"order {order['id']}: {-books['deferred_revenue']} is earned for seats of {seats}"
        if not 0 <= books["receivable"] <= disputed[order["id"]] + unsent[order["id"]]:
            yield f"order {order['id']}: {books['receivable']} is owed, {disputed[order['id']]} was disputed"
        if books["receivable"] > 0 and books["customer_credit"] < 0:
            yield f"order {order['id']}: its payer owes and is owed: {dict(books)}"
        if books["refund_payable"] > 0 or books["customer_credit"] > 0:
            yield f"order {order['id']}: more was given back than was there: {dict(books)}"
        if order["state"] == "confirmed" and seats and not -books["deferred_revenue"] and not books["given"]:
            yield f"order {order['id']} has its seats, and nobody sold them"


def books_of(rows: Rows, order_id: int) -> Counter[str]:
    """Return kind of account -> balance of one order; `given` is what was given up or taken back of its price."""
    kinds = {entry["id"]: entry["kind"] for entry in rows["journal_entry"] if entry["order_id"] == order_id}
    books: Counter[str] = Counter()
    for posting in rows["posting"]:
        if posting["entry_id"] in kinds:
            account = posting["account"].partition(":")[0]
            books[account] += posting["amount"]
            if account == "deferred_revenue" and posting["amount"] > 0:
                books["given"] += posting["amount"]
    return books


def disputed_of(rows: Rows) -> Counter[int]:
    """Return order id -> what banks hold back of it."""
    orders = {payment["id"]: payment["order_id"] for payment in rows["payment"]}
    held: Counter[int] = Counter()
    for dispute in rows["dispute"]:
        if dispute["state"] != "won":
            held[orders[dispute["payment_id"]]] += dispute["amount"]
    return held


def unsent_of(rows: Rows) -> Counter[int]:
    """Return order id -> what the desk asked for that Stripe may still refuse, as its dashboard was quicker."""
    orders = {payment["id"]: payment["order_id"] for payment in rows["payment"]}
    unsent: Counter[int] = Counter()
    for refund in rows["refund"]:
        if refund["state"] == "created":
            unsent[orders[refund["payment_id"]]] += refund["amount"]
    return unsent


def refunds_beyond_payments(rows: Rows) -> Iterator[str]:
    """Nobody gets back more than they paid. What was not sent yet counts, unless Stripe's dashboard was quicker."""
    refunds = by(rows["refund"], "payment_id")
    for payment in rows["payment"]:
        is_overtaken = any(refund["source"] == "stripe" for refund in refunds[payment["id"]])
        gone = ("failed", "created") if is_overtaken else ("failed",)
        back = sum(refund["amount"] for refund in refunds[payment["id"]] if refund["state"] not in gone)
        if back > payment["received"]:
            yield f"payment {payment['id']} brought {payment['received']}, and {back} goes back"


def papers_out_of_order(rows: Rows) -> Iterator[str]:
    """Receipts have no gap and say what was paid; each thing is told to a buyer once."""
    numbers = [int(receipt["number"].partition("-")[2]) for receipt in rows["receipt"]]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"receipts are numbered {numbers}"
    paid = {f"payment:{payment['id']}": payment["received"] for payment in rows["payment"]}
    for receipt in rows["receipt"]:
        if receipt["document"]["payment"]["amount"] != paid[receipt["key"]]:
            yield f"receipt {receipt['number']} does not say what was paid"
    sure = {order["id"] for order in rows["order"] if order["confirmed_at"] is not None}
    told = [row["payload"]["order"] for row in rows["outbox_row"] if row["kind"] == "registration.order_confirmed"]
    if sorted(set(told)) != sorted(sure) or max(Counter(told).values(), default=0) > 1:
        yield f"orders {sorted(sure)} were confirmed, and {sorted(told)} were told so"


def by(rows: list[Row], name: str) -> defaultdict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def facts(rows: Rows) -> set[str]:
    """Return what there is, as "order held" and "credit"."""
    found = {f"order {order['state']}" for order in rows["order"]}
    credit = sum(row["amount"] for row in rows["posting"] if row["account"].startswith("customer_credit"))
    return found | ({"credit"} if credit else set())


def story(rows: Rows) -> Counter[str]:
    """Return how often what happened, in the words of the rows."""
    told = [f"{name} {row['state']}" for name in ("order", "payment", "refund", "dispute") for row in rows[name]]
    told += [f"entry {entry['kind']}" for entry in rows["journal_entry"]]
    told += [f"mail {row['kind'].partition('.')[2]}" for row in rows["outbox_row"]]
    return Counter(told)


#: What holds after every step, whatever happened.
ALWAYS = (
    sums_that_differ,
    states_that_contradict,
    entries_out_of_balance,
    money_without_a_home,
    refunds_beyond_payments,
    papers_out_of_order,
)
