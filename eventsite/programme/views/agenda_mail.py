"""The address that a visitor leaves with their stars: left, confirmed by a button in a mail, changed, given up.

As with stars, nothing here may touch the session. A mailed link shows a button, because mail scanners follow links; the
one that mail programs press by themselves (RFC 8058) is the same POST.
"""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.programme.forms import AddressForm
from eventsite.programme.releases.public import Programme
from eventsite.programme.services import addressing
from eventsite.programme.services.addressing import LinkIsDone
from eventsite.programme.telling import links
from eventsite.programme.views.device import by_device, this_agenda
from eventsite.programme.views.loading import programme_or_404
from eventsite.programme.views.stars import bp, mine_page
from eventsite.web.access import public
from eventsite.web.headers import keep_secret
from eventsite.web.limits import limiter
from eventsite.web.site import the_key, the_outbox


@bp.post("/<summit>/my-agenda/mail")
@public
@limiter.limit("10 per minute; 30 per hour", key_func=by_device)
def leave_address(summit: str) -> ResponseReturnValue:
    """Keep an address and ask it back by mail; the answer is the same for every address."""
    programme_or_404(summit)
    form, agenda = AddressForm(), this_agenda()
    if agenda is None:
        return redirect(url_for(".mine", summit=summit), 303)
    if not form.validate():
        return mine_page(summit, form), 422
    with transaction():
        addressing.leave_address(
            agenda=agenda, email=form.email.data or "", summit=summit, outbox=the_outbox()
        )
    return redirect(url_for(".mine", summit=summit, mail="asked", _anchor="mail"), 303)


@bp.post("/<summit>/my-agenda/mail/forget")
@public
@limiter.limit("10 per minute", key_func=by_device)
def forget_address(summit: str) -> ResponseReturnValue:
    programme_or_404(summit)
    if agenda := this_agenda():
        with transaction():
            addressing.forget_address(agenda=agenda)
    return redirect(url_for(".mine", summit=summit, mail="stopped", _anchor="mail"), 303)


@bp.route("/<summit>/my-agenda/mail/<token>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def confirm_address(summit: str, token: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    try:
        if request.method == "POST":
            with transaction():
                addressing.confirm_address(token=token, key=the_key())
            return _page(programme, token, "confirmed")
        return _page(programme, token, "confirm" if links.agenda_to_confirm(token, the_key()) else "dead")
    except LinkIsDone:
        return _page(programme, token, "dead")


@bp.route("/<summit>/my-agenda/mail/<token>/stop", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute", methods=["POST"])
def stop_mails(summit: str, token: str) -> ResponseReturnValue:
    """Stop the mails; a link that is done already says so calmly, for the wish is fulfilled."""
    programme = programme_or_404(summit)
    try:
        if request.method == "POST":
            with transaction():
                addressing.stop_mails(token=token, key=the_key())
            return _page(programme, token, "stopped")
        return _page(programme, token, "stop" if links.agenda_to_stop(token, the_key()) else "nothing")
    except LinkIsDone:
        return _page(programme, token, "nothing")


def _page(programme: Programme, token: str, stands: str) -> Response:
    """Return the page of a mailed link; `stands` is what it can do, or has done."""
    page = render_template("stars/mail.html", programme=programme, token=token, stands=stands)
    return keep_secret(make_response(page, 410 if stands == "dead" else 200))


@bp.record_once
def _need_no_token(state: BlueprintSetupState) -> None:
    """A token lives in the session, which none of this may begin."""
    for view in (leave_address, forget_address, confirm_address, stop_mails):
        state.app.extensions["csrf"].exempt(view)
