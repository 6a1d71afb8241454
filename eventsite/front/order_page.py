"""What the page of an order shows, composed for the stage it is in. Pure but for the reads it says; amounts in minor
units, times on the summit's wall clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from eventsite.billing import journal
from eventsite.billing.receipts import list_receipts
from eventsite.calendar.tickets import Span, day_spans
from eventsite.core import clock
from eventsite.core.tokens import LinkKey
from eventsite.front.order_again import Again, again
from eventsite.front.order_stage import OPEN, Stage, is_paying, stage_of
from eventsite.front.order_trail import Move, Step, is_disputed, moves, trail
from eventsite.front.order_words import headline, pay_label
from eventsite.front.seats import BillRow, SeatShown, bill, seats_of
from eventsite.payments.models import Payment
from eventsite.payments.services.beginning import is_confirmed_by_mail
from eventsite.payments.states import PaymentState
from eventsite.programme.releases.public import Programme
from eventsite.registration import queries
from eventsite.registration.models import Order
from eventsite.registration.services.holding import MOST_EXTENSIONS
from eventsite.registration.services.taking_up import items_of
from eventsite.registration.states import HoldReason, SeatState


@dataclass(frozen=True, slots=True)
class Hold:
    """`seconds` are left of it now; with `may_extend` the buyer can ask for as much again."""

    ends_at: datetime
    seconds: int
    may_extend: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of payments: whether Stripe has said lately how they stand, and whether one comes from there."""

    is_known: bool = True
    is_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """`total` is what will be charged, or was; `before` what its buyer saw of it where that was another.

    `terms` is the version to accept, None where there is none to. `waits` is money that paid no seat. `payment_page` is
    the address of the open page at Stripe, or ''. `again` is what an ended order could be had for now. `basket` are the
    fields that choose the same again. `is_unmailed`: its address had too many mails for the confirmation to go out.
    """

    stage: Stage
    code: str
    token: str
    created_at: datetime
    headline: str
    first_name: str
    buyer_email: str
    currency: str
    total: int
    before: int | None
    pay_label: str
    hold: Hold | None
    terms: int | None
    has_accepted: bool
    seats: tuple[SeatShown, ...]
    bill: tuple[BillRow, ...]
    trail: tuple[Step, ...]
    moves: tuple[Move, ...]
    receipts: tuple[str, ...]
    days: tuple[Span, ...]
    waits: int
    is_disputed: bool
    is_debit_on_its_way: bool
    failure: str
    payment_page: str
    is_known: bool
    ended_at: datetime | None
    again: Again | None
    successor: str
    is_unmailed: bool
    basket: dict[str, str] = field(default_factory=dict)

    @property
    def confirmed(self) -> tuple[SeatShown, ...]:
        return tuple(seat for seat in self.seats if seat.is_confirmed)

    @property
    def unnamed(self) -> SeatShown | None:
        """The seat to name next."""
        return next((seat for seat in self.seats if seat.may_name and not seat.name), None)

    @property
    def is_open(self) -> bool:
        return self.stage in OPEN


def compose(
    order: Order, payments: Sequence[Payment], *, token: str, programme: Programme, key: LinkKey, known: Known
) -> OrderPage:
    """Return the page of an order that was loaded whole, with all its payments; at most 4 queries more.

    An order that ended costs 3 for what it could be had for now, and one that was changed 2 for each change.
    """
    now, zone = clock.now(), order.summit.zone_info
    waits = _waits(order, payments)
    stage = stage_of(order, payments, now=now, waits=waits, is_known=known.is_known, is_back=known.is_back)
    offered = again(order, now) if stage == Stage.ENDED and not is_paying(payments) else None
    terms = queries.current_terms(order.summit) if stage in OPEN or offered else None
    total = offered.total if offered else order.total
    is_contested = is_disputed(payments)
    return OrderPage(
        stage=stage,
        code=order.code,
        token=token,
        created_at=order.created_at.astimezone(zone),
        headline=headline(order, stage, is_disputed=is_contested),
        first_name=order.buyer_name.split()[0][:40] if order.buyer_name.split() else "",
        buyer_email=order.buyer_email,
        currency=order.currency,
        total=total,
        before=order.total if offered and offered.total != order.total else order.shown_total,
        pay_label=pay_label(total, order),
        hold=_hold(order, now) if stage in OPEN else None,
        terms=terms.version if terms else None,
        has_accepted=terms is not None and terms.id == order.terms_id,
        seats=seats_of(order, key=key, programme=programme, now=now),
        bill=bill(order.lines),
        trail=trail(order, payments, stage),
        moves=moves(payments, zone),
        receipts=_receipts(order, payments),
        days=_days(order, programme) if stage == Stage.CONFIRMED else (),
        waits=waits,
        is_disputed=is_contested,
        is_debit_on_its_way=is_paying(payments),
        failure=_failure(payments),
        payment_page=_payment_page(payments) if stage == Stage.PAGE_OPEN else "",
        is_known=known.is_known,
        ended_at=_ended_at(order),
        again=offered,
        successor=_successor(order, key) if stage == Stage.REPLACED else "",
        is_unmailed=stage == Stage.CONFIRMED and not (order.total or payments) and not is_confirmed_by_mail(order),
        basket={item.name: str(item.how_many) for item in items_of(order)},
    )


def _hold(order: Order, now: datetime) -> Hold | None:
    if order.hold_ends_at is None:
        return None
    return Hold(
        ends_at=order.hold_ends_at.astimezone(order.summit.zone_info),
        seconds=max(0, int((order.hold_ends_at - now).total_seconds())),
        may_extend=order.hold_reason == HoldReason.BASKET and order.hold_extensions < MOST_EXTENSIONS,
    )


def _waits(order: Order, payments: Sequence[Payment]) -> int:
    """Return what was paid for no seat and is still here; one query where anything was paid."""
    if not any(payment.received for payment in payments):
        return 0
    return max(0, -sum(journal.balance(journal.credit(share.payer)) for share in order.shares))


def _receipts(order: Order, payments: Sequence[Payment]) -> tuple[str, ...]:
    """Return the numbers of the receipts; one query where anything was paid."""
    if not any(payment.received for payment in payments):
        return ()
    return tuple(receipt.number for receipt in list_receipts(order))


def _payment_page(payments: Sequence[Payment]) -> str:
    return next((payment.page for payment in reversed(payments) if payment.state == PaymentState.CREATED), "")


def _failure(payments: Sequence[Payment]) -> str:
    """Return what was paid with where the latest try was a bank debit that came back."""
    latest = payments[-1] if payments else None
    if latest is None or latest.state != PaymentState.FAILED or latest.session_id is None:
        return ""
    return latest.method or "The bank debit"


def _days(order: Order, programme: Programme) -> tuple[Span, ...]:
    """Return from when to when each day goes on that any seat opens."""
    found: dict[object, Span] = {}
    for line in order.lines:
        if line.state != SeatState.CONFIRMED:
            continue
        for on, span in day_spans(line, programme).items():
            had = found.get(on, span)
            found[on] = Span(min(had.starts_at, span.starts_at), max(had.ends_at, span.ends_at))
    return tuple(sorted(found.values(), key=lambda span: span.starts_at))


def _ended_at(order: Order) -> datetime | None:
    """Return when its seats were given back, or could be taken by others."""
    ended = order.ended_at or order.hold_ends_at
    return ended.astimezone(order.summit.zone_info) if ended else None


def _successor(order: Order, key: LinkKey) -> str:
    """Return the token of the order that took its place, the last of a row of changes."""
    while order.replaced_by_id is not None:
        order = queries.get_order(order.replaced_by_id)
    return key.token(queries.ORDER_LINK, order.id, order.link_version)
