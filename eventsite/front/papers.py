"""Receipts and tickets on paper: what was stored, composed for `billing.documents`.

A receipt is made of what was stored when it was issued, so it says the same however often it is made. Tickets are made
of what is true now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from eventsite.billing.documents.masthead import Masthead
from eventsite.billing.documents.receipts import ReceiptDocument, ReceiptLine, ReceiptPayment, receipt
from eventsite.billing.documents.tickets import AT_THE_DESK, Ticket, TicketsDocument, tickets
from eventsite.billing.models import Receipt
from eventsite.calendar.tickets import day_spans
from eventsite.core import markdown
from eventsite.core.links import Site
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import dates, day, span
from eventsite.programme.releases.public import Programme
from eventsite.programme.releases.snapshot import ReleasedSummit
from eventsite.registration.addresses import ticket_address
from eventsite.registration.models import Line, Order
from eventsite.registration.opened import current_programme, event_name, what_it_opens
from eventsite.registration.ticket_codes import scanned, ticket_code
from eventsite.summits.models import Summit

_ONE_PERSON = "This ticket is for one person; keep it to yourself, as you would a key."


def receipt_pdf(issued: Receipt) -> bytes:
    """Return the PDF of a receipt: the same bytes each time.

    Raises:
        NotTypeset, PressBusy: if the press fails, or others keep it for too long.
    """
    return receipt(_receipt_document(issued))


def tickets_pdf(lines: Sequence[Line], *, key: LinkKey, site: Site) -> bytes:
    """Return the PDF of tickets of one order, a page each; there is one at least.

    Raises:
        NotTypeset, PressBusy: if the press fails, or others keep it for too long.
    """
    order = lines[0].order
    programme = current_programme(order.summit)
    masthead = _masthead(programme.summit if programme else order.summit)
    shown = tuple(_ticket(line, programme, masthead, key, site) for line in lines)
    return tickets(TicketsDocument(masthead, order.code, order.currency, shown))


def choice_of(line: Line, programme: Programme | None = None) -> str:
    """Return the event or the day that a pass was taken for: "Thu 29 Oct"; '' where there was nothing to choose."""
    if line.event is not None:
        return event_name(line.event, programme)
    return day(line.on_date) if line.on_date else ""


def _receipt_document(issued: Receipt) -> ReceiptDocument:
    """Return what a stored receipt says; of the summit as it is now it takes the time zone alone."""
    said, order = issued.document, issued.order
    masthead, paid = _stored_masthead(said), said["payment"]
    return ReceiptDocument(
        number=issued.number,
        issued_on=issued.issued_at.astimezone(order.summit.zone_info).date(),
        summit=masthead,
        seller=(masthead.title,),
        payer_name=said["payer"]["name"],
        payer_organization=said["payer"]["organization"],
        payer_email=said["payer"]["email"],
        order_code=said["order"],
        lines=tuple(ReceiptLine(detail="", **line) for line in said["lines"]),
        total=said["total"],
        currency=said["currency"],
        payments=(_payment(paid, order),),
        balance=said["total"] - paid["amount"],
        terms=_terms(order),
    )


def _ticket(line: Line, programme: Programme | None, masthead: Masthead, key: LinkKey, site: Site) -> Ticket:
    is_virtual, code = line.pass_type.is_virtual, ticket_code(line, key) if line.attendee.name else ""
    how = _ONE_PERSON if is_virtual else AT_THE_DESK
    return Ticket(
        scanned=scanned(code),
        code=code,
        attendee_name=line.attendee.name,
        organization=line.attendee.organization,
        pass_name=line.pass_type.name,
        choice=choice_of(line, programme),
        opens=tuple(what_it_opens(line, programme)),
        days=tuple(span(each.starts_at, each.ends_at) for each in day_spans(line, programme).values()),
        where=("Online, from your own desk",) if is_virtual else masthead.venue,
        how=how if code else "Name this seat to get its code.",
        address="" if code else ticket_address(line, key, site),
    )


def _masthead(summit: Summit | ReleasedSummit) -> Masthead:
    region = f"{summit.venue_region} {summit.venue_postal_code}".strip()
    place = ", ".join(filter(None, (summit.city, region)))
    venue = (summit.venue_name, summit.venue_street, place)
    return Masthead(summit.name, summit.edition, summit.starts_on, summit.ends_on, venue)


def _stored_masthead(said: dict[str, Any]) -> Masthead:
    summit = said["summit"]
    days = date.fromisoformat(summit["starts_on"]), date.fromisoformat(summit["ends_on"])
    return Masthead(summit["name"], summit["edition"], *days, tuple(summit["venue"]))


def _payment(paid: dict[str, Any], order: Order) -> ReceiptPayment:
    at = datetime.fromisoformat(paid["at"]).astimezone(order.summit.zone_info)
    return ReceiptPayment(paid["method"] or "Payment", at, paid["amount"], paid["reference"])


def _terms(order: Order) -> str:
    """Return the refund policy that was accepted; a version of it never changes."""
    if order.terms is None or order.terms_accepted_at is None:
        return ""
    accepted_on = order.terms_accepted_at.astimezone(order.summit.zone_info).date()
    return f"Refund policy, accepted {dates(accepted_on, accepted_on)}:\n{markdown.to_text(order.terms.refund_policy)}"
