"""Who changed a session, when, from what to what."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from eventsite.permissions import Permission
from eventsite.programme.drafting.history import history_page
from eventsite.programme.models import Session
from eventsite.programme.views.loading import session_or_404
from eventsite.programme.views.manage.blueprint import bp
from eventsite.web.access import requires


@bp.get("/sessions/<code>/history")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=session_or_404)
def history(session: Session) -> ResponseReturnValue:
    page = history_page(session, number=request.args.get("page", ""))
    return render_template("programme/manage/history.html", summit=session.summit, session=session, page=page)
