"""Setting, changing and removing a password."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.people.flows.passwords import choose_password
from eventsite.people.forms import NewPasswordForm
from eventsite.people.services import passwords
from eventsite.people.services.password_rules import SHORTEST
from eventsite.people.views.blueprint import bp, current_visit
from eventsite.people.views.guarding import fresh
from eventsite.web.forms import PressForm, told
from eventsite.web.limits import limiter
from eventsite.web.site import the_outbox


@bp.route("/password", methods=["GET", "POST"])
@fresh(back="people.password")
@limiter.limit("10 per minute", methods=["POST"])
def password() -> ResponseReturnValue:
    visit, form = current_visit(), NewPasswordForm()
    had_one = bool(visit.account.password_hash)
    if form.validate_on_submit():
        with form.shows():
            choose_password(visit, password=form.password.data or "", outbox=the_outbox())
            flash(f"Your password is {'changed' if had_one else 'set'}, and every other session is ended.")
            return redirect(url_for(".account"))
    page = render_template(
        "people/password.html",
        form=form,
        press=PressForm(),
        has_one=had_one,
        shortest=SHORTEST,
        email=visit.account.email,
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/password/remove")
@fresh(back="people.password")
def remove_password() -> ResponseReturnValue:
    with told(), transaction():
        passwords.remove_password(current_visit(), outbox=the_outbox())
        flash("Your password is removed. A mailed link signs you in, as always.")
    return redirect(url_for(".account"))
