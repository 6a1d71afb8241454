"""What an order's page is called in each stage, and what its button does."""

from __future__ import annotations

from eventsite.core.money import money
from eventsite.front.order_stage import Stage
from eventsite.registration.models import Order
from eventsite.registration.states import SeatState

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def pay_label(total: int, order: Order) -> str:
    """Return what the button does: "Pay $1,198.00", "Get 2 free passes"."""
    if total:
        return f"Pay {money(total, order.currency)}"
    return "Get your free pass" if len(order.lines) == 1 else f"Get {len(order.lines)} free passes"


def headline(order: Order, stage: Stage, *, is_disputed: bool) -> str:
    """Return the headline; that of safe seats goes on with a comma and the buyer's name."""
    if stage == Stage.CONFIRMED and is_disputed:
        return "Your payment is disputed"
    live = [line for line in order.lines if line.state in (SeatState.CONFIRMED, SeatState.HELD)]
    if stage in (Stage.CONFIRMED, Stage.DEBIT):
        number = _NUMBERS[len(live)] if len(live) < len(_NUMBERS) else str(len(live))
        return "Your seat is safe" if len(live) == 1 else f"Your {number} seats are safe"
    is_one = len(order.lines) == 1
    return {
        Stage.REVIEW: "Review and pay" if order.total else "Review your order",
        Stage.PAGE_OPEN: "Not paid yet",
        Stage.WAITING: "We are asking whether you paid",
        Stage.ENDED: "Your seat was given back" if is_one else "Your seats were given back",
        Stage.CANCELLED: "This order was cancelled",
        Stage.LET_GO: f"You let {'this seat' if is_one else 'these seats'} go",
        Stage.REPLACED: "You changed this order",
        Stage.MONEY_WAITS: f"Your money is here, your {'seat is' if is_one else 'seats are'} not yet",
    }[stage]
