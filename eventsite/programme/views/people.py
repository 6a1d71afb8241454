"""Who speaks: everybody under the letters, found by a word, and one person."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.programme.pages import faces, structured
from eventsite.programme.pages.subscribing import subscribe_links
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site

MOST_LETTERS = 100


@bp.get("/<summit>/people/")
@public
@compiled()
def people(summit: str) -> ResponseReturnValue:
    """Show everybody; a search is free text, so its answer is not kept."""
    programme = programme_or_404(summit)
    q = " ".join(request.args.get("q", "").split())[:MOST_LETTERS]
    found = faces.list_found(programme, q) if q else faces.list_faces(programme)
    return render_template(
        "programme/people.html",
        programme=programme,
        q=q,
        letters=faces.as_one(found) if q else faces.by_letter(found),
        count=len(found),
        linked_data=structured.page(programme, "Speakers", request.path, this_site(), kind="CollectionPage"),
    )


@bp.get("/<summit>/people/<code>")
@public
@compiled()
def person(summit: str, code: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    found = programme.people.get(code)
    if found is None:
        abort(404)
    return render_template(
        "programme/person.html",
        programme=programme,
        person=found,
        face=faces.face(programme, code),
        entries=faces.entries_of(programme, code),
        calendars=subscribe_links(this_site(), url_for("calendar.person", summit=summit, code=code)),
        linked_data=structured.person(programme, found, this_site()),
    )
