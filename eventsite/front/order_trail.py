"""Where an order stands, step by step, and how its money moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from eventsite.core.money import money
from eventsite.core.wording import counted
from eventsite.front.order_stage import Stage
from eventsite.payments.models import Dispute, Payment, Refund
from eventsite.payments.states import DisputeState, PaymentState, RefundState
from eventsite.registration.models import Order
from eventsite.registration.states import SeatState


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, or still open. `at` is on the summit's wall clock."""

    title: str
    detail: str
    at: datetime | None
    icon: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Move:
    """Money that came (`amount` above 0) or goes back (below 0), in minor units; `at` on the summit's wall clock."""

    label: str
    detail: str
    at: datetime
    amount: int


def trail(order: Order, payments: Sequence[Payment], stage: Stage) -> tuple[Step, ...]:
    zone = order.summit.zone_info
    came = [step for payment in payments for step in _came(payment, zone)]
    back = [_of_refund(refund, order, zone) for payment in payments for refund in payment.refunds]
    disputes = [_of_dispute(dispute, zone) for payment in payments for dispute in payment.disputes]
    return (*_seats(order, stage, zone), *came, *_cancelled(order), *back, *disputes, *_still_to_come(order, stage))


def moves(payments: Sequence[Payment], zone: ZoneInfo) -> tuple[Move, ...]:
    """Return what came and what went back, as it happened."""
    came = [
        Move("Paid", payment.method, _local(payment.paid_at, zone), payment.received)
        for payment in payments
        if payment.received and payment.paid_at is not None
    ]
    back = [
        Move(_REFUNDS[refund.state], "", _local(refund.settled_at or refund.created_at, zone), -refund.amount)
        for payment in payments
        for refund in payment.refunds
        if refund.state != RefundState.FAILED
    ]
    return tuple(sorted([*came, *back], key=lambda move: move.at))


def is_disputed(payments: Sequence[Payment]) -> bool:
    return any(dispute.state == DisputeState.OPEN for payment in payments for dispute in payment.disputes)


_REFUNDS = {
    RefundState.CREATED: "On its way back to you",
    RefundState.PENDING: "On its way back to you",
    RefundState.SUCCEEDED: "Paid back",
    RefundState.FAILED: "Could not be paid back",
}
_DISPUTES = {
    DisputeState.OPEN: ("Payment disputed", "Your bank is deciding"),
    DisputeState.WON: ("Dispute over", "The payment stands"),
    DisputeState.LOST: ("Dispute over", "Your bank gave the money back"),
}


def _seats(order: Order, stage: Stage, zone: ZoneInfo) -> Iterator[Step]:
    if stage == Stage.DEBIT:
        yield Step("Seats kept for you", "However long your bank takes", None, "check", True)
    elif order.confirmed_at is not None:
        yield Step("Seats confirmed", "", _local(order.confirmed_at, zone), "check", True)


def _cancelled(order: Order) -> Iterator[Step]:
    gone = [line for line in order.lines if line.state == SeatState.CANCELLED]
    if gone:
        yield Step(f"{counted(len(gone), 'seat')} cancelled", "", None, "check", True)


def _came(payment: Payment, zone: ZoneInfo) -> Iterator[Step]:
    if payment.state == PaymentState.PENDING:
        words = f"{money(payment.amount, payment.currency)} by bank debit"
        yield Step(words, "On its way; your bank confirms it within some days", None, "clock", False)
    if payment.received and payment.paid_at is not None:
        words = f"{money(payment.received, payment.currency)} paid"
        yield Step(words, payment.method, _local(payment.paid_at, zone), "check", True)


def _of_dispute(dispute: Dispute, zone: ZoneInfo) -> Step:
    title, detail = _DISPUTES[dispute.state]
    is_over = dispute.state != DisputeState.OPEN
    return Step(title, detail, _local(dispute.opened_at, zone), "check" if is_over else "warning", is_over)


def _of_refund(refund: Refund, order: Order, zone: ZoneInfo) -> Step:
    amount = money(refund.amount, order.currency)
    if refund.state == RefundState.SUCCEEDED:
        return Step(f"{amount} paid back", "", _local(refund.settled_at or refund.created_at, zone), "undo", True)
    if refund.state == RefundState.FAILED:
        return Step(f"{amount} could not be paid back", "The desk sees to it and writes to you", None, "warning", False)
    return Step(f"{amount} on its way back", "Banks take 5 to 10 days", _local(refund.created_at, zone), "clock", False)


def _still_to_come(order: Order, stage: Stage) -> Iterator[Step]:
    if stage == Stage.MONEY_WAITS:
        yield Step("The desk decides", "Seats, or your money back", None, "clock", False)
    if stage not in (Stage.CONFIRMED, Stage.DEBIT):
        return
    seats = [line for line in order.lines if line.state in (SeatState.CONFIRMED, SeatState.HELD)]
    named = sum(1 for line in seats if line.attendee.name)
    if named == len(seats):
        title = {1: "Guest named", 2: "Both guests named"}.get(named, f"All {named} guests named")
        yield Step(title, "", None, "people", True)
    else:
        yield Step(f"{named} of {len(seats)} guests named", f"{len(seats) - named} to go", None, "people", False)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)
