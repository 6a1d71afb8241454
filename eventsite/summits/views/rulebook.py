"""What each role may do."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.summits.rulebook import Reach, rulebook_page
from eventsite.summits.views.blueprint import bp
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires


@bp.get("/rules")
@requires(Permission.SUMMIT_TEAM_VIEW, on=summit_or_404)
def rules(summit: Summit) -> ResponseReturnValue:
    return render_template("team/rules.html", summit=summit, page=rulebook_page(), nothing=Reach.NOTHING)
