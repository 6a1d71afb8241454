"""What machines ask for first: where they may go, and what there is."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from eventsite.front.sitemap import sitemap as make_sitemap
from eventsite.front.views.blueprint import bp
from eventsite.programme.queries import list_current_releases
from eventsite.programme.releases import public as releases
from eventsite.web.access import public
from eventsite.web.site import this_site

_NOT_FOR_ROBOTS = ("/manage/", "/account/", "/feeds/", "/orders/", "/tickets/")


@bp.get("/robots.txt")
@public
def robots() -> ResponseReturnValue:
    forbidden = (f"Disallow: {path}" for path in _NOT_FOR_ROBOTS)
    lines = ["User-agent: *", *forbidden, f"Sitemap: {this_site().url('/sitemap.xml')}"]
    return _kept_for_an_hour(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@bp.get("/sitemap.xml")
@public
def sitemap() -> ResponseReturnValue:
    """Answer with every page; a query for each summit that was not read lately, and one more."""
    newest = sorted(list_current_releases().values(), reverse=True)
    body = make_sitemap((releases.load(id) for id in newest), this_site())
    return _kept_for_an_hour(Response(body, mimetype="application/xml"))


def _kept_for_an_hour(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    return response.make_conditional(request)  # type: ignore[return-value]

