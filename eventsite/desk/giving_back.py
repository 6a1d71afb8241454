"""What would be given back, and by which way, before anything is: the same sums as `payments.services.refunding`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eventsite.billing import journal
from eventsite.payments import queries
from eventsite.payments.models import Payment
from eventsite.payments.services.refunding import refundable
from eventsite.payments.states import PaymentState
from eventsite.registration.models import Line, Order
from eventsite.registration.states import SeatState


@dataclass(frozen=True, slots=True)
class Way:
    """A payment that brought money, and what of it goes back; minor units."""

    payment: Payment
    amount: int


@dataclass(frozen=True, slots=True)
class Giving:
    """What goes back for seats, of the price while they stay, or of credit (`is_credit`); minor units.

    `sold` is what was neither taken back nor given up of the order's price: while it is the same, nobody else gave
    anything back in the meantime. `taken` is what a bank gave the payer of the seats already; `missing` is what no
    payment of the order has left to give.
    """

    seats: tuple[Line, ...]
    amount: int
    sold: int
    ways: tuple[Way, ...]
    is_whole: bool = False
    taken: int = 0
    is_credit: bool = False

    @property
    def missing(self) -> int:
        return self.amount - sum(way.amount for way in self.ways)


def for_seats(order: Order, numbers: Collection[int]) -> Giving | None:
    """Return what cancelling these seats (counted from 1) gives back; None unless all are there and confirmed."""
    chosen = seats_of(order, numbers)
    if not chosen or any(line.state != SeatState.CONFIRMED for line in chosen):
        return None
    sold = still_sold(order)
    worth = min(sum(line.price for line in chosen), sold)
    owed = max(journal.balance(journal.receivable(order.shares[0])), 0)
    confirmed = [line for line in order.lines if line.state == SeatState.CONFIRMED]
    taken = min(worth, owed)
    ways, is_whole = ways_of(order, worth - taken), len(chosen) == len(confirmed)
    return Giving(chosen, worth - taken, sold, ways, is_whole, taken)


def for_amount(order: Order, amount: int) -> Giving:
    """Return what giving back part of the price means; the seats stay."""
    return Giving((), amount, still_sold(order), ways_of(order, amount))


def for_credit(order: Order) -> Giving | None:
    """Return what giving back the money that waits to be sorted means; None when none waits."""
    amount = -journal.balance(journal.credit(order.shares[0].payer))
    return Giving((), amount, still_sold(order), ways_of(order, amount), is_credit=True) if amount > 0 else None


def seats_of(order: Order, numbers: Collection[int]) -> tuple[Line, ...]:
    """Return the lines of an order by their numbers, counted from 1; none if one of them is not there."""
    lines = {line.position + 1: line for line in order.lines}
    wanted = sorted(set(numbers))
    return tuple(lines[number] for number in wanted) if lines.keys() >= set(wanted) else ()


def still_sold(order: Order) -> int:
    return -journal.balance_of_order(order, journal.DEFERRED)


def ways_of(order: Order, amount: int, payments: Sequence[Payment] | None = None) -> tuple[Way, ...]:
    """Split an amount over the payments that brought money, the latest first."""
    found, rest = [], amount
    for payment in reversed(queries.list_payments(order) if payments is None else payments):
        part = min(rest, refundable(payment))
        if payment.state == PaymentState.SUCCEEDED and part > 0:
            found.append(Way(payment, part))
            rest -= part
    return tuple(found)
