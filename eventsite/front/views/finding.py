"""Find my order: whoever lost the link gets it mailed to the address they ordered with."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.front.order_forms import FindForm
from eventsite.front.views.order_links import secret
from eventsite.front.views.orders import bp
from eventsite.registration.services import finding
from eventsite.web.access import public
from eventsite.web.limits import limiter
from eventsite.web.site import the_outbox


@bp.get("/")
@public
@secret
def find() -> ResponseReturnValue:
    return _page(FindForm())


@bp.post("/")
@public
@limiter.limit("10 per minute; 60 per hour")
@secret
def ask() -> ResponseReturnValue:
    """Ask for the links; the answer is the same for every address."""
    form = FindForm()
    if not form.validate():
        return _page(form)
    with transaction():
        finding.ask_for_links(email=form.email.data or "", outbox=the_outbox())
    return redirect(url_for(".find", asked="yes"), 303)


@bp.record_once
def _needs_no_token(state: BlueprintSetupState) -> None:
    state.app.extensions["csrf"].exempt(ask)


def _page(form: FindForm) -> str:
    is_asked = request.args.get("asked") == "yes"
    return render_template("orders/find.html", form=form, is_asked=is_asked, most=finding.MOST_AN_HOUR)
