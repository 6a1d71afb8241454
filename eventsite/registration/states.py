"""The states of what is sold, and where each may lead."""

from __future__ import annotations

from enum import StrEnum


class Opens(StrEnum):
    """What an entitlement opens. Of the last two the buyer chooses one."""

    SUMMIT = "summit"
    EVENT = "event"
    DAY = "day"
    SESSION = "session"
    ANY_EVENT = "any_event"
    ANY_DAY = "any_day"


class OrderState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


#: An expired order whose money arrives late wins its seats back if they are free; so may a cancelled one.
ORDER_STEPS: dict[OrderState, frozenset[OrderState]] = {
    OrderState.HELD: frozenset({OrderState.CONFIRMED, OrderState.CANCELLED, OrderState.EXPIRED}),
    OrderState.CONFIRMED: frozenset({OrderState.CANCELLED}),
    OrderState.CANCELLED: frozenset({OrderState.CONFIRMED}),
    OrderState.EXPIRED: frozenset({OrderState.HELD, OrderState.CONFIRMED, OrderState.CANCELLED}),
}


class HoldReason(StrEnum):
    """Why seats are kept for an order that has not committed; each reason has its own end."""

    BASKET = "basket"
    PAYMENT_PAGE = "payment_page"
    BANK_DEBIT = "bank_debit"


class SeatState(StrEnum):
    HELD = "held"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    CANCELLED = "cancelled"


SEAT_STEPS: dict[SeatState, frozenset[SeatState]] = {
    SeatState.HELD: frozenset({SeatState.CONFIRMED, SeatState.RELEASED}),
    SeatState.CONFIRMED: frozenset({SeatState.CANCELLED}),
    SeatState.RELEASED: frozenset({SeatState.HELD, SeatState.CONFIRMED}),
    SeatState.CANCELLED: frozenset(),
}


class ShareState(StrEnum):
    PROPOSED = "proposed"
    COMMITTED = "committed"
    SETTLED = "settled"


SHARE_STEPS: dict[ShareState, frozenset[ShareState]] = {
    ShareState.PROPOSED: frozenset({ShareState.COMMITTED}),
    ShareState.COMMITTED: frozenset({ShareState.SETTLED}),
    ShareState.SETTLED: frozenset({ShareState.COMMITTED}),
}
