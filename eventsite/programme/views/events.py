"""One co-located event of a summit."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.programme.pages import event_page, structured
from eventsite.programme.pages.subscribing import subscribe_links
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site


@bp.get("/<summit>/events/<event>/")
@public
@compiled()
def event(summit: str, event: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    found = programme.events.get(event)
    if found is None:
        abort(404)
    return render_template(
        "programme/event.html",
        programme=programme,
        page=event_page.compose(programme, found),
        calendars=subscribe_links(this_site(), url_for("calendar.agenda", summit=summit, event=event)),
        linked_data=structured.event(programme, found, this_site()),
    )
