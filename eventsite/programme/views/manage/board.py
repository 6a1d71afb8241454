"""The agenda editor's page, the style sheet its grid stands on, and what changed on it meanwhile."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.permissions import Permission
from eventsite.programme.board import sheet
from eventsite.programme.board.asked import ZOOMS, Asked
from eventsite.programme.board.building import day_of, seen_day
from eventsite.programme.board.keeping import Revision, revision_of
from eventsite.programme.board.news import actors_since, delta_of, told
from eventsite.programme.views.manage.blueprint import bp
from eventsite.programme.views.manage.board_answers import day_data, links_of
from eventsite.programme.views.manage.board_steps import last_step, movable_events
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import current_account, requires
from eventsite.web.encodings import encoding_for


@bp.get("/board")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def board(summit: Summit) -> ResponseReturnValue:
    day = day_of(summit, Asked.from_args(request.args), movable_events(summit))
    return render_template(
        "programme/manage/board.html", summit=summit, day=day, zooms=ZOOMS, sheet=sheet.seal(), undo=last_step(summit),
        links=links_of(summit),
    )  # fmt: skip


@bp.get("/board/news")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def board_news(summit: Summit) -> ResponseReturnValue:
    """Answer what changed since a page was made, 204 when nothing did: that costs one query beyond who asks."""
    since = Revision.of_token(request.args.get("since", ""))
    if since is None:
        abort(400)
    if since == revision_of(summit):
        return "", 204
    asked, movable = Asked.from_args(request.args), movable_events(summit)
    before, after = seen_day(summit, asked, movable, since.token), day_of(summit, asked, movable)
    delta = delta_of(before, after)
    said = told(before, delta, actors_since(summit, since, current_account().id))
    return {"ok": True, "said": said, **day_data(summit, after, delta)}


def _summit_of_sheet(summit: str, seal: str) -> Summit:
    if seal != sheet.seal():
        abort(404)
    return summit_or_404(summit)


@bp.get("/board/<seal>.css")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=_summit_of_sheet)
def board_sheet(_summit: Summit) -> ResponseReturnValue:
    is_small = encoding_for(request.headers.get("Accept-Encoding", "")) == "br"
    response = Response(sheet.compressed() if is_small else sheet.stylesheet(), mimetype="text/css")
    if is_small:
        response.content_encoding = "br"
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{sheet.seal()}-br" if is_small else sheet.seal())
    return response.make_conditional(request)
