"""The organizers' first page: which summits are theirs, and what each needs today."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.desk.today import today_of
from eventsite.desk.views.blueprint import bp
from eventsite.permissions import Permission
from eventsite.programme.views.loading import may_add_sessions
from eventsite.summits.models import Summit
from eventsite.summits.queries import list_summits_of
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, current_account, requires, signed_in


@bp.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """List my summits; with a single one, go there."""
    summits = list_summits_of(current_account())
    if len(summits) == 1:
        return redirect(url_for(".summit", summit=summits[0].slug))
    return render_template("desk/home.html", summits=summits)


@bp.get("/<summit>/")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def summit(summit: Summit) -> ResponseReturnValue:
    with_stuck = can(Permission.SUMMIT_PROGRAMME_EDIT, summit)
    today = today_of(summit, with_stuck=with_stuck, with_money=can(Permission.SUMMIT_ORDERS_VIEW, summit))
    return render_template("desk/summit.html", summit=summit, today=today, may_add=may_add_sessions(summit))
