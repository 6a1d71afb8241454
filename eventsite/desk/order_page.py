"""One order as the desk shows it: who, what, where it stands, and its whole story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eventsite.billing.models import Receipt
from eventsite.billing.receipts import list_receipts
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.tokens import LinkKey
from eventsite.desk.books import Books, books_of
from eventsite.desk.mails import Mail, list_mails
from eventsite.desk.moments import Moment, Sources
from eventsite.desk.story import story_of
from eventsite.desk.trail import trail_of
from eventsite.payments import queries
from eventsite.payments.models import Dispute, Payment
from eventsite.payments.services.refunding import refundable
from eventsite.payments.states import DisputeState, PaymentState, RefundState
from eventsite.registration.addresses import order_address, ticket_address
from eventsite.registration.models import Line, Order
from eventsite.registration.queries import get_order
from eventsite.registration.services.naming import may_be_named
from eventsite.registration.states import HoldReason, OrderState, SeatState


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat; `ticket` is the address of its ticket, '' while there is none."""

    line: Line
    ticket: str
    may_name: bool

    @property
    def number(self) -> int:
        return self.line.position + 1

    @property
    def is_confirmed(self) -> bool:
        return self.line.state == SeatState.CONFIRMED


@dataclass(frozen=True, slots=True)
class OrderPage:
    """Amounts are minor units. `left` is what of the price may still be given up while the seats stay; `stuck` is
    what the site has stopped trying.
    """

    order: Order
    successor: Order | None
    seats: tuple[SeatRow, ...]
    payments: Sequence[Payment]
    receipts: Sequence[Receipt]
    books: Books
    stuck: tuple[Mail, ...]
    story: tuple[Moment, ...]
    disputes: tuple[Dispute, ...]
    received: int
    given_back: int
    buyer_page: str

    @property
    def going_back(self) -> int:
        return -self.books.on("Refund payable")

    @property
    def to_sort(self) -> int:
        return max(-self.books.on("Customer credit"), 0)

    @property
    def left(self) -> int:
        paid = [payment for payment in self.payments if payment.state == PaymentState.SUCCEEDED]
        return max(min(-self.books.on("Deferred revenue"), sum(map(refundable, paid))), 0)

    @property
    def is_confirmed(self) -> bool:
        return self.order.state == OrderState.CONFIRMED

    @property
    def may_cancel(self) -> bool:
        """Whether nobody has paid it, as far as we know, and nobody's bank is about to."""
        return self.order.state == OrderState.HELD and self.order.hold_reason != HoldReason.BANK_DEBIT

    @property
    def is_undecided(self) -> bool:
        """Whether a dispute is open, rather than lost."""
        return any(dispute.state == DisputeState.OPEN for dispute in self.disputes)

    @property
    def owed(self) -> int:
        """What a bank gave back in a dispute, and the seats still cost."""
        return max(self.books.on("Receivable"), 0)

    @property
    def can_be_looked_up(self) -> bool:
        return bool(self.payments)


def order_page(order_id: int, *, key: LinkKey, site: Site) -> OrderPage:
    """Return the page of an order; about 20 queries, however many seats and payments it has."""
    order = get_order(order_id)
    payments = queries.list_payments(order)
    receipts, books = list_receipts(order), books_of(order)
    refunds = [refund for payment in payments for refund in payment.refunds]
    mails = list_mails(order, [refund.id for refund in refunds])
    sources = Sources(order, payments, receipts, mails, trail_of(order, payments, mails))
    return OrderPage(
        order=order,
        successor=db.session.get(Order, order.replaced_by_id) if order.replaced_by_id else None,
        seats=tuple(_seat(line, key, site) for line in order.lines),
        payments=payments,
        receipts=receipts,
        books=books,
        stuck=tuple(mail for mail in mails if mail.is_parked),
        story=story_of(sources),
        disputes=tuple(d for payment in payments for d in payment.disputes if d.state != DisputeState.WON),
        received=sum(payment.received for payment in payments if payment.state == PaymentState.SUCCEEDED),
        given_back=sum(refund.amount for refund in refunds if refund.state == RefundState.SUCCEEDED),
        buyer_page=order_address(order, key, site),
    )


def _seat(line: Line, key: LinkKey, site: Site) -> SeatRow:
    ticket = ticket_address(line, key, site) if line.state == SeatState.CONFIRMED else ""
    return SeatRow(line, ticket, may_be_named(line, clock.now()))
