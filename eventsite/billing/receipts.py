"""Receipts: issued once for what was paid, numbered without gaps, and never changed afterwards."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, select

from eventsite.billing.models import Receipt
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.numbering import next_number
from eventsite.core.wording import day
from eventsite.registration.models import Line, Order, Share
from eventsite.registration.states import SeatState
from eventsite.summits.models import Summit


def issue(*, share: Share, amount: int, method: str, reference: str, key: str) -> Receipt:
    """Issue the receipt for money that paid seats, or return the one that was issued for `key`.

    Its document holds everything it will ever say: lines of one pass each, the total, and how it was paid.
    """
    there = db.session.scalar(_for_key(), {"key": key})
    if there is not None:
        return there
    order, now = share.order, clock.now()
    local = now.astimezone(order.summit.zone_info)
    number = next_number(f"receipt:{order.summit_id}:{local.year}")
    receipt = Receipt(
        summit_id=order.summit_id, order=order, number=f"{local.year}-{number:04d}", key=key, issued_at=now,
        document={
            "order": order.code,
            "summit": _about(order.summit),
            "payer": {"name": share.payer.name, "organization": share.payer.organization, "email": share.payer.email},
            "currency": order.currency,
            "lines": _lines(order),
            "total": order.total,
            "payment": {"amount": amount, "method": method, "reference": reference, "at": now.isoformat()},
        },
    )  # fmt: skip
    db.session.add(receipt)
    db.session.flush()
    return receipt


def list_receipts(order: Order) -> list[Receipt]:
    """Return the receipts of an order, the oldest first."""
    return list(db.session.scalars(_of_order(), {"order_id": order.id}))


# What every payment asks is put together once.


@cache
def _for_key() -> Select[Receipt]:
    """Take `key`."""
    return select(Receipt).where(Receipt.key == bindparam("key"))


@cache
def _of_order() -> Select[Receipt]:
    """Take `order_id`."""
    return select(Receipt).where(Receipt.order_id == bindparam("order_id")).order_by(Receipt.id)


def what(line: Line) -> str:
    """Return what a line is called on paper: the pass, and what of it was chosen."""
    choice = line.event.name if line.event else day(line.on_date) if line.on_date else ""
    return f"{line.pass_type.name}, {choice}" if choice else line.pass_type.name


def _about(summit: Summit) -> dict[str, Any]:
    place = f"{summit.city}, {summit.venue_region} {summit.venue_postal_code}".strip(" ,")
    return {
        "name": summit.name,
        "edition": summit.edition,
        "starts_on": summit.starts_on.isoformat(),
        "ends_on": summit.ends_on.isoformat(),
        "venue": [line for line in (summit.venue_name, summit.venue_street, place) if line],
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    """Group equal seats: 3 x All-access at 599.00 is one line."""
    seats = [(what(line), line.price) for line in order.lines if line.state == SeatState.CONFIRMED]
    rows = []
    for (name, price), group in groupby(sorted(seats)):
        quantity = len(list(group))
        rows.append({"what": name, "quantity": quantity, "unit": price, "amount": price * quantity})
    return rows
