"""The cookie by which a browser knows the order that it placed, for the pages on which one chooses passes.

It names an order by its own link, is sent to those pages alone, and no session comes with it.
"""

from __future__ import annotations

from flask import Response, request, url_for

from eventsite.front.views.order_links import token_of
from eventsite.registration import queries
from eventsite.registration.models import Order
from eventsite.registration.services.taking_up import is_open
from eventsite.web.site import the_key, this_site

COOKIE = "order"
KEPT = 24 * 3600


def own_order(summit: str) -> Order | None:
    """Return the order that this browser placed last at a summit, if its seats are held; 2 queries with a cookie."""
    order = placed_order(summit)
    return order if order is not None and is_open(order) else None


def placed_order(summit: str) -> Order | None:
    """Return the order that this browser placed last at a summit, whatever became of it."""
    return queries.order_of_cookie(request.cookies.get(COOKIE, ""), the_key(), summit)


def remember(response: Response, order: Order) -> Response:
    """Let this browser know its order for a day."""
    return remember_link(response, token_of(order), order.summit.slug)


def remember_link(response: Response, token: str, summit: str) -> Response:
    """Let this browser know the order that `token` opens for a day."""
    path, secure = url_for("front.passes", summit=summit), this_site().is_secure
    response.set_cookie(COOKIE, token, max_age=KEPT, path=path, httponly=True, samesite="Lax", secure=secure)
    return response


def personal(response: Response) -> Response:
    """Mark a page that shows what somebody holds or typed."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
