"""A person of a summit: name, face, and where changes of their sessions are mailed."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import StaleEdit
from eventsite.permissions import Permission
from eventsite.programme.drafting.person_page import PersonHere, find_person_here
from eventsite.programme.forms import PersonForm
from eventsite.programme.services import facing
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires


def person_or_404(summit: str, code: str) -> PersonHere:
    return find_person_here(summit_or_404(summit), code) or abort(404)


@bp.route("/people/<code>", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=person_or_404)
def person(here: PersonHere) -> ResponseReturnValue:
    summit, now = here.summit, facing.face_of(here.summit, here.person)
    form = PersonForm(data=asdict(now))
    if not form.is_submitted():
        form.open(now)
        return _page(here, form), 200
    if not form.validate():
        return _page(here, form), 422
    with form.shows(StaleEdit), transaction():
        facing.revise_face(summit=summit, person=here.person, opened=form.was(now), face=form.face())
    if form.form_errors:
        form.open(facing.face_of(summit, here.person))
        return _page(here, form), 409
    flash("Saved. Name, headline and biography are public after the next release that has a session of theirs.")
    return redirect(url_for(".person", summit=summit.slug, code=here.person.code))


def _page(here: PersonHere, form: PersonForm) -> str:
    now = facing.face_of(here.summit, here.person) if form.form_errors else None
    return render_template("programme/manage/person.html", summit=here.summit, here=here, form=form, now=now)
