"""The mails of an order: to its buyer, to each guest, and to whoever lost their links.

Handlers of the outbox, so each may run twice: it looks at what is true now, sends what still is, and its Message-ID
names the row it runs for. Nothing is read any more while a mail is handed over.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from eventsite.billing import journal
from eventsite.billing.documents.rendering import NotTypeset
from eventsite.billing.models import Receipt
from eventsite.billing.receipts import list_receipts
from eventsite.calendar.ics import CONTENT_TYPE
from eventsite.calendar.tickets import order_calendar, ticket_calendar
from eventsite.core import clock
from eventsite.core.codes import slugify
from eventsite.core.db import db, transaction
from eventsite.core.links import Site
from eventsite.core.mail import Attachment, Mailer, Message
from eventsite.core.outbox import Handler, Outbox, current_cause
from eventsite.core.tokens import LinkKey
from eventsite.front import letters
from eventsite.front.letters import Writing
from eventsite.front.papers import receipt_pdf
from eventsite.payments.models import Refund
from eventsite.payments.queries import list_payments
from eventsite.payments.states import PaymentState
from eventsite.registration.emails import (
    DEBIT_FAILED,
    MONEY_BACK,
    MONEY_WITHOUT_SEAT,
    ORDER_CONFIRMED,
    ORDER_LINKS,
    SEATS_CANCELLED,
    TICKET,
)
from eventsite.registration.models import Line, Order
from eventsite.registration.queries import get_order, list_orders_of
from eventsite.registration.states import OrderState, SeatState

log = logging.getLogger(__name__)

#: Of one address in one mail, the latest.
MOST_ORDERS = 30


@dataclass(frozen=True, slots=True)
class OrderMails:
    """Writes the mails of orders and hands them over."""

    mailer: Mailer
    outbox: Outbox
    key: LinkKey
    site: Site

    def handlers(self) -> dict[str, Handler]:
        """Return who carries out each kind of row."""
        return {
            ORDER_CONFIRMED: self.order_confirmed,
            TICKET: self.ticket,
            MONEY_WITHOUT_SEAT: self.money_without_seat,
            DEBIT_FAILED: self.debit_failed,
            SEATS_CANCELLED: self.seats_cancelled,
            MONEY_BACK: self.money_back,
            ORDER_LINKS: self.order_links,
        }

    @property
    def writing(self) -> Writing:
        return Writing(self.key, self.site, self.mailer.reply_address)

    def order_confirmed(self, payload: dict[str, Any]) -> None:
        """Tell the buyer, with receipt and calendar; and ask for a mail to every guest whose address is known.

        Those are asked for first and once: should this mail fail, they are on their way, and are not asked for again.
        """
        order = get_order(payload["order"])
        if order.state != OrderState.CONFIRMED:
            return
        guests = [line for line in order.lines if line.state == SeatState.CONFIRMED and letters.has_own_address(line)]
        if self._ask_for_tickets(guests):
            order = get_order(payload["order"])
        receipts = list_receipts(order)
        values = letters.confirmed(order, receipts, self.writing)
        calendar = Attachment(_calendar_name(order), CONTENT_TYPE, order_calendar(order, key=self.key, site=self.site))
        subject = f"{values['summit']}: your {'pass' if values['is_one'] else values['passes']}, order {order.code}"
        self._send(order.buyer_email, subject, "order_confirmed", values, *_receipt_files(receipts), calendar)

    def ticket(self, payload: dict[str, Any]) -> None:
        """Give a guest the ticket, or tell them that it is none any more."""
        line, is_on = db.session.get_one(Line, payload["line"]), "cancelled" not in payload
        if not line.attendee.email or line.state != (SeatState.CONFIRMED if is_on else SeatState.CANCELLED):
            return
        values = letters.ticket(line, self.writing)
        data = ticket_calendar(line, key=self.key, site=self.site)
        calendar = Attachment(_calendar_name(line.order), CONTENT_TYPE, data)
        subject = f"{values['summit']}: your ticket" if is_on else f"{values['summit']}: your ticket was cancelled"
        self._send(line.attendee.email, subject, "ticket" if is_on else "ticket_cancelled", values, calendar)

    def money_without_seat(self, payload: dict[str, Any]) -> None:
        """Tell the buyer that their money is here although it paid no seat, unless that was sorted meanwhile."""
        order = get_order(payload["order"])
        waits = sum(max(-journal.balance(journal.credit(share.payer)), 0) for share in order.shares)
        is_foreign = any(p.state == PaymentState.SUCCEEDED and not p.received for p in list_payments(order))
        if waits or is_foreign:
            values = letters.money_waits(order, waits, self.writing)
            subject = f"{values['summit']}: your payment for order {order.code} is safe with us"
            self._send(order.buyer_email, subject, "money_without_seat", values)

    def debit_failed(self, payload: dict[str, Any]) -> None:
        """Tell the buyer that their bank did not pay, unless they have paid in another way since."""
        order = get_order(payload["order"])
        if order.state == OrderState.EXPIRED:
            values = letters.debit_failed(order, self.writing)
            subject = f"{values['summit']}: your bank did not pay order {order.code}"
            self._send(order.buyer_email, subject, "debit_failed", values)

    def seats_cancelled(self, payload: dict[str, Any]) -> None:
        """Tell the buyer which seats are gone and what goes back, and each of their guests in a mail of its own."""
        order = get_order(payload["order"])
        gone = [line for line in order.lines if line.id in payload["lines"]]
        guests = [line for line in gone if letters.has_own_address(line)]
        self._ask_for_tickets(guests, are_cancelled=True)
        order = get_order(payload["order"])
        gone = [line for line in order.lines if line.id in payload["lines"]]
        values = letters.seats_cancelled(order, gone, _refunds(payload), self.writing)
        number = "a seat" if len(gone) == 1 else f"{len(gone)} seats"
        subject = f"{values['summit']}: {number} of order {order.code} cancelled"
        data = order_calendar(order, key=self.key, site=self.site)
        calendar = Attachment(_calendar_name(order), CONTENT_TYPE, data)
        self._send(order.buyer_email, subject, "seats_cancelled", values, calendar)

    def money_back(self, payload: dict[str, Any]) -> None:
        """Tell the buyer what money goes back although no seat was cancelled."""
        order = get_order(payload["order"])
        values = letters.money_back(order, _refunds(payload), self.writing)
        subject = f"{values['summit']}: money back for order {order.code}"
        self._send(order.buyer_email, subject, "money_back", values)

    def order_links(self, payload: dict[str, Any]) -> None:
        """Mail somebody the links to their orders; a row that names nobody asks for nothing."""
        orders = [order for order in list_orders_of(payload["email"]) if order.replaced_by_id is None]
        if payload["email"] and orders:
            values = letters.order_links(orders[:MOST_ORDERS], clock.now(), self.writing)
            self._send(payload["email"], f"Your orders at {self.site.host}", "order_links", values)

    def _ask_for_tickets(self, lines: Sequence[Line], *, are_cancelled: bool = False) -> bool:
        """Ask for one mail to each guest and ticket; naming a guest asks under the same key. Tell if there were any."""
        ending = "-cancelled" if are_cancelled else ""
        more: dict[str, Any] = {"cancelled": True} if are_cancelled else {}
        wanted = {f"{line.id}-{line.ticket_version}{ending}": line.id for line in lines}
        if wanted:
            with transaction():
                for cause, line_id in wanted.items():
                    self.outbox.put(TICKET, cause, line=line_id, **more)
        return bool(wanted)

    def _send(self, to: str, subject: str, template: str, values: dict[str, Any], *files: Attachment) -> None:
        db.session.rollback()  # everything is read: a slow mail server must not keep a read open
        values = {**values, "subject": subject}
        self.mailer.send(Message(to, subject, f"mail/{template}", values, files, id=current_cause()))


def _refunds(payload: dict[str, Any]) -> Sequence[Refund]:
    return db.session.scalars(select(Refund).where(Refund.id.in_(payload["refunds"])).order_by(Refund.id)).all()


def _calendar_name(order: Order) -> str:
    return f"{slugify(order.summit.slug)}.ics"


def _receipt_files(receipts: Sequence[Receipt]) -> list[Attachment]:
    """Return the receipts on paper. A press that fails keeps no mail back: the order's page has them too.

    Raises:
        PressBusy: when it is worth another try in a minute.
    """
    try:
        return [
            Attachment(f"receipt-{slugify(receipt.number)}.pdf", "application/pdf", receipt_pdf(receipt))
            for receipt in receipts
        ]
    except NotTypeset:
        log.exception("A receipt could not be typeset; its mail goes without it.")
        return []
