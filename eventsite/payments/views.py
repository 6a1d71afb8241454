"""Where Stripe tells us that something happened. It is a hint: what is true is asked for."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.payments.flows.settling import take_event
from eventsite.payments.gateway import BadSignature, Refused, Unreachable
from eventsite.registration.services.availability import PassChanging
from eventsite.web.access import public
from eventsite.web.site import the_outbox

bp = Blueprint("payments", __name__)

#: Stripe's events are a few kilobytes; nobody else has business here.
MOST_BYTES = 256 * 1024


@bp.post("/stripe/webhook")
@public
def webhook() -> ResponseReturnValue:
    """Take an event in, once. Stripe sends again whatever is not answered with 200."""
    request.max_content_length = MOST_BYTES
    gateway, outbox = current_app.extensions["eventsite.gateway"], the_outbox()
    try:
        told = gateway.read_event(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        return "This was not signed by Stripe.\n", 400
    try:
        take_event(told, gateway=gateway, outbox=outbox)
    except (Unreachable, Refused):
        return "Stripe could not be asked about this. Send it again.\n", 503
    except PassChanging:
        return "An organizer was saving the pass at this moment. Send it again.\n", 503
    return "Thank you.\n", 200


@bp.record_once
def _stripe_has_no_token(state: BlueprintSetupState) -> None:
    """Stripe signs what it sends; it has no session to keep a token in."""
    state.app.extensions["csrf"].exempt(webhook)
