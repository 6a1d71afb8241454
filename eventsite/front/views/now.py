"""What is on now. The only public page of a summit that looks at the clock, so it is never compiled."""

from __future__ import annotations

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.front.board import board
from eventsite.front.views.blueprint import bp
from eventsite.programme.pages import structured
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.site import this_site


@bp.get("/<summit>/now")
@public
def now(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    linked_data = structured.page(programme, "On now", request.path, this_site())
    page = render_template(
        "front/now.html", programme=programme, board=board(programme, clock.now()), linked_data=linked_data
    )
    response = make_response(page)
    response.headers["Cache-Control"] = "public, max-age=20"
    return response
