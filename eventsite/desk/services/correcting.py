"""Who bought an order is put right. Receipts that were issued stay as they are."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.registration.services import holding
from eventsite.registration.services.ordering import Buyer


class BuyerMissing(DomainError):
    """An order has a buyer who can be written to."""


def revise_buyer(order_id: int, buyer: Buyer) -> None:
    """Change who an order is written to; while one payer pays it all, that is the payer too.

    Raises:
        BuyerMissing: without a name or an address.
    """
    email = buyer.email.strip().lower()
    if not buyer.name or not email:
        raise BuyerMissing("An order has a buyer with a name and a mail address. Type both.")
    order = holding.lock_order(order_id)
    order.buyer_name, order.buyer_email, order.buyer_organization = buyer.name, email, buyer.organization
    if len(order.payers) == 1:
        payer = order.payers[0]
        payer.name, payer.email, payer.organization = buyer.name, email, buyer.organization
    db.session.flush()
