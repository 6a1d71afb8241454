"""Receipts: what was bought, what it cost, what was paid and what was paid back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from eventsite.billing.documents.masthead import Masthead
from eventsite.billing.documents.rendering import Paper, paper_for, typeset
from eventsite.billing.documents.wording import paragraphs, printable, printable_lines
from eventsite.core.money import money
from eventsite.core.wording import clock, counted, day, zone


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """Some passes of one kind. `detail` says whose: a name, or 'To be named'. Amounts are minor units."""

    what: str
    detail: str
    quantity: int
    unit: int
    amount: int


@dataclass(frozen=True, slots=True)
class ReceiptPayment:
    """Money that came in: `label` is 'Card ending 4242', `at` an aware local datetime."""

    label: str
    at: datetime
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptRefund:
    """Money that went back: `amount` is above 0."""

    at: datetime
    amount: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptDocument:
    """Everything a receipt says. Amounts are minor units of `currency`, dates and times local to the summit.

    `balance` is what is still to pay; below 0 it is what was paid too much.
    """

    number: str
    issued_on: date
    summit: Masthead
    seller: tuple[str, ...]
    payer_name: str
    payer_organization: str
    payer_email: str
    order_code: str
    lines: tuple[ReceiptLine, ...]
    total: int
    currency: str
    payments: tuple[ReceiptPayment, ...] = ()
    refunds: tuple[ReceiptRefund, ...] = ()
    balance: int = 0
    terms: str = ""


def receipt(data: ReceiptDocument, *, paper: Paper | None = None) -> bytes:
    """Return the PDF of a receipt, on the paper of its currency unless told otherwise.

    Raises:
        NotTypeset: if the press fails.
    """
    return typeset("receipt", {"paper": paper or paper_for(data.currency), **_shown(data)})


def _shown(data: ReceiptDocument) -> dict[str, Any]:
    payer = (data.payer_name, data.payer_organization, data.payer_email)
    return {
        "number": printable(data.number, 20),
        "issued": _date(data.issued_on),
        "dated": {"year": data.issued_on.year, "month": data.issued_on.month, "day": data.issued_on.day},
        "summit": data.summit.shown(),
        "seller": printable_lines(data.seller, count=8),
        "payer": printable_lines(payer, most=200),
        "order": printable(data.order_code, 20),
        "lines": [_line(line, data.currency) for line in data.lines],
        "total": money(data.total, data.currency),
        "state": _state(data),
        "moves": [*_payments(data), *_refunds(data)],
        "balance": _balance(data),
        "terms": paragraphs(data.terms),
    }


def _line(line: ReceiptLine, currency: str) -> dict[str, str]:
    return {
        "what": printable(line.what),
        "detail": printable(line.detail, 240),
        "quantity": f"{line.quantity:,}",
        "unit": money(line.unit, currency),
        "amount": money(line.amount, currency),
    }


def _payments(data: ReceiptDocument) -> list[dict[str, str]]:
    return [_move(printable(paid.label, 120), paid.at, paid.reference, paid.amount, data) for paid in data.payments]


def _refunds(data: ReceiptDocument) -> list[dict[str, str]]:
    return [_move("Paid back", refund.at, refund.reference, -refund.amount, data) for refund in data.refunds]


def _move(label: str, at: datetime, reference: str, amount: int, data: ReceiptDocument) -> dict[str, str]:
    return {
        "label": label,
        "when": f"{_date(at)}, {clock(at)} {zone(at)}",
        "reference": printable(reference, 120),
        "amount": money(amount, data.currency),
    }


def _balance(data: ReceiptDocument) -> dict[str, str]:
    label = "Paid too much" if data.balance < 0 else "Still to pay"
    return {"label": label, "amount": money(abs(data.balance), data.currency)}


def _state(data: ReceiptDocument) -> str:
    """Return the receipt in a line: how much was paid, and whether that is all."""
    if data.balance > 0:
        return f"{money(data.balance, data.currency)} still to pay"
    if data.total == 0:
        return "Nothing to pay"
    if data.refunds:
        return f"{money(sum(refund.amount for refund in data.refunds), data.currency)} paid back"
    return f"Paid in full: {counted(len(data.payments), 'payment')}" if len(data.payments) > 1 else "Paid in full"


def _date(on: date) -> str:
    """Sun 22 Nov 2026"""
    return f"{day(on)} {on.year}"
