"""Who a visitor is without an account: the personal agenda that a cookie of theirs opens, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request
from flask_limiter.util import get_remote_address

from eventsite.programme.models import PersonalAgenda
from eventsite.programme.services import starring
from eventsite.web.site import the_key

AGENDA = "agenda"


def this_agenda() -> PersonalAgenda | None:
    """Return the agenda of the browser that asks; one query."""
    return starring.find_agenda(request.cookies.get(AGENDA, ""), the_key())


def by_device() -> str:
    """Count tries for a device that has stars, else for its address: a hotel's guests share one."""
    agenda = this_agenda()
    return f"agenda:{agenda.id}" if agenda else get_remote_address()


def private(content: Any) -> Response:
    """Answer with what is the visitor's own: kept by nobody, indexed by nobody."""
    response = make_response(content)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
