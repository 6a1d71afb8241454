"""Tickets: a page for each, with the code the desk scans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eventsite.billing.documents.masthead import Masthead
from eventsite.billing.documents.qr import QUIET_ZONE, drawn
from eventsite.billing.documents.rendering import Paper, paper_for, typeset
from eventsite.billing.documents.wording import printable, printable_lines

TO_BE_NAMED = "To be named"
#: How many lines of what a pass opens have room on a page.
_MOST_OPENS = 12


@dataclass(frozen=True, slots=True)
class Ticket:
    """One seat. `scanned` is what the QR code holds, `code` what a person reads aloud of it.

    An empty `attendee_name` is to be named. `choice` is the event or the day the pass was taken for, or empty.
    """

    scanned: str
    code: str
    attendee_name: str
    organization: str
    pass_name: str
    choice: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TicketsDocument:
    """The tickets of an order, and what is the same on all of them."""

    summit: Masthead
    order_code: str
    currency: str
    tickets: tuple[Ticket, ...]
    how_to_use: str = (
        "Show this code at the desk, on paper or on a phone. It lets in one person; "
        "keep it to yourself, as you would a key."
    )


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
        "how": printable(data.how_to_use, 240),
        "tickets": [_ticket(ticket) for ticket in data.tickets],
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    code = drawn(ticket.scanned)
    opens = printable_lines(ticket.opens, 160, len(ticket.opens))
    if len(opens) > _MOST_OPENS:
        opens = [*opens[: _MOST_OPENS - 1], f"and {len(opens) - _MOST_OPENS + 1} more"]
    return {
        "qr": {"size": code.size, "quiet-zone": QUIET_ZONE, "path": code.path},
        "code": printable(ticket.code, 40),
        "name": printable(ticket.attendee_name) or TO_BE_NAMED,
        "organization": printable(ticket.organization),
        "pass": printable(ticket.pass_name, 120),
        "choice": printable(ticket.choice, 120),
        "opens": opens,
    }
