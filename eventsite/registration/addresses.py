"""Where an order and a ticket are found, for whoever holds their link."""

from __future__ import annotations

from eventsite.core.links import Site
from eventsite.core.tokens import LinkKey
from eventsite.registration.models import Line, Order
from eventsite.registration.queries import ORDER_LINK, TICKET_LINK


def order_address(order: Order, key: LinkKey, site: Site) -> str:
    return site.url(f"/orders/{key.token(ORDER_LINK, order.id, order.link_version)}")


def ticket_address(line: Line, key: LinkKey, site: Site) -> str:
    return site.url(f"/tickets/{key.token(TICKET_LINK, line.id, line.ticket_version)}")
