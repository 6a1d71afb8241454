"""Mails that are sent once more, and links that are made anew. A mail goes out again at most every five minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox, OutboxRow
from eventsite.desk.mails import list_mails
from eventsite.payments.queries import list_payments
from eventsite.registration.emails import ORDER_CONFIRMED, TICKET
from eventsite.registration.models import Line
from eventsite.registration.services import holding
from eventsite.registration.states import OrderState, SeatState

AGAIN = timedelta(minutes=5)


class TooSoon(DomainError):
    """The same mail was asked for a moment ago."""


class NothingToSend(DomainError):
    """There is no mail about this as it stands."""


def resend_confirmation(order_id: int, *, outbox: Outbox) -> str:
    """Send the confirmation of an order again, as it stands now; return the address it goes to.

    Raises:
        NothingToSend: when it is not confirmed.
        TooSoon: within five minutes of the last time.
    """
    order = holding.lock_order(order_id)
    if order.state != OrderState.CONFIRMED:
        raise NothingToSend("Only a confirmed order has a confirmation to send.")
    outbox.put(ORDER_CONFIRMED, _key(ORDER_CONFIRMED, order.id), order=order.id)
    return order.buyer_email


def resend_ticket(order_id: int, line_id: int, *, outbox: Outbox) -> str:
    """Send a guest their ticket again; return the address it goes to.

    Raises:
        NothingToSend: when the seat is not confirmed, or its guest has no address.
        TooSoon: within five minutes of the last time.
    """
    line = _locked(order_id, line_id)
    if line.state != SeatState.CONFIRMED:
        raise NothingToSend("Only a confirmed seat has a ticket to send.")
    if not line.attendee.email:
        raise NothingToSend("This guest has no mail address yet. Add one, and the ticket goes there by itself.")
    outbox.put(TICKET, _key(TICKET, line.id), line=line.id)
    return line.attendee.email


def try_again(order_id: int, row_id: int, *, outbox: Outbox) -> str:
    """Let the worker try once more what it has given up of an order; return what that is.

    Raises:
        NothingToSend: when the order has no such thing.
        NotStuck: when somebody did so before.
    """
    order = holding.lock_order(order_id)
    refunds = [refund.id for payment in list_payments(order) for refund in payment.refunds]
    mail = next((mail for mail in list_mails(order, refunds) if mail.id == row_id), None)
    if mail is None:
        raise NothingToSend("Nothing of this order waits under that number. Look at where it stands now.")
    outbox.try_again(row_id)
    return mail.name


def renew_order_link(order_id: int) -> None:
    """Give an order a new link; the old one opens nothing from now on."""
    holding.lock_order(order_id).link_version += 1
    db.session.flush()


def renew_ticket(order_id: int, line_id: int) -> None:
    """Give a seat a new ticket; the old one, its link and its code are dead.

    Raises:
        NothingToSend: when the seat is gone, and its ticket with it.
    """
    line = _locked(order_id, line_id)
    if line.state not in (SeatState.HELD, SeatState.CONFIRMED):
        raise NothingToSend("This seat was cancelled or given back, and its ticket with it.")
    line.ticket_version += 1
    db.session.flush()


def _locked(order_id: int, line_id: int) -> Line:
    holding.lock_order(order_id)
    return db.session.get_one(Line, line_id, with_for_update=True, populate_existing=True)


def _key(kind: str, id: int) -> str:
    """Return a key that asks for a mail again: the thing, and the second it is asked in."""
    now, prefix = clock.now(), f"{id}-again-"
    asked = db.session.scalars(select(OutboxRow.key).where(OutboxRow.kind == kind, OutboxRow.key.startswith(prefix)))
    last = max((int(key.removeprefix(prefix)) for key in asked), default=0)
    if now - datetime.fromtimestamp(last, UTC) < AGAIN:
        raise TooSoon("This was sent again less than five minutes ago. Give it time to arrive, then try once more.")
    return f"{prefix}{int(now.timestamp())}"
