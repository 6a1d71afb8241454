"""The blueprint that the desk's pages across features hang on, and what their addresses name."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.desk.money import count_to_sort
from eventsite.payments.gateway import Gateway
from eventsite.registration.models import Line, Order
from eventsite.summits.views.loading import summit_or_404

bp = Blueprint("desk", __name__, url_prefix="/manage")
bp.add_app_template_global(count_to_sort)


def order_or_404(summit: str, code: str) -> Order:
    """Return an order by its code, of this summit and no other."""
    home = summit_or_404(summit)
    rows = select(Order).where(Order.summit_id == home.id, Order.code == code)
    found = db.session.scalar(rows.options(joinedload(Order.summit)))
    if found is None:
        abort(404)
    return found


def seat_or_404(summit: str, code: str, number: int) -> Line:
    """Return a seat of an order by its number, counted from 1."""
    order = order_or_404(summit, code)
    found = next((line for line in order.lines if line.position + 1 == number), None)
    if found is None:
        abort(404)
    return found


def the_gateway() -> Gateway:
    gateway: Gateway = current_app.extensions["eventsite.gateway"]
    return gateway


def to_order(order: Order) -> ResponseReturnValue:
    return redirect(url_for("desk.order", summit=order.summit.slug, code=order.code))
