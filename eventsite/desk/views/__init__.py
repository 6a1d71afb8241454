"""The organizers' desk across features: today, orders, refunds, money to sort, the venue, events, who changed what."""

from eventsite.desk.views import events, home, money, order, orders, refunds, rooms, seats, tracks, trails, venue, zones
from eventsite.desk.views.blueprint import bp

__all__ = [
    "bp", "events", "home", "money", "order", "orders", "refunds", "rooms", "seats", "tracks", "trails", "venue",
    "zones",
]  # fmt: skip
