"""The second screen of buying: who buys and who is coming. Sending it takes the seats.

Nothing here may touch the session, which takes a visitor past every compiled page. The form therefore carries no
token; that it was sent from this site is checked for every request in `web/headers.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.front import guests_page
from eventsite.front.forms import GuestsForm
from eventsite.front.guests_page import GuestsPage
from eventsite.front.held import held
from eventsite.front.views.blueprint import bp
from eventsite.front.views.order_links import token_of
from eventsite.front.views.own_order import own_order, personal, placed_order, remember_link
from eventsite.front.views.passes import show_passes
from eventsite.payments.flows.paying import close_pages
from eventsite.programme.releases.public import Programme
from eventsite.programme.views.loading import programme_lately
from eventsite.registration import basket
from eventsite.registration.basket import BadBasket, Item
from eventsite.registration.models import Order
from eventsite.registration.services.availability import PassChanging, SoldOut
from eventsite.registration.services.holding import BASKET
from eventsite.registration.services.ordering import Placing
from eventsite.registration.services.taking_up import is_same, take_up
from eventsite.registration.states import HoldReason
from eventsite.web.access import public
from eventsite.web.limits import limiter

_UNKNOWN = "One of these passes is not on sale here. Choose again."


@bp.get("/<summit>/passes/guests")
@public
def guests(summit: str) -> ResponseReturnValue:
    """Ask who is coming, if what was chosen can be bought; no seat is taken yet."""
    programme, order = programme_lately(summit), own_order(summit)
    try:
        items = _items()
        passes = guests_page.check(summit, items, without=order.id if order else None)
    except BadBasket as error:
        return show_passes(programme, str(error), 400)
    except SoldOut as error:
        return show_passes(programme, str(error), 409)
    form = _form(items, data=guests_page.first_words(items, order))
    return _show(programme, guests_page.compose(programme, items, passes), form, items, order)


@bp.post("/<summit>/passes/guests")
@public
@limiter.limit("20 per minute; 200 per hour")
def place(summit: str) -> ResponseReturnValue:
    """Take the seats and lead to the order's page."""
    programme = programme_lately(summit)
    try:
        items = _items()
    except BadBasket as error:
        return show_passes(programme, str(error), 400)
    form = _form(items)
    if form.validate():
        with form.shows(DomainError):
            token = _take_up(_placing(summit, items, form))
            return remember_link(make_response(redirect(url_for("orders.order", token=token), 303)), token, summit)
    page = guests_page.compose(programme, items)
    if len(page.kinds) < len(items):
        return show_passes(programme, form.form_errors[0] if form.form_errors else _UNKNOWN, 400)
    return _show(programme, page, form, items, own_order(summit), 409 if form.form_errors else 200)


@bp.record_once
def _need_no_token(state: BlueprintSetupState) -> None:
    """A token lives in the session, which buying must not begin."""
    state.app.extensions["csrf"].exempt(place)


def _items() -> tuple[Item, ...]:
    items = basket.read(request.args.items(multi=True))
    if not items:
        raise BadBasket("Choose at least one pass.")
    return items


def _form(items: Sequence[Item], **given: Any) -> GuestsForm:
    return GuestsForm(guests_page.firsts_of(items), sum(item.how_many for item in items), **given)


def _placing(summit: str, items: Sequence[Item], form: GuestsForm) -> Placing:
    """Return what was asked for, and the order that gives up its seats for it: its payment page is closed first."""
    placing = Placing(
        summit=summit, items=items, buyer=form.buyer(), guests=form.guests(), shown_total=form.total_shown(),
        once=_once(form, summit, items), previous=placed_order(summit),
    )  # fmt: skip
    previous = placing.previous
    if previous is None or previous.hold_reason != HoldReason.PAYMENT_PAGE or is_same(previous, placing):
        return placing
    ours = current_app.extensions
    if close_pages(previous.id, gateway=ours["eventsite.gateway"], outbox=ours["eventsite.outbox"]):
        return placing
    return replace(placing, previous=None)


def _once(form: GuestsForm, summit: str, items: Sequence[Item]) -> str | None:
    """Return what is the same when this form is sent twice, and another when it was corrected in between."""
    said = form.once_said()
    words = (said, summit, form.buyer().email.lower(), *(f"{item.name}={item.how_many}" for item in items))
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:40] if said else None


def _take_up(placing: Placing) -> str:
    """Place the order and return the token of its page.

    Where a form is sent twice at the same moment, the second one finds what the first one made; where an organizer
    saves a pass at that moment, it is read as it is then.
    """
    try:
        with transaction():
            return token_of(take_up(placing))
    except (IntegrityError, PassChanging):
        with transaction():
            return token_of(take_up(placing))


def _show(
    programme: Programme,
    page: GuestsPage,
    form: GuestsForm,
    items: Sequence[Item],
    order: Order | None,
    code: int = 200,
) -> Response:
    """Return the page; `order` is what this browser holds already."""
    form.shown_total.data = str(page.total)
    form.mine.choices = [(first, kind.name) for first, kind in zip(form.firsts, page.kinds, strict=True)]
    text = render_template(
        "front/guests.html",
        programme=programme,
        page=page,
        form=form,
        held=held(order, token_of(order)) if order else None,
        query=urlencode([(item.name, item.how_many) for item in items]),
        minutes=BASKET.seconds // 60,
    )
    return personal(make_response(text, code))
