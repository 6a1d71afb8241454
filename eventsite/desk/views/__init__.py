"""The organizers' desk across features: today, orders, one order, refunds, money to sort, and who changed what."""

from eventsite.desk.views import home, money, order, orders, refunds, seats, trails
from eventsite.desk.views.blueprint import bp

__all__ = ["bp", "home", "money", "order", "orders", "refunds", "seats", "trails"]
