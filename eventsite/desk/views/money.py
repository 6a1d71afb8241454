"""Money to sort, and the button that gives the seat for it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.desk.money import money_page
from eventsite.desk.services import returning
from eventsite.desk.views.blueprint import bp, order_or_404
from eventsite.permissions import Permission
from eventsite.registration.models import Order
from eventsite.registration.services.availability import PassChanging
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires
from eventsite.web.forms import told
from eventsite.web.site import the_outbox


@bp.get("/<summit>/money")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=summit_or_404)
def money(summit: Summit) -> ResponseReturnValue:
    return _page(summit)


@bp.post("/<summit>/orders/<code>/give-seat")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def give_seat(order: Order) -> ResponseReturnValue:
    """Let the money pay the seats. Where none is left the page says so and leads to the capacities."""
    code = order.code
    try:
        with told(returning.CannotGive, PassChanging), transaction():
            returning.give_the_seat(order.id, outbox=the_outbox())
            flash(f"Order {code} has its seats, paid by the money that waited. The buyer gets the confirmation.")
    except returning.NoSeatLeft as error:
        return _page(order.summit, no_seat=str(error)), 409
    return redirect(url_for(".money", summit=order.summit.slug))


def _page(summit: Summit, *, no_seat: str = "") -> str:
    return render_template(
        "desk/money.html",
        summit=summit,
        page=money_page(summit),
        no_seat=no_seat,
        may_refund=can(Permission.SUMMIT_MONEY_REFUND, summit),
        may_raise=can(Permission.SUMMIT_PASSES_EDIT, summit),
    )
