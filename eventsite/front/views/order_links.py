"""From a capability link to what it opens, and what every page of an order says of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

from flask import Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from eventsite.registration import queries
from eventsite.registration.models import Line, Order
from eventsite.web.headers import keep_secret
from eventsite.web.site import the_key

P = ParamSpec("P")


def secret(view: Callable[P, ResponseReturnValue]) -> Callable[P, Response]:
    """Let nobody keep, index or pass on what this view answers."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        return keep_secret(make_response(view(*args, **kwargs)))

    return answered


def order_or_404(token: str) -> Order:
    return queries.order_of_link(token, the_key()) or _lost()


def order_behind_or_404(token: str) -> Order:
    """Return an order to do something to, without what its page shows."""
    return queries.order_behind(token, the_key()) or _lost()


def line_or_404(token: str) -> Line:
    return queries.line_of_link(token, the_key()) or _lost()


def token_of(order: Order) -> str:
    return the_key().token(queries.ORDER_LINK, order.id, order.link_version)


def ticket_token(line: Line) -> str:
    return the_key().token(queries.TICKET_LINK, line.id, line.ticket_version)


def _lost() -> NoReturn:
    """Answer a link that opens nothing: wrong and revoked ones alike, with the way to a new one."""
    abort(keep_secret(make_response(render_template("orders/lost.html"), 404)))
