"""Where an account is signed in, and ending that."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.wording import counted
from eventsite.people.pages import sessions_page
from eventsite.people.services import sessions as service
from eventsite.people.views.blueprint import bp, current_visit
from eventsite.web.access import signed_in
from eventsite.web.forms import PressForm, told


@bp.get("/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    return render_template("people/sessions.html", rows=sessions_page(current_visit()), press=PressForm())


@bp.post("/sessions/<int:id>/end")
@signed_in
def end_session(id: int) -> ResponseReturnValue:
    with told(), transaction():
        was_there = service.end_one(current_visit(), id)
        flash("That session is ended." if was_there else "That session was ended already.")
    return redirect(url_for(".sessions"))


@bp.post("/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    with told(), transaction():
        ended = service.end_others(current_visit())
        flash(f"{counted(ended, 'other session')} ended." if ended else "There was no other session.")
    return redirect(url_for(".sessions"))
