"""One order: its page, its buyer, its mails and links, and asking Stripe about it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.desk import flows
from eventsite.desk.forms import AgainForm, BuyerForm
from eventsite.desk.order_page import order_page
from eventsite.desk.services import correcting, resending
from eventsite.desk.views.blueprint import bp, order_or_404, the_gateway, to_order
from eventsite.permissions import Permission
from eventsite.registration.models import Order
from eventsite.web.access import can, requires
from eventsite.web.forms import PressForm, told
from eventsite.web.site import the_key, the_outbox, this_site


@bp.get("/<summit>/orders/<code>")
@requires(Permission.SUMMIT_ORDERS_VIEW, on=order_or_404)
def order(order: Order) -> ResponseReturnValue:
    return render_template(
        "desk/order.html",
        summit=order.summit,
        page=order_page(order.id, key=the_key(), site=this_site()),
        may_edit=can(Permission.SUMMIT_ORDERS_EDIT, order),
        may_refund=can(Permission.SUMMIT_MONEY_REFUND, order),
        form=PressForm(),
    )


@bp.route("/<summit>/orders/<code>/buyer", methods=["GET", "POST"])
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def buyer(order: Order) -> ResponseReturnValue:
    shown = {"name": order.buyer_name, "email": order.buyer_email, "organization": order.buyer_organization}
    form = BuyerForm(data=shown)
    if form.validate_on_submit():
        with form.shows(), transaction():
            correcting.revise_buyer(order.id, form.buyer())
        if not form.form_errors:
            flash(f"Saved. Mails about this order go to {form.email.data} from now on.")
            return to_order(order)
    page = render_template("desk/buyer.html", summit=order.summit, order=order, form=form)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<summit>/orders/<code>/confirmation")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def resend_confirmation(order: Order) -> ResponseReturnValue:
    with told(), transaction():
        address = resending.resend_confirmation(order.id, outbox=the_outbox())
        flash(f"The confirmation is on its way to {address}.")
    return to_order(order)


@bp.post("/<summit>/orders/<code>/again")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def try_again(order: Order) -> ResponseReturnValue:
    form = AgainForm()
    with told(), transaction():
        name = resending.try_again(order.id, form.number, outbox=the_outbox())
        flash(f"{name}: it is tried again now.")
    return to_order(order)


@bp.post("/<summit>/orders/<code>/link")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def renew_link(order: Order) -> ResponseReturnValue:
    with transaction():
        resending.renew_order_link(order.id)
    flash("The order has a new link, and the old one is dead. Send the confirmation again, so that the buyer gets it.")
    return to_order(order)


@bp.post("/<summit>/orders/<code>/stripe")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def look_again(order: Order) -> ResponseReturnValue:
    with told():
        flows.look_again(order, gateway=the_gateway(), outbox=the_outbox())
        flash("This is what Stripe says now.")
    return to_order(order)


@bp.post("/<summit>/orders/<code>/cancel")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=order_or_404)
def cancel(order: Order) -> ResponseReturnValue:
    with told():
        flows.cancel_unpaid(order, gateway=the_gateway(), outbox=the_outbox())
        flash("The order is cancelled. Nothing was paid, and its seats are free.")
    return to_order(order)
