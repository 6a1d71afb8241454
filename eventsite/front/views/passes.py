"""The first screen of buying: passes side by side, and the terms they are sold on."""

from __future__ import annotations

from flask import Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue

from eventsite.core import markdown
from eventsite.front import passes_page
from eventsite.front.held import held
from eventsite.front.views.blueprint import bp
from eventsite.front.views.order_links import token_of
from eventsite.front.views.own_order import own_order, personal
from eventsite.programme.pages import structured
from eventsite.programme.releases.public import Programme
from eventsite.programme.views.loading import programme_lately, programme_or_404
from eventsite.registration import queries
from eventsite.registration.basket import PREFIX
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import public
from eventsite.web.compiled import compiled
from eventsite.web.site import this_site

#: How long the page is kept for those who brought nothing: what is left may be this old, and the prices a second.
KEPT_SECONDS = 5.0


@bp.get("/<summit>/passes")
@public
@compiled(seconds=KEPT_SECONDS)
def passes(summit: str) -> ResponseReturnValue:
    return show_passes(programme_lately(summit))


def show_passes(programme: Programme, refusal: str = "", code: int = 200) -> Response:
    """Return the page with the numbers that the address holds, else with what this browser's order holds."""
    order = own_order(programme.summit.slug)
    typed = {name: text for name, text in request.args.items() if name.startswith(PREFIX)}
    named = {name.removeprefix(PREFIX).partition(".")[0] for name in typed}
    page = passes_page.compose(
        programme,
        held=held(order, token_of(order)) if order else None,
        typed=typed,
        shown={*request.args.getlist("show"), *named},
    )
    linked_data = structured.page(programme, "Passes", request.path, this_site())
    text = render_template(
        "front/passes.html", programme=programme, page=page, refusal=refusal, linked_data=linked_data
    )
    response = make_response(text, code)
    return personal(response) if order or typed or refusal else response


@bp.get("/<summit>/passes/terms")
@public
@compiled("version")
def terms(summit: str) -> ResponseReturnValue:
    """Show what a buyer accepts now, or `version` of it, as somebody accepted it then."""
    programme, found = programme_or_404(summit), summit_or_404(summit)
    newest = queries.current_terms(found)
    asked = request.args.get("version")
    shown = newest if asked is None else queries.find_terms(found, _version(asked))
    if newest is None or shown is None:
        abort(404)
    return render_template(
        "front/terms.html",
        programme=programme,
        terms=shown,
        newest=newest,
        texts=(markdown.render(shown.terms), markdown.render(shown.refund_policy)),
        since=programme.local(shown.created_at),
        linked_data=structured.page(programme, "Terms and refunds", request.path, this_site()),
    )


def _version(text: str) -> int:
    """Return the number of a version, written as we write it: other spellings would be other addresses of one page."""
    if not (text.isascii() and text.isdigit()) or text.startswith("0") or len(text) > 6:
        abort(404)
    return int(text)
