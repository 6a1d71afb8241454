"""The tables of registration."""

from eventsite.registration.models.on_sale import Capacity, Entitlement, PassType, PricePhase, Terms, pass_capacity
from eventsite.registration.models.orders import Attendee, Line, Order, Payer, Share, SharePart

__all__ = [
    "Attendee",
    "Capacity",
    "Entitlement",
    "Line",
    "Order",
    "PassType",
    "Payer",
    "PricePhase",
    "Share",
    "SharePart",
    "Terms",
    "pass_capacity",
]
