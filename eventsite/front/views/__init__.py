"""The attendee pages: those of a summit, those of an order and those of a ticket, each on a blueprint of their own."""

from eventsite.front.views import (
    cards,
    discovery,
    finding,
    guests,
    home,
    now,
    order_papers,
    orders,
    passes,
    reading,
    tickets,
)
from eventsite.front.views.blueprint import bp
from eventsite.front.views.orders import bp as order_bp
from eventsite.front.views.tickets import bp as ticket_bp

__all__ = [
    "bp",
    "cards",
    "discovery",
    "finding",
    "guests",
    "home",
    "now",
    "order_bp",
    "order_papers",
    "orders",
    "passes",
    "reading",
    "ticket_bp",
    "tickets",
]
