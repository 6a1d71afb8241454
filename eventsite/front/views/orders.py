"""The page of an order, for whoever holds its link: review and pay, what happened, what is next.

No form here carries a token: a token lives in the session, which buying must not begin, and the secret in the address
is what permits. That a form was sent from this site is checked for every request in `web/headers.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction, writing_after_all
from eventsite.core.errors import DomainError
from eventsite.front.asking import Asking
from eventsite.front.order_forms import NamingForm
from eventsite.front.order_page import Known, compose
from eventsite.front.order_stage import Stage, is_behind
from eventsite.front.views.order_links import order_behind_or_404, order_or_404, secret
from eventsite.front.views.own_order import remember
from eventsite.payments import queries as payment_queries
from eventsite.payments.flows.paying import close_pages
from eventsite.payments.flows.paying import pay as begin_to_pay
from eventsite.payments.flows.settling import settle_all
from eventsite.payments.gateway import PaymentsOff, Refused, Unreachable
from eventsite.payments.models import Payment
from eventsite.payments.services.beginning import Agreed
from eventsite.payments.services.refunding import cancel_unpaid
from eventsite.programme.views.loading import programme_lately
from eventsite.registration.models import Line, Order
from eventsite.registration.services import holding
from eventsite.registration.services.naming import name_guest
from eventsite.web.access import public
from eventsite.web.headers import may_lead_to, origin_of
from eventsite.web.limits import limiter
from eventsite.web.site import the_key, the_outbox, this_site

bp = Blueprint("orders", __name__, url_prefix="/orders")

#: Seconds after which a page that waits for Stripe looks again.
LOOK_AGAIN = 5
#: No amount of ours is larger; a larger one is no form of ours.
_MOST = 2**31 - 1
_KEPT = "Your seats are kept, and nothing is charged twice. Try again in a minute."


@bp.get("/<token>")
@public
@secret
def order(token: str) -> ResponseReturnValue:
    """Show where an order stands; whoever comes back from the payment page finds it settled."""
    is_back, asking = request.args.get("from") == "payment", _asking()
    found = order_behind_or_404(token) if is_back else order_or_404(token)
    payments = payment_queries.list_payments(found)
    waiting = [payment for payment in payments if payment.is_unsettled]
    if waiting and asking.may_ask(found.id, is_back=is_back):
        return _show(token, known=Known(_ask(found.id, waiting, asking), is_back))
    known = Known(not waiting or (asking.was_answered(found.id) and not is_back), is_back)
    return _show(token, None if is_back else found, payments, known=known)


@bp.post("/<token>/pay")
@public
@limiter.limit("20 per minute; 200 per hour")
@secret
def pay(token: str) -> ResponseReturnValue:
    found, agreed = order_behind_or_404(token), _agreed()
    order_id = found.id
    page = this_site().url(url_for(".order", token=token))
    try:
        address = begin_to_pay(found, agreed=agreed, page=page, **_ours())
    except Unreachable as error:
        return _show(token, refusal=f"{error} {_KEPT}", code=503)
    except Refused:
        return _show(token, refusal=f"The payment page could not be opened. {_KEPT}", code=502)
    except DomainError as error:
        return _show(token, refusal=str(error), code=503 if isinstance(error, PaymentsOff) else 409)
    _asking().forget(order_id)
    if origin_of(address) in _payment_origins():
        return redirect(address, 303)
    return redirect(url_for(".order", token=token), 303)


@bp.post("/<token>/hold")
@public
@limiter.limit("20 per minute")
@secret
def hold(token: str) -> ResponseReturnValue:
    """Keep the seats for as long again."""
    found = order_behind_or_404(token)
    try:
        with transaction():
            holding.extend(found)
    except DomainError as error:
        return _show(token, refusal=str(error), code=409)
    return redirect(url_for(".order", token=token), 303)


@bp.post("/<token>/cancel")
@public
@limiter.limit("20 per minute")
@secret
def cancel(token: str) -> ResponseReturnValue:
    """Let the seats of an order go that nobody has paid; a page it could still be paid on is closed first."""
    order_id = order_behind_or_404(token).id
    if not close_pages(order_id, **_ours()):
        refusal = "We could not make sure that nobody is paying just now, so the seats are kept. Try again in a minute."
        return _show(token, refusal=refusal, code=503)
    try:
        with transaction():
            cancel_unpaid(order_id)
    except DomainError as error:
        return _show(token, refusal=str(error), code=409)
    return redirect(url_for(".order", token=token), 303)


@bp.post("/<token>/guests/<int:line>")
@public
@limiter.limit("60 per minute; 600 per hour")
@secret
def guest(token: str, line: int) -> ResponseReturnValue:
    """Name the guest of a seat, or change who it is."""
    seat, form = _seat_or_404(order_or_404(token), line), NamingForm()
    if form.validate():
        with form.shows(DomainError):
            with transaction():
                naming = name_guest(seat, form.named(), outbox=the_outbox())
            mailed = "no" if naming.is_unmailed else None
            return redirect(url_for(".order", token=token, mailed=mailed, _anchor=f"seat-{line}"), 303)
    return _show(token, naming=(line, form), code=409 if form.form_errors else 200)


@bp.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions["eventsite.asking"] = Asking()
    for view in (pay, hold, cancel, guest):
        state.app.extensions["csrf"].exempt(view)


def _ask(order_id: int, waiting: Sequence[Payment], asking: Asking) -> bool:
    """Ask Stripe how these payments of an order stand, and take it in; tell whether it answered.

    This is the one GET that may write: a buyer who comes back finds the order paid, whether a webhook came or not.
    """
    is_answered = False
    try:
        with writing_after_all():
            is_answered = settle_all(waiting, **_ours())
    finally:
        asking.asked(order_id, is_answered=is_answered)
    return is_answered


def _show(
    token: str,
    found: Order | None = None,
    payments: Sequence[Payment] | None = None,
    *,
    known: Known | None = None,
    refusal: str = "",
    naming: tuple[int, NamingForm] | None = None,
    code: int = 200,
) -> Response:
    """Return the page as the order stands now: loaded anew, unless it was `found` whole and nothing happened since."""
    found = found or order_or_404(token)
    payments = payment_queries.list_payments(found) if payments is None else payments
    if is_behind(found, payments):
        found = order_or_404(token)
    programme = programme_lately(found.summit.slug)
    page = compose(found, payments, token=token, programme=programme, key=the_key(), known=known or Known())
    line, form = naming or (0, None)
    text = render_template(
        "orders/order.html", programme=programme, page=page, refusal=refusal, naming_line=line, naming=form,
        is_unmailed=request.args.get("mailed") == "no",
        is_elsewhere=page.payment_page != "" and origin_of(page.payment_page) not in _payment_origins(),
    )  # fmt: skip
    response = may_lead_to(make_response(text, code), *_payment_origins())
    if page.stage == Stage.WAITING:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return remember(response, found) if page.is_open else response


def _agreed() -> Agreed:
    """Return what the buyer saw and accepted; a total that no page of ours shows is no form of ours."""
    total, terms = request.form.get("total", ""), request.form.get("terms", "")
    if not _is_number(total) or (terms and not _is_number(terms)):
        abort(400)
    has_accepted = bool(terms) and request.form.get("accept") == "yes"
    return Agreed(total=int(total), terms=int(terms) if has_accepted else None)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= _MOST


def _seat_or_404(found: Order, line: int) -> Line:
    return next((seat for seat in found.lines if seat.id == line), None) or abort(404)


def _asking() -> Asking:
    asking: Asking = current_app.extensions["eventsite.asking"]
    return asking


def _payment_origins() -> tuple[str, ...]:
    """Return where payment pages are: at Stripe, or in the sandbox."""
    base = current_app.extensions["eventsite.gateway"].settings.api_base
    return (origin_of(base) if base else "https://checkout.stripe.com",)


def _ours() -> dict[str, Any]:
    ours = current_app.extensions
    return {"gateway": ours["eventsite.gateway"], "outbox": ours["eventsite.outbox"]}
