"""Who changed what: in the whole summit, and for one thing."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.desk.trails.kinds import GROUPS, tables_of
from eventsite.desk.trails.listing import TrailFilter, trail_page
from eventsite.desk.trails.one import Traced, find_traced, thing_page
from eventsite.desk.views.blueprint import bp
from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires


def traced_or_404(summit: str, table: str, id: int) -> Traced:
    """Return something that the trail knows, if the account may see things of its kind."""
    home = summit_or_404(summit)
    found = find_traced(home, table, id)
    if found is None or found.place[0] not in tables_of(found.kind, **_sight(home)):
        abort(404)
    return found


def _sight(summit: Summit) -> dict[str, bool]:
    """Return what beside the programme the account may see, as `tables_of` is asked."""
    return {
        "with_money": can(Permission.SUMMIT_ORDERS_VIEW, summit),
        "with_invitations": can(Permission.SUMMIT_TEAM_EDIT, summit),
    }


@bp.get("/<summit>/trail")
@requires(Permission.SUMMIT_TRAIL_VIEW, on=summit_or_404)
def trail(summit: Summit) -> ResponseReturnValue:
    sight = _sight(summit)
    return render_template(
        "desk/trail.html",
        summit=summit,
        page=trail_page(summit, TrailFilter.from_args(request.args), **sight),
        groups={kind.value: group.name for kind, group in GROUPS.items() if tables_of(kind, **sight)},
    )


@bp.get("/<summit>/trail/<table>/<int:id>")
@requires(Permission.SUMMIT_TRAIL_VIEW, on=traced_or_404)
def trail_of(traced: Traced) -> ResponseReturnValue:
    """Show the trail of a thing. A part is told with what it is part of."""
    if traced.top != traced.place:
        table, id = traced.top
        return redirect(url_for(".trail_of", summit=traced.summit.slug, table=table, id=id))
    may_write = can(Permission.SUMMIT_PROGRAMME_EDIT, traced)
    page = thing_page(traced, number=request.args.get("page", ""), with_address=may_write)
    return render_template("desk/trail_of.html", summit=traced.summit, page=page)
