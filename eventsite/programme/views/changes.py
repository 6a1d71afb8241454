"""What was released, and what each release changed: facts everybody may know."""

from __future__ import annotations

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.programme import queries
from eventsite.programme.pages import structured
from eventsite.programme.releases import changelog
from eventsite.programme.releases.changes_feed import atom
from eventsite.programme.views.blueprint import bp
from eventsite.programme.views.loading import programme_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site

#: So many releases are told on one page, and so many in the feed.
PAGE_LENGTH = 20


@bp.get("/<summit>/changes")
@public
@compiled("before")
def changes(summit: str) -> ResponseReturnValue:
    """Show the newest releases, or those before a number; 2 queries."""
    programme = programme_or_404(summit)
    before = _number("before", otherwise=programme.number + 1, most=programme.number + 1)
    releases = queries.list_releases_told(summit, before=before, most=PAGE_LENGTH)
    return render_template(
        "programme/changes.html",
        programme=programme,
        releases=[changelog.tell(programme, release) for release in releases],
        linked_data=structured.page(programme, "What changed", request.path, this_site()),
    )


@bp.get("/<summit>/changes/<int:number>")
@public
@compiled("page")
def release_changes(summit: str, number: int) -> ResponseReturnValue:
    """Show one release whole, page by page; 2 queries."""
    programme = programme_or_404(summit)
    release = queries.find_release_told(summit, number) if number <= programme.number else None
    page = _number("page", otherwise=1, most=10_000)
    told = changelog.tell_page(programme, release, page) if release else None
    if told is None:
        abort(404)
    return render_template(
        "programme/release_changes.html",
        programme=programme,
        release=told[0],
        page=page,
        pages=told[1],
        linked_data=structured.page(programme, f"Release {number}", request.path, this_site()),
    )


@bp.get("/<summit>/changes.atom")
@public
@compiled()
def changes_atom(summit: str) -> ResponseReturnValue:
    """Answer with the newest releases as a feed; 2 queries."""
    programme = programme_or_404(summit)
    releases = queries.list_releases_told(summit, before=programme.number + 1, most=PAGE_LENGTH)
    body = atom(programme, [changelog.tell(programme, release) for release in releases], this_site())
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _number(name: str, *, otherwise: int, most: int) -> int:
    """Return a number of the query string; what is no number, or out of bounds, is not there."""
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        abort(404)
    return int(text)
