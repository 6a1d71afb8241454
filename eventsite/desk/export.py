"""The list of orders as a table of a spreadsheet. What people typed never becomes a formula there."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO

from sqlalchemy import func, select

from eventsite.core.db import db
from eventsite.core.money import plain
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import iso
from eventsite.desk.asked import Flag, OrderFilter
from eventsite.desk.orders import OrderRow, list_found, with_seats
from eventsite.payments.models import Payment, Refund
from eventsite.payments.states import RefundState
from eventsite.registration.models import Line, Order, PassType
from eventsite.registration.states import SeatState
from eventsite.summits.models import Summit

#: What a spreadsheet takes for the beginning of a formula, or leaves out before one.
_HOSTILE = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
#: The same after what another country's spreadsheet, or one that is told so, takes for the end of a cell.
_HOSTILE_AFTER = re.compile(r"([;,\t]\s*)(?=[=+\-@\uff1d\uff0b])")
#: By which spreadsheets know UTF-8.
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_HEAD = (
    "Order", "Placed", "State", "Buyer", "Organization", "Mail", "Passes", "Seats", "To be named", "Total", "Currency",
    "Received", "Given back", "Look at",
)  # fmt: skip
_FLAGS = {
    Flag.TO_SORT: "money to sort", Flag.DISPUTED: "disputed", Flag.REFUNDING: "refund on its way",
    Flag.DEBIT: "bank debit on its way",
}  # fmt: skip


def orders_csv(summit: Summit, asked: OrderFilter, *, key: LinkKey) -> str:
    """Return every order that `asked` leaves in as comma-separated values, times on the summit's clock.

    6 queries, 10 with a search.
    """
    text = StringIO()
    text.write(MARK)
    rows = list(with_seats(list_found(summit, asked, key=key)))
    table = csv.writer(text)
    table.writerow(_HEAD)
    table.writerows([harmless(cell) for cell in row] for row in _rows(summit, rows))
    return text.getvalue()


def harmless(cell: str) -> str:
    """Return a text that a spreadsheet shows as it is."""
    harmless_inside = _HOSTILE_AFTER.sub(r"\1'", cell)
    return f"'{harmless_inside}" if cell.startswith(_HOSTILE) else harmless_inside


def _rows(summit: Summit, rows: Iterable[OrderRow]) -> Iterator[list[str]]:
    received, back, passes = _received(summit), _given_back(summit), _passes(summit)
    for row in rows:
        local: datetime = row.at.astimezone(summit.zone_info)
        yield [
            row.code, iso(local), row.state.value, row.buyer, row.organization, row.email, passes.get(row.id, ""),
            str(row.seats), str(row.unnamed), plain(row.total, row.currency), row.currency,
            plain(received.get(row.id, 0), row.currency), plain(back.get(row.id, 0), row.currency),
            ", ".join(_FLAGS[flag] for flag in row.flags),
        ]  # fmt: skip


def _received(summit: Summit) -> Mapping[int, int]:
    rows = select(Payment.order_id, func.sum(Payment.received)).join(Order).where(Order.summit_id == summit.id)
    return {id: int(amount) for id, amount in db.session.execute(rows.group_by(Payment.order_id))}


def _given_back(summit: Summit) -> Mapping[int, int]:
    rows = select(Payment.order_id, func.sum(Refund.amount)).select_from(Refund).join(Payment).join(Order)
    rows = rows.where(Order.summit_id == summit.id, Refund.state == RefundState.SUCCEEDED)
    return {id: int(amount) for id, amount in db.session.execute(rows.group_by(Payment.order_id))}


def _passes(summit: Summit) -> Mapping[int, str]:
    """Return order id -> 2 All-access, 1 One day."""
    rows = (
        select(Line.order_id, func.count(), PassType.name)
        .join(PassType)
        .where(PassType.summit_id == summit.id, Line.state != SeatState.CANCELLED)
        .group_by(Line.order_id, PassType.id, PassType.name, PassType.position)
        .order_by(Line.order_id, PassType.position, PassType.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for id, seats, name in db.session.execute(rows):
        found[id].append(f"{seats} {name}")
    return {id: ", ".join(parts) for id, parts in found.items()}
