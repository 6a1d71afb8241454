"""Setting up, replacing and removing the second factor, and its recovery codes."""

from __future__ import annotations

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.qr import qr_svg
from eventsite.people.flows import codes
from eventsite.people.forms import CodeForm
from eventsite.people.queries import count_recovery_codes, find_second_factor
from eventsite.people.services import second_factor as service
from eventsite.people.views import cookies
from eventsite.people.views.blueprint import bp, current_visit, target_or_desk, the_standing, the_vault
from eventsite.people.views.guarding import fresh
from eventsite.web.forms import PressForm, told
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.paths import own_path
from eventsite.web.site import the_outbox, this_site

_PAGE = "people.second_factor"


@bp.get("/second-factor")
@fresh(back=_PAGE)
def second_factor() -> ResponseReturnValue:
    account = current_visit().account
    factor = find_second_factor(account)
    if factor is None or "replace" in request.args:
        return _set_up_page(CodeForm(formdata=None, next=own_path(request.args.get("next"))))
    return render_template(
        "people/second_factor.html",
        since=factor.created_at,
        left=count_recovery_codes(account),
        is_needed=the_standing().needs_second_factor(account),
        press=PressForm(),
    )


@bp.post("/second-factor")
@fresh(back=_PAGE)
@limiter.limit("20 per minute")
def set_up_second_factor() -> ResponseReturnValue:
    """Take the first code of an authenticator, and show the recovery codes: this once, so it is no redirect."""
    form = CodeForm()
    if form.validate():
        with form.shows():
            made = codes.set_up(
                current_visit(), salt=_salt(), code=form.code.data or "", vault=the_vault()
            )
            cookies.forget_setup()
            return _codes_page(made, target_or_desk(form.next.data))
    return _set_up_page(form), 422


@bp.post("/second-factor/codes")
@fresh(back=_PAGE)
def new_recovery_codes() -> ResponseReturnValue:
    made: list[str] = []
    with told(), transaction():
        made = service.make_codes(current_visit(), outbox=the_outbox())
    return _codes_page(made, url_for(".account")) if made else redirect(url_for(".second_factor"))


@bp.post("/second-factor/remove")
@fresh(back=_PAGE)
def remove_second_factor() -> ResponseReturnValue:
    with told(), transaction():
        service.remove(current_visit(), outbox=the_outbox())
        flash("Your second factor is removed, and every other session is ended.")
    return redirect(url_for(".account"))


def _salt() -> str:
    """Return the salt of the authenticator that is being set up in this browser."""
    return cookies.salt_of_setup(service.new_salt())


def _set_up_page(form: CodeForm) -> Response:
    account, salt, key = current_visit().account, _salt(), the_vault().key
    address = service.provisioning_address(account, salt, key=key, issuer=this_site().host)
    page = render_template(
        "people/second_factor_new.html",
        form=form,
        qr=qr_svg(address, label="QR code for your authenticator"),
        address=address,
        secret=service.grouped(service.secret_of(account, salt, key)),
        is_needed=the_standing().needs_second_factor(account),
    )
    return keep_secret(make_response(page))


def _codes_page(made: list[str], target: str) -> Response:
    return keep_secret(make_response(render_template("people/recovery_codes.html", codes=made, target=target)))
