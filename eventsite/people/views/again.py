"""Asks once more who sits there, before what would let somebody else in for good."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.people.flows.codes import prove_by_code
from eventsite.people.flows.passwords import prove_by_password
from eventsite.people.forms import AgainForm, NextForm, PasskeyForm
from eventsite.people.queries import find_second_factor, has_passkey
from eventsite.people.services.sessions import is_fresh
from eventsite.people.views.blueprint import bp, current_visit, passkeys_are_offered, the_vault
from eventsite.web.access import signed_in
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path


@bp.route("/again", methods=["GET", "POST"])
@signed_in
@limiter.limit("20 per minute", methods=["POST"])
def again() -> ResponseReturnValue:
    visit, target = current_visit(), own_path(request.values.get("next")) or url_for(".account")
    if is_fresh(visit):
        return redirect(target)
    account, form = visit.account, AgainForm(next=target)
    wants_code = find_second_factor(account) is not None
    wants_password = bool(account.password_hash) and not wants_code
    if (wants_code or wants_password) and form.validate_on_submit():
        with form.shows():
            if wants_code:
                prove_by_code(visit, code=form.code.data or "", vault=the_vault())
            else:
                prove_by_password(visit, password=form.password.data or "")
            return redirect(target)
    has_key = passkeys_are_offered() and has_passkey(account)
    page = render_template(
        "people/again.html",
        form=form,
        wants_code=wants_code,
        wants_password=wants_password,
        passkey=PasskeyForm(formdata=None, next=target) if has_key else None,
        mail=NextForm(formdata=None, next=target),
        email=account.email,
    )
    return page, 422 if form.is_submitted() else 200
