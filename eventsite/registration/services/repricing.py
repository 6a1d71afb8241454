"""A hold that ended is taken up again, at the prices of now."""

from __future__ import annotations

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.registration.basket import BadBasket
from eventsite.registration.models import Order
from eventsite.registration.pricing import price_at, split
from eventsite.registration.services import holding
from eventsite.registration.services.ordering import check_total, is_on_sale
from eventsite.registration.states import HoldReason


def renew(order: Order) -> None:
    """Win the seats of an ended basket back and price them anew; `shown_total` then says what was shown before.

    `order` is locked.

    Raises:
        BadBasket: when one of its passes is no longer on sale, or nobody can pay at once what they cost now.
        SoldOut: when somebody else has the seats.
        NotYours: when it was changed or cancelled.
    """
    now = clock.now()
    for line in order.lines:
        if not is_on_sale(line.pass_type, now):
            raise BadBasket(f"{line.pass_type.name} is not on sale any more. Choose another pass.")
    prices = [price_at(line.pass_type, now) for line in order.lines]
    check_total(order.summit, sum(prices))
    holding.keep(order, HoldReason.BASKET, now + holding.BASKET)
    before, order.total = order.total, sum(prices)
    for line, price in zip(order.lines, prices, strict=True):
        line.price = price
    if order.total != before:
        order.shown_total = before
        _share_anew(order)
    db.session.flush()


def _share_anew(order: Order) -> None:
    """Split the new prices as the old ones were: among the payers, by what each was to pay."""
    weights = [share.amount for share in order.shares]
    rows = split([line.price for line in order.lines], weights if any(weights) else [1] * len(weights))
    for place, share in enumerate(order.shares):
        parts = {part.line_id: part for part in share.parts}
        for line, row in zip(order.lines, rows, strict=True):
            parts[line.id].amount = row[place]
        share.amount = sum(row[place] for row in rows)
