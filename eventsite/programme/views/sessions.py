"""One session: what, when, where and with whom."""

from __future__ import annotations

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.programme.pages import structured
from eventsite.programme.pages.adding import add_links
from eventsite.programme.pages.public_session import public_session
from eventsite.programme.pages.subscribing import subscribe_links
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site


@bp.get("/<summit>/sessions/<code>")
@public
@compiled()
def session(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    found = programme.sessions.get(code) or abort(404)
    page = public_session(programme, found)
    today = programme.local(clock.now()).date()
    address = url_for(".session", summit=summit, code=code)
    file = url_for("calendar.session", summit=summit, code=code)
    return render_template(
        "programme/session.html", programme=programme, page=page, session=found, file=file,
        adding=add_links(programme, page.main.entry, this_site().url(address)) if page.main else None,
        subscribe=subscribe_links(this_site(), file),
        is_live=page.main is not None and 0 <= (today - programme.day_of(page.main.entry.slot.starts_at)).days <= 1,
        linked_data=structured.session(programme, found, this_site()),
        preview=structured.plain(found.abstract.source or found.description.source or found.subtitle),
    )
