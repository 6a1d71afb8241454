"""What one takes away from an order: its receipts and tickets as PDF, its days for a calendar."""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore

from flask import Response, abort
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import ServiceUnavailable

from eventsite.billing.documents.rendering import PressBusy
from eventsite.billing.receipts import list_receipts
from eventsite.calendar.ics import CONTENT_TYPE
from eventsite.calendar.tickets import order_calendar
from eventsite.front.papers import receipt_pdf, tickets_pdf
from eventsite.front.views.order_links import order_or_404, secret
from eventsite.front.views.orders import bp
from eventsite.registration.states import SeatState
from eventsite.web.access import public
from eventsite.web.limits import limiter
from eventsite.web.site import the_key, this_site

#: Visitors have one document made at a time, and wait so many seconds for it: the other threads are for pages.
_PRESS = BoundedSemaphore(1)
_TURN = 2
#: Seconds after which a press that was busy is worth another try.
_AGAIN = 5

#: Of one address, whatever the documents are: each takes a processor for a good part of a second.
few_papers = limiter.shared_limit("6 per minute", scope="papers")


@bp.get("/<token>/receipt-<number>.pdf")
@public
@few_papers
@secret
def receipt(token: str, number: str) -> ResponseReturnValue:
    order = order_or_404(token)
    found = next((receipt for receipt in list_receipts(order) if receipt.number == number), None) or abort(404)
    return download_pdf(lambda: receipt_pdf(found), f"receipt-{found.number}.pdf")


@bp.get("/<token>/tickets.pdf")
@public
@few_papers
@secret
def tickets(token: str) -> ResponseReturnValue:
    """Answer with a page for each seat that is confirmed."""
    order = order_or_404(token)
    seats = [line for line in order.lines if line.state == SeatState.CONFIRMED] or abort(404)
    return download_pdf(lambda: tickets_pdf(seats, key=the_key(), site=this_site()), f"tickets-{order.code}.pdf")


@bp.get("/<token>/calendar.ics")
@public
@limiter.limit("60 per minute")
@secret
def calendar(token: str) -> ResponseReturnValue:
    order = order_or_404(token)
    if order.confirmed_at is None:
        abort(404)
    return download(order_calendar(order, key=the_key(), site=this_site()), CONTENT_TYPE, f"order-{order.code}.ics")


def download_pdf(make: Callable[[], bytes], name: str) -> Response:
    """Answer with the document that `make` has typeset, or with 503 while others are being made."""
    if not _PRESS.acquire(timeout=_TURN):
        raise ServiceUnavailable(retry_after=_AGAIN)
    try:
        return download(make(), "application/pdf", name)
    except PressBusy as busy:
        raise ServiceUnavailable(retry_after=_AGAIN) from busy
    finally:
        _PRESS.release()


def download(body: bytes, kind: str, name: str) -> Response:
    """Answer with a file; `name` is made of our own letters."""
    response = Response(body, content_type=kind)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
