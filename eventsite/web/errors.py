"""Pages for what went wrong: each says what to do next."""

from __future__ import annotations

import logging

from flask import Flask, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import ObjectDeletedError
from werkzeug.exceptions import HTTPException

from eventsite.core.db import db

log = logging.getLogger(__name__)

_WORDS = {
    400: (
        "This cannot be understood",
        "The address or the form is not as this site makes them. Go back and try again.",
    ),
    401: (
        "Sign in first",
        (
            "Nothing was saved, because you are not signed in. Do that in a new tab, then come back to this one, go "
            "back a page and send it again: what you typed is still there."
        ),
    ),
    403: (
        "Not from here",
        "This form was sent from another site, or your page is too old. Open the page again and repeat it.",
    ),
    404: ("There is nothing here", "The page may have moved, or the link lost a letter on its way."),
    405: ("Not this way", "This address does not take what was sent to it."),
    410: ("This is over", "What was here is gone for good."),
    413: ("Too large", "What you sent is larger than this site takes."),
    429: ("Too often", "That was too many tries in a short time. Wait a minute, then try again."),
    503: ("Busy just now", "Too many people want this at the same moment. Wait a few seconds, then try again."),
}
_BROKEN = ("Something broke", "It is our mistake, and it was written down. Nothing was changed. Try again in a moment.")


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(ObjectDeletedError, _gone)
    app.register_error_handler(Exception, _bug)


def _page(code: int) -> Response:
    title, advice = _WORDS.get(code, _BROKEN)
    segment = _known_segment() if code == 404 else ""
    return make_response(
        render_template("errors/error.html", code=code, title=title, advice=advice, segment=segment), code
    )


def _known_segment() -> str:
    """Return the first segment of the address if it names something with compiled pages, else ''."""
    first = request.path.split("/")[1]
    return first if current_app.extensions["eventsite.pointers"](first) is not None else ""


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    response = _page(error.code)
    response.headers.update({name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")})
    return response


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    return _page(403)


def _gone(error: ObjectDeletedError) -> ResponseReturnValue:
    """Answer for what somebody removed between its being found and its being changed."""
    log.warning("Removed meanwhile, on %s %s: %s", request.method, request.url_rule, error)
    db.session.rollback()
    return _page(404)


def _bug(error: Exception) -> ResponseReturnValue:
    log.error(
        "Unexpected error on %s %s", request.method, request.url_rule, exc_info=error
    )  # the rule: a path may hold a secret
    db.session.rollback()
    return _page(500)
