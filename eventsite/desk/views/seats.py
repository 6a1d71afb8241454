"""One seat of an order: its guest and its ticket."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import transaction
from eventsite.desk.forms import GuestForm
from eventsite.desk.services import resending
from eventsite.desk.views.blueprint import bp, seat_or_404, to_order
from eventsite.permissions import Permission
from eventsite.registration.models import Line
from eventsite.registration.services.naming import Naming, may_be_named, name_guest
from eventsite.web.access import requires
from eventsite.web.forms import PressForm, told
from eventsite.web.site import the_outbox


@bp.route("/<summit>/orders/<code>/seats/<int:number>", methods=["GET", "POST"])
@requires(Permission.SUMMIT_ORDERS_EDIT, on=seat_or_404)
def seat(line: Line) -> ResponseReturnValue:
    guest = line.attendee
    shown = {"seen": guest.name, "name": guest.name, "email": guest.email, "organization": guest.organization}
    form = GuestForm(data=shown)
    if form.validate_on_submit():
        with form.shows(), transaction():
            naming = name_guest(line, form.guest(), outbox=the_outbox())
            flash(_named(form.guest().name, naming))
        if not form.form_errors:
            return to_order(line.order)
    return _page(line, form), 422 if form.is_submitted() else 200


@bp.post("/<summit>/orders/<code>/seats/<int:number>/ticket")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=seat_or_404)
def resend_ticket(line: Line) -> ResponseReturnValue:
    with told(), transaction():
        address = resending.resend_ticket(line.order_id, line.id, outbox=the_outbox())
        flash(f"The ticket is on its way to {address}.")
    return _to_seat(line)


@bp.post("/<summit>/orders/<code>/seats/<int:number>/link")
@requires(Permission.SUMMIT_ORDERS_EDIT, on=seat_or_404)
def renew_ticket(line: Line) -> ResponseReturnValue:
    with told(), transaction():
        resending.renew_ticket(line.order_id, line.id)
        flash("The seat has a new ticket, and the old one opens nothing. Send it, so that the guest gets it.")
    return _to_seat(line)


def _named(name: str, naming: Naming) -> str:
    dead = ", and the ticket of the former guest is dead" if naming.is_another else ""
    late = " It had too many mails today, so the ticket is not mailed." if naming.is_unmailed else ""
    return f"The seat is {name}’s now{dead}.{late}"


def _page(line: Line, form: GuestForm) -> str:
    return render_template(
        "desk/seat.html",
        summit=line.summit,
        order=line.order,
        line=line,
        form=form,
        press=PressForm(),
        may_name=may_be_named(line, clock.now()),
    )


def _to_seat(line: Line) -> ResponseReturnValue:
    summit, code = line.summit.slug, line.order.code
    return redirect(url_for(".seat", summit=summit, code=code, number=line.position + 1))
