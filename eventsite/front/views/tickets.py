"""One attendee's ticket, for whoever holds its link: the code, what it opens, and a name where it has none yet."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.calendar.ics import CONTENT_TYPE
from eventsite.calendar.tickets import ticket_calendar
from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.front.order_forms import NamingForm
from eventsite.front.papers import tickets_pdf
from eventsite.front.ticket_page import compose
from eventsite.front.views.order_links import line_or_404, secret, ticket_token
from eventsite.front.views.order_papers import download, download_pdf, few_papers
from eventsite.programme.views.loading import programme_or_404
from eventsite.registration.models import Line
from eventsite.registration.services.naming import name_guest
from eventsite.registration.states import SeatState
from eventsite.web.access import public
from eventsite.web.limits import limiter
from eventsite.web.site import the_key, the_outbox, this_site

bp = Blueprint("tickets", __name__, url_prefix="/tickets")


@bp.get("/<token>")
@public
@secret
def ticket(token: str) -> ResponseReturnValue:
    return _show(token, NamingForm())


@bp.post("/<token>")
@public
@limiter.limit("20 per minute")
@secret
def name(token: str) -> ResponseReturnValue:
    """Let the guest say who they are, once; later changes are for whoever ordered the seat."""
    line, form = line_or_404(token), NamingForm()
    if form.validate():
        with form.shows(DomainError):
            with transaction():
                name_guest(line, form.named(), outbox=the_outbox(), is_own=True)
            return redirect(url_for(".ticket", token=ticket_token(line)), 303)
    return _show(token, form, 409 if form.form_errors else 200)


@bp.get("/<token>.ics")
@public
@limiter.limit("60 per minute")
@secret
def calendar(token: str) -> ResponseReturnValue:
    line = line_or_404(token)
    return download(ticket_calendar(line, key=the_key(), site=this_site()), CONTENT_TYPE, _file(line, "ics"))


@bp.get("/<token>.pdf")
@public
@few_papers
@secret
def paper(token: str) -> ResponseReturnValue:
    line = line_or_404(token)
    if line.state != SeatState.CONFIRMED:
        abort(404)
    return download_pdf(lambda: tickets_pdf([line], key=the_key(), site=this_site()), _file(line, "pdf"))


@bp.record_once
def _needs_no_token(state: BlueprintSetupState) -> None:
    """The secret in the address permits; see `views/orders.py`."""
    state.app.extensions["csrf"].exempt(name)


def _file(line: Line, ending: str) -> str:
    return f"ticket-{line.order.code}-{line.position + 1}.{ending}"


def _show(token: str, form: NamingForm, code: int = 200) -> Response:
    line = line_or_404(token)
    programme = programme_or_404(line.summit.slug)
    page = compose(line, programme=programme, key=the_key())
    return make_response(render_template("tickets/ticket.html", programme=programme, page=page, form=form), code)
