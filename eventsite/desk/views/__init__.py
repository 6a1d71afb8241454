"""The organizers' desk across features: today, orders, one order, refunds, and money to sort."""

from eventsite.desk.views import home, money, order, orders, refunds, seats
from eventsite.desk.views.blueprint import bp

__all__ = ["bp", "home", "money", "order", "orders", "refunds", "seats"]
