"""What one reads: the venue, the news, and the organizers' own pages."""

from __future__ import annotations

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.front.venue import rooms_by_zone, way_there
from eventsite.front.views.blueprint import bp
from eventsite.programme.pages import structured
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.headings import headings
from eventsite.web.site import this_site

bp.add_app_template_filter(headings)


@bp.get("/<summit>/venue")
@public
@compiled()
def venue(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    name = programme.summit.venue_name or "Venue"
    return render_template(
        "front/venue.html",
        programme=programme,
        way=way_there(programme.summit),
        zones=rooms_by_zone(programme),
        linked_data=structured.page(programme, name, request.path, this_site()),
    )


@bp.get("/<summit>/news/")
@public
@compiled()
def news(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    linked_data = structured.page(programme, "News", request.path, this_site(), kind="CollectionPage")
    return render_template("front/news.html", programme=programme, linked_data=linked_data)


@bp.get("/<summit>/news/<article>")
@public
@compiled()
def article(summit: str, article: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    found = next((written for written in programme.snapshot.news if written.slug == article), None)
    if found is None:
        abort(404)
    about = [entry for entry in programme.entries if entry.session.code == found.session]
    linked_data = structured.article(programme, found, this_site())
    return render_template(
        "front/article.html", programme=programme, article=found, about=about, linked_data=linked_data
    )


@bp.get("/<summit>/pages/<page>")
@public
@compiled()
def page(summit: str, page: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    found = next((written for written in programme.snapshot.pages if written.slug == page), None)
    if found is None:
        abort(404)
    linked_data = structured.page(programme, found.title, request.path, this_site())
    return render_template("front/page.html", programme=programme, page=found, linked_data=linked_data)
