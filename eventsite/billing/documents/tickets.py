"""Tickets: a page for each, with the code the desk scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eventsite.billing.documents.masthead import Masthead
from eventsite.billing.documents.rendering import Paper, paper_for, typeset
from eventsite.billing.documents.wording import printable, printable_lines
from eventsite.core.qr import QUIET_ZONE, drawn

TO_BE_NAMED = "To be named"
AT_THE_DESK = (
    "Show this code at the desk, on paper or on a phone. It lets in one person; "
    "keep it to yourself, as you would a key."
)
#: How many lines of what a pass opens, and on which days, have room on a page.
_MOST_OPENS, _MOST_DAYS = 12, 7


@dataclass(frozen=True, slots=True)
class Ticket:
    """One seat. `scanned` is what the QR code holds, `code` what a person reads aloud of it; both may be empty.

    An empty `attendee_name` is to be named. `choice` is the event or the day the pass was taken for, or empty. `days`
    and `where` are the lines that say when it opens and where; `how` is what to do with it,
    `address` where to name its guest.
    """

    scanned: str
    code: str
    attendee_name: str
    organization: str
    pass_name: str
    choice: str
    opens: tuple[str, ...]
    days: tuple[str, ...]
    where: tuple[str, ...]
    how: str = AT_THE_DESK
    address: str = ""


@dataclass(frozen=True, slots=True)
class TicketsDocument:
    """The tickets of an order, and what is the same on all of them."""

    summit: Masthead
    order_code: str
    currency: str
    tickets: tuple[Ticket, ...]


def tickets(data: TicketsDocument, *, paper: Paper | None = None) -> bytes:
    """Return the PDF of tickets, one a page, on the paper of the order's currency unless told otherwise.

    Raises:
        ValueError: if there is no ticket, or what one holds is too long for a QR code.
        NotTypeset: if the press fails.
    """
    if not data.tickets:
        raise ValueError("A document of tickets needs one at least.")
    return typeset("tickets", {"paper": paper or paper_for(data.currency), **_shown(data)})


def _shown(data: TicketsDocument) -> dict[str, Any]:
    return {
        "summit": data.summit.shown(),
        "order": printable(data.order_code, 20),
        "tickets": [_ticket(ticket) for ticket in data.tickets],
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    code = drawn(ticket.scanned) if ticket.scanned else None
    return {
        "qr": {"size": code.size, "quiet-zone": QUIET_ZONE, "path": code.path} if code else None,
        "how": printable(ticket.how, 240),
        "code": printable(ticket.code, 40),
        "name": printable(ticket.attendee_name) or TO_BE_NAMED,
        "organization": printable(ticket.organization),
        "pass": printable(ticket.pass_name, 120),
        "choice": printable(ticket.choice, 120),
        "opens": _bounded(ticket.opens, _MOST_OPENS),
        "days": _bounded(ticket.days, _MOST_DAYS),
        "address": printable_lines((ticket.address,)),
        "where": printable_lines(ticket.where, count=5),
    }


def _bounded(texts: tuple[str, ...], most: int) -> list[str]:
    lines = printable_lines(texts, 160, len(texts))
    return lines if len(lines) <= most else [*lines[: most - 1], f"and {len(lines) - most + 1} more"]
