"""The draft: every session in a list, and each on a page of its own."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.permissions import Permission
from eventsite.programme.drafting.overview import DraftFilter, Order, programme_page
from eventsite.programme.drafting.readiness import Lack
from eventsite.programme.drafting.session_page import session_page
from eventsite.programme.models import Session
from eventsite.programme.services import editing
from eventsite.programme.states import SessionKind, SessionState
from eventsite.programme.views.loading import may_add_sessions, session_or_404
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires
from eventsite.web.forms import PressForm


@bp.get("/programme")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def programme(summit: Summit) -> ResponseReturnValue:
    return render_template(
        "programme/manage/programme.html",
        summit=summit,
        may_add=may_add_sessions(summit),
        page=programme_page(summit, DraftFilter.from_args(request.args)),
        kinds=list(SessionKind),
        states=list(SessionState),
        orders=list(Order),
        lacks=list(Lack),
    )


@bp.get("/sessions/<code>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=session_or_404)
def session(session: Session) -> ResponseReturnValue:
    return render_template(
        "programme/manage/session.html",
        summit=session.summit,
        session=session,
        page=session_page(session),
        may_edit=can(Permission.SUMMIT_PROGRAMME_EDIT, session),
        form=PressForm(),
    )


@bp.post("/sessions/<code>/cancel")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=session_or_404)
def session_cancel(session: Session) -> ResponseReturnValue:
    with transaction():
        editing.cancel_session(session=session)
    flash(f"“{session.title}” is cancelled in the draft. The public agenda shows it after the next release.")
    return _to_page(session)


@bp.post("/sessions/<code>/reinstate")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=session_or_404)
def session_reinstate(session: Session) -> ResponseReturnValue:
    try:
        with transaction():
            editing.reinstate_session(session=session)
        flash(f"“{session.title}” is back on in the draft. The public agenda shows it after the next release.")
    except DomainError as error:
        flash(str(error), "refused")
    return _to_page(session)


def _to_page(session: Session) -> ResponseReturnValue:
    return redirect(url_for(".session", summit=session.summit.slug, code=session.code))
