"""Where everybody arrives: the site, and one summit."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.front.editions import list_editions
from eventsite.front.home_page import compose
from eventsite.front.views.blueprint import bp
from eventsite.programme.pages import structured
from eventsite.programme.views.loading import programme_or_404
from eventsite.registration import queries
from eventsite.registration.models import PassType
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site


@bp.get("/")
@public
def index() -> ResponseReturnValue:
    """Lead to the one summit there is to go to, or list them."""
    editions, now = list_editions(), clock.now()
    past = [edition for edition in editions if edition.is_over(now)]
    coming = [edition for edition in reversed(editions) if not edition.is_over(now)]
    if len(coming) == 1:
        return redirect(url_for(".home", summit=coming[0].summit.slug))
    return render_template("front/index.html", coming=coming, past=past)


@bp.get("/<summit>/")
@public
@compiled()
def home(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    others = [edition for edition in list_editions() if edition.summit.slug != summit]
    return render_template(
        "front/home.html",
        programme=programme,
        page=compose(programme, _on_show(summit)),
        others=others,
        linked_data=structured.summit(programme, this_site()),
    )


def _on_show(summit: str) -> Sequence[PassType]:
    """Return the passes that a summit shows; one query, none where it sells nothing."""
    sale = current_app.extensions["eventsite.sale_of"](summit)
    return queries.list_priced(summit) if sale is not None and sale.passes else ()
