"""Somebody lost the link to an order: it is mailed to the address that made it, and strangers learn nothing."""

from __future__ import annotations

import secrets

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.outbox import Outbox, asked_under, hourly_prefix
from eventsite.registration.emails import ORDER_LINKS
from eventsite.registration.models import Order

#: So many mails an address gets in one hour of the clock.
MOST_AN_HOUR = 3


def ask_for_links(*, email: str, outbox: Outbox) -> None:
    """Mail the links to the orders of `email`, if it made any and did not ask too often.

    Whoever asks learns nothing from the answer, nor from how long it takes: where there is nothing to mail, a row that
    asks for no mail is written in its place, and the address is not kept.
    """
    address = email.strip().lower()
    prefix = hourly_prefix(address)
    is_known, asked = _has_orders(address), asked_under(ORDER_LINKS, prefix)
    if is_known and asked < MOST_AN_HOUR:
        outbox.put(ORDER_LINKS, f"{prefix}{secrets.token_hex(8)}", email=address)
    else:
        outbox.put(ORDER_LINKS, f"none-{secrets.token_hex(8)}", email="")


def _has_orders(address: str) -> bool:
    """Tell whether an address made any; of two that ask at once the second waits, so that both are counted."""
    rows = select(Order.id).filter_by(buyer_email=address).order_by(Order.id).limit(1)
    return db.session.scalar(rows.with_for_update()) is not None
