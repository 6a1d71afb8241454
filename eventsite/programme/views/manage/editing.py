"""The form of a session: one page for what it is, when and where, and who. Nothing typed is ever lost."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.programme.drafting.editor import conflicts_of, edit_page
from eventsite.programme.forms import SessionForm, open_new, open_session, options_of, press
from eventsite.programme.forms.buttons import Pressed
from eventsite.programme.models import Session
from eventsite.programme.services import editing
from eventsite.programme.views.loading import session_or_404, where_to_add_or_404
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.models import Event, Summit
from eventsite.web.access import current_account, requires
from eventsite.web.site import this_site


@bp.route("/sessions/new", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=where_to_add_or_404)
def session_new(place: Summit | Event) -> ResponseReturnValue:
    summit = place.summit
    options = options_of(summit, current_account())
    opened = open_new(options.events)
    if request.method != "POST":
        return _page(summit, SessionForm(options, opened, fields=opened.fields))
    form = SessionForm(options, opened)
    if pressed := press(form, request.form.get("do", ""), current_account()):
        return _page(summit, pressed.form, pressed=pressed)
    if form.validate():
        with form.shows(), transaction():
            made = editing.create_session(summit=summit, plan=form.plan(), host=this_site().host, by=current_account())
            code = made.code
        if not form.form_errors:
            flash(f"“{form.title.data}” is in the draft as {code}.")
            return redirect(url_for(".session", summit=summit.slug, code=code))
    return _page(summit, form), 422


@bp.route("/sessions/<code>/edit", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=session_or_404)
def session_edit(session: Session) -> ResponseReturnValue:
    options, opened = options_of(session.summit, current_account(), session), open_session(session)
    if request.method != "POST":
        return _page(session.summit, SessionForm(options, opened, fields=opened.fields), session)
    form = SessionForm(options, opened)
    if pressed := press(form, request.form.get("do", ""), current_account()):
        return _page(session.summit, pressed.form, session, pressed)
    if not form.validate():
        return _page(session.summit, form, session), 422
    if form.version.data != str(opened.version) and conflicts_of(form, session):
        return _page(session.summit, form, session), 409
    return _save(session, form)


def _save(session: Session, form: SessionForm) -> ResponseReturnValue:
    summit, code = session.summit.slug, session.code
    if form.is_unchanged():
        flash("Nothing was changed.")
        return redirect(url_for(".session", summit=summit, code=code))
    with form.shows(), transaction():
        editing.revise_session(
            session=session, version=form.opened.version, plan=form.plan(), host=this_site().host, by=current_account()
        )
    if not form.form_errors:
        flash("Saved in the draft. The public agenda changes with the next release.")
        return redirect(url_for(".session", summit=summit, code=code))
    session = session_or_404(summit, code)
    return _page(session.summit, form, session), 409 if session.version != form.opened.version else 422


def _page(summit: Summit, form: SessionForm, session: Session | None = None, pressed: Pressed | None = None) -> str:
    return render_template(
        "programme/manage/session_edit.html", summit=summit, page=edit_page(form, session, pressed), form=form
    )
