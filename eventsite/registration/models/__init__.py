"""The tables of registration."""

from eventsite.registration.models.on_sale import Capacity, Entitlement, PassCapacity, PassType, PricePhase, Terms
from eventsite.registration.models.orders import Attendee, Line, Order, Payer, Share, SharePart

__all__ = [
    "Attendee",
    "Capacity",
    "Entitlement",
    "Line",
    "Order",
    "PassCapacity",
    "PassType",
    "Payer",
    "PricePhase",
    "Share",
    "SharePart",
    "Terms",
]
