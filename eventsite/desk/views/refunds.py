"""Money goes back: first the page that says exactly what, and by which way; then, when it is agreed to, the refund."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.money import money
from eventsite.core.wording import counted
from eventsite.desk.forms import AmountForm, RefundForm, read_seats
from eventsite.desk.giving_back import Giving, for_amount, for_credit, for_seats
from eventsite.desk.services import returning
from eventsite.desk.views.blueprint import bp, order_or_404, to_order
from eventsite.payments.queries import has_open_dispute
from eventsite.payments.services.refunding import most_back
from eventsite.permissions import Permission
from eventsite.registration.models import Order
from eventsite.registration.queries import get_order
from eventsite.web.access import requires
from eventsite.web.site import the_outbox

_SORTED = "Nothing waits here any more: somebody has sorted it."
_NO_SEATS = "Choose seats that are confirmed. Somebody may have cancelled one of these just now."


@bp.get("/<summit>/orders/<code>/refund")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund(order: Order) -> ResponseReturnValue:
    return _seats_page(order, RefundForm(formdata=None))


@bp.post("/<summit>/orders/<code>/refund")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund_seats(order: Order) -> ResponseReturnValue:
    form, seats = RefundForm(), read_seats(request.form.getlist("seat"))
    giving = for_seats(get_order(order.id), seats)
    if giving is None or not form.validate() or (giving.is_whole and not form.confirms(order.code)):
        return _seats_page(order, form)
    with form.shows(), transaction():
        how_many = returning.give_seats_back(
            order.id, seats, agreed=form.agreed_amount, reason=form.why, outbox=the_outbox()
        )
    if form.form_errors:
        return _seats_page(order, form)
    back = f", and {money(form.agreed_amount, order.currency)} goes back" if form.agreed_amount else ""
    flash(f"{counted(how_many, 'seat')} cancelled{back}.")
    return to_order(order)


@bp.get("/<summit>/orders/<code>/refund-amount")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund_part(order: Order) -> ResponseReturnValue:
    return _amount_page(order, RefundForm(formdata=None))


@bp.post("/<summit>/orders/<code>/refund-amount")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund_amount(order: Order) -> ResponseReturnValue:
    form = RefundForm()
    if not form.validate() or form.agreed_amount <= 0:
        return _amount_page(order, form)
    with form.shows(), transaction():
        returning.give_amount_back(
            order.id, form.agreed_amount, sold=form.sold_amount, reason=form.why, outbox=the_outbox()
        )
    if form.form_errors:
        return _amount_page(order, form)
    flash(f"{money(form.agreed_amount, order.currency)} goes back. The seats stay as they are.")
    return to_order(order)


@bp.get("/<summit>/orders/<code>/refund-credit")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund_rest(order: Order) -> ResponseReturnValue:
    return _credit_page(order, RefundForm(formdata=None))


@bp.post("/<summit>/orders/<code>/refund-credit")
@requires(Permission.SUMMIT_MONEY_REFUND, on=order_or_404)
def refund_credit(order: Order) -> ResponseReturnValue:
    form = RefundForm()
    if not form.validate():
        return _credit_page(order, form)
    with form.shows(), transaction():
        returning.give_credit_back(order.id, agreed=form.agreed_amount, reason=form.why, outbox=the_outbox())
    if form.form_errors:
        return _credit_page(order, form)
    flash(f"{money(form.agreed_amount, order.currency)} of order {order.code} goes back to the payer.")
    return redirect(url_for(".money", summit=order.summit.slug))


def _seats_page(order: Order, form: RefundForm) -> ResponseReturnValue:
    whole = get_order(order.id)
    giving = for_seats(whole, read_seats(request.values.getlist("seat")))
    if giving is None:
        flash(_NO_SEATS if request.values.getlist("seat") else "Tick at least one seat.", "refused")
        return to_order(order)
    return _page(whole, giving, form)


def _amount_page(order: Order, form: RefundForm) -> ResponseReturnValue:
    """Show what giving an amount back means; while it is none that can be, ask for another one."""
    whole = get_order(order.id)
    typed = AmountForm(request.values.get("amount", ""), most=most_back(whole), currency=order.currency)
    if typed.validate():
        return _page(whole, for_amount(whole, typed.minor_units), form)
    page = render_template(
        "desk/refund_amount.html", summit=order.summit, order=whole, typed=typed, is_disputed=has_open_dispute(order)
    )
    return page, 200 if request.method == "GET" else 422


def _credit_page(order: Order, form: RefundForm) -> ResponseReturnValue:
    whole = get_order(order.id)
    giving = for_credit(whole)
    if giving is None:
        flash(_SORTED, "refused")
        return redirect(url_for(".money", summit=order.summit.slug))
    return _page(whole, giving, form)


def _page(order: Order, giving: Giving, form: RefundForm) -> ResponseReturnValue:
    """Show what would be given back as it is now; the form keeps the reason and takes the new amounts."""
    status = 200 if request.method == "GET" else 409 if form.form_errors else 422
    form.agreed.data, form.sold.data = str(giving.amount), str(giving.sold)
    page = render_template(
        "desk/refund.html",
        summit=order.summit,
        order=order,
        giving=giving,
        form=form,
        is_disputed=has_open_dispute(order),
    )
    return page, status
