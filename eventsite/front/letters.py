"""What the mails of an order say: plain values for `templates/mail`, with times and money in words.

What people typed is said back calmly (`said`): on one line, cut short, and never as an address to click on, because a
name is the one thing by which a stranger could have us write to somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventsite.billing.documents.wording import printable
from eventsite.billing.models import Receipt
from eventsite.calendar.entries import address_of
from eventsite.calendar.tickets import day_spans, subscription
from eventsite.core.links import Site
from eventsite.core.money import money
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import clock, counted, dates, day, zone
from eventsite.front.papers import choice_of
from eventsite.payments.models import Refund
from eventsite.payments.states import RefundState
from eventsite.programme.releases.public import Programme
from eventsite.registration.addresses import order_address, ticket_address
from eventsite.registration.models import Line, Order
from eventsite.registration.opened import current_programme, what_it_opens
from eventsite.registration.services import holding
from eventsite.registration.states import HoldReason, OrderState, SeatState
from eventsite.summits.models import Summit

_MOST_NAME = 80
#: What mail programs make a link of: a point within a word, or the slashes of an address.
_WITHIN = re.compile(r"(?<=\w)([.:@])(?=\w)|:(?=/)")


@dataclass(frozen=True, slots=True)
class Writing:
    """What links are made with, and where answers go."""

    key: LinkKey
    site: Site
    reply_address: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat as a mail lists it; `guest` is '' while it is to be named."""

    what: str
    guest: str
    price: str


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One of somebody's orders, with its link."""

    code: str
    summit: str
    when: str
    stands: str
    address: str


def said(text: str) -> str:
    """Return what somebody typed as it may stand in a mail to somebody else."""
    return _WITHIN.sub(lambda found: f"{found[1] or ':'} ", printable(text, _MOST_NAME))


def confirmed(order: Order, receipts: Sequence[Receipt], writing: Writing) -> dict[str, Any]:
    """Return what the confirmation says: seats, what was paid, and the one link that leads to everything else."""
    lines = [line for line in order.lines if line.state == SeatState.CONFIRMED]
    programme = current_programme(order.summit)
    unnamed = sum(not line.attendee.name for line in lines)
    return {
        **about(order.summit, programme, writing, lines),
        "name": said(order.buyer_name),
        "passes": counted(len(lines), "pass", "passes"),
        "is_one": len(lines) == 1,
        "order": order.code,
        "address": order_address(order, writing.key, writing.site),
        "seats": seats_of(lines, order.currency, programme),
        "total": money(order.total, order.currency) if order.total else "Free",
        "payments": [_payment(receipt, order) for receipt in receipts],
        "unnamed": counted(unnamed, "seat") if unnamed else "",
        "has_mailed": any(has_own_address(line) for line in lines),
        "feed": _feed(lines, programme, writing),
    }


def has_own_address(line: Line) -> bool:
    """Tell whether a seat's guest has an address beside the buyer's, and so gets mails too."""
    return line.attendee.email not in ("", line.order.buyer_email)


def ticket(line: Line, writing: Writing) -> dict[str, Any]:
    """Return what a guest is told: nothing of the order, of its other seats, or of money."""
    programme = current_programme(line.summit)
    return {
        **about(line.summit, programme, writing, [line]),
        "name": said(line.attendee.name),
        "buyer": said(line.order.buyer_name),
        "what": what(line, programme),
        "opens": what_it_opens(line, programme),
        "address": ticket_address(line, writing.key, writing.site),
        "feed": _feed([line], programme, writing),
        "is_virtual": line.pass_type.is_virtual,
    }


def money_waits(order: Order, waits: int, writing: Writing) -> dict[str, Any]:
    """Return what is told of money that paid no seat; `waits` is how much, 0 where that is not known."""
    return {
        **_about_order(order, writing),
        "is_confirmed": order.state == OrderState.CONFIRMED,
        "amount": money(waits, order.currency) if waits else "",
        "total": money(order.total, order.currency),
        "is_too_little": 0 < waits < order.total,
    }


def debit_failed(order: Order, writing: Writing) -> dict[str, Any]:
    return {**_about_order(order, writing), "total": money(order.total, order.currency)}


def seats_cancelled(order: Order, lines: Sequence[Line], refunds: Sequence[Refund], writing: Writing) -> dict[str, Any]:
    """Return which seats are gone, which stay, and what money goes back where."""
    programme = current_programme(order.summit)
    left = [line for line in order.lines if line.state == SeatState.CONFIRMED]
    return {
        **_about_order(order, writing),
        "gone": seats_of(lines, order.currency, programme),
        "left": seats_of(left, order.currency, programme),
        **_going_back(refunds, order),
    }


def money_back(order: Order, refunds: Sequence[Refund], writing: Writing) -> dict[str, Any]:
    """Return what money goes back where, and how many seats stay."""
    return {
        **_about_order(order, writing),
        "left": sum(line.state == SeatState.CONFIRMED for line in order.lines),
        **_going_back(refunds, order),
    }


def order_links(orders: Sequence[Order], now: datetime, writing: Writing) -> dict[str, Any]:
    """Return the links to somebody's orders."""
    rows = [
        OrderRow(
            code=order.code,
            summit=order.summit.title,
            when=dates(order.summit.starts_on, order.summit.ends_on),
            stands=where_it_stands(order, now),
            address=order_address(order, writing.key, writing.site),
        )
        for order in orders
    ]
    return {"orders": rows, "host": writing.site.host, "reply": writing.reply_address, "summit": writing.site.host}


def about(summit: Summit, programme: Programme | None, writing: Writing, lines: Sequence[Line]) -> dict[str, Any]:
    """Return what every mail says of its summit: name, days, place; and when it begins for these seats."""
    shown = programme.summit if programme else summit
    spans = [span for line in lines for span in day_spans(line, programme).values()]
    is_away = bool(lines) and all(line.pass_type.is_virtual for line in lines)
    return {
        "summit": shown.title,
        "when": dates(shown.starts_on, shown.ends_on),
        "begins": in_full(min(span.starts_at for span in spans)) if spans else "",
        "place": "Online" if is_away else ", ".join(address_of(shown)),
        "reply": writing.reply_address,
    }


def seats_of(lines: Iterable[Line], currency: str, programme: Programme | None) -> list[Seat]:
    return [
        Seat(what(line, programme), said(line.attendee.name), money(line.price, currency) if line.price else "Free")
        for line in lines
    ]


def what(line: Line, programme: Programme | None) -> str:
    """Return the pass, and the event or day that it was taken for: "One day, Thu 29 Oct"."""
    return ", ".join(filter(None, (line.pass_type.name, choice_of(line, programme))))


def where_it_stands(order: Order, now: datetime) -> str:
    if order.state == OrderState.HELD and holding.is_live(order, now):
        if order.hold_reason == HoldReason.BANK_DEBIT:
            return "Waiting for your bank; its seats are kept"
        until = order.hold_ends_at.astimezone(order.summit.zone_info) if order.hold_ends_at else None
        return f"Not paid yet; its seats are kept until {in_full(until)}" if until else "Not paid yet"
    if order.state in (OrderState.HELD, OrderState.EXPIRED):
        return "Ended without a payment"
    return order.state.value.capitalize()


def in_full(at: datetime) -> str:
    """Sun 1 Nov 2026, 01:30 EST"""
    return f"{day(at)} {at.year}, {clock(at)} {zone(at)}"


def _going_back(refunds: Sequence[Refund], order: Order) -> dict[str, Any]:
    """Return what money goes back where, in sentences, and how much of it did not get there."""
    failed = sum(refund.amount for refund in refunds if refund.state == RefundState.FAILED)
    return {
        "refunds": [_refund(refund, order) for refund in refunds if refund.state != RefundState.FAILED],
        "failed": money(failed, order.currency) if failed else "",
    }


def _about_order(order: Order, writing: Writing) -> dict[str, Any]:
    return {
        **about(order.summit, current_programme(order.summit), writing, []),
        "name": said(order.buyer_name),
        "order": order.code,
        "address": order_address(order, writing.key, writing.site),
    }


def _feed(lines: Sequence[Line], programme: Programme | None, writing: Writing) -> str:
    """Return the feed of what these seats open, the whole agenda where they open different things."""
    feeds = {subscription(line, programme) for line in lines}
    path = feeds.pop() if len(feeds) == 1 else f"/{lines[0].summit.slug}/agenda.ics"
    return writing.site.url(path) if path else ""


def _payment(receipt: Receipt, order: Order) -> str:
    """$599.00 by card ending 4242, Sun 1 Nov 2026, 01:30 EST (receipt 2026-0001)"""
    paid = receipt.document["payment"]
    at = datetime.fromisoformat(paid["at"]).astimezone(order.summit.zone_info)
    amount = money(paid["amount"], receipt.document["currency"])
    how = f" by {_in_sentence(paid['method'])}" if paid["method"] else ""
    return f"{amount}{how}, {in_full(at)} (receipt {receipt.number})"


def _refund(refund: Refund, order: Order) -> str:
    amount, method = money(refund.amount, order.currency), refund.payment.method
    where = f" to {_in_sentence(method)}" if method else ""
    if refund.state == RefundState.SUCCEEDED:
        return f"{amount} went back{where}. Your bank may take 5 to 10 days to show it."
    return f"{amount} is on its way back{where}. Banks take 5 to 10 days."


def _in_sentence(method: str) -> str:
    """Return how somebody paid as it stands within a sentence: "card ending 4242"."""
    return method[0].lower() + method[1:]
