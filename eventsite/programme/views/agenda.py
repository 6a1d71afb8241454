"""The agenda, and the style sheet that its grid stands on."""

from __future__ import annotations

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.programme.agenda import PARAMS, AgendaFilter
from eventsite.programme.models import Release
from eventsite.programme.pages.agenda_choices import choices
from eventsite.programme.pages.agenda_page import agenda_page, in_short, page_query
from eventsite.programme.pages.release_css import stylesheet as stylesheet_of
from eventsite.programme.pages.subscribing import subscribe_links
from eventsite.programme.releases import public as releases
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.summits.models import Summit
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site


@bp.get("/<summit>/agenda")
@public
@compiled(*PARAMS, "view")
def agenda(summit: str) -> ResponseReturnValue:
    programme = programme_or_404(summit)
    asked = AgendaFilter.from_args(programme, request.args)
    is_list = request.args.get("view") == "list"
    if "q" in request.args or asked.unknown or request.args.get("view", "list") != "list":
        g.keep_compiled = False
    if "" in request.args.values() and not asked.unknown:
        return redirect(_address(summit, page_query(in_short(programme, asked), is_list=is_list)))
    today = programme.day_of(clock.now())
    page = agenda_page(programme, asked, is_list=is_list, today=today)
    feed = url_for("calendar.agenda", summit=summit) + (f"?{page.feed_query}" if page.feed_query else "")
    return render_template(
        "programme/agenda.html", programme=programme, page=page, choices=choices(programme, page.asked), feed=feed,
        subscribe=subscribe_links(this_site(), feed),
        is_live=any(0 <= (today - day.on).days <= 1 for day in page.days),
    )


def _address(summit: str, query: str) -> str:
    """Return the short address of what a form asked for with most of its fields left empty."""
    return url_for(".agenda", summit=summit) + (f"?{query}" if query else "")


@bp.get("/<summit>/release-<int:number>.css")
@public
@compiled()
def stylesheet(summit: str, number: int) -> ResponseReturnValue:
    """Answer the sheet of any release: a page of the one before may still be on its way to somebody."""
    if number > programme_or_404(summit).number:
        abort(404)
    release_id = db.session.scalar(
        db.select(Release.id).join(Summit, Summit.id == Release.summit_id)
        .where(Summit.slug == summit, Release.number == number)
    )
    if release_id is None:
        abort(404)
    return Response(stylesheet_of(releases.load(release_id)), mimetype="text/css")
