"""Review and release: all of the draft or a part of it."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.programme.drafting.choosing import Asked, find_asked
from eventsite.programme.drafting.reviewing import review_page
from eventsite.programme.forms import ReleaseForm
from eventsite.programme.releases.partial import WHOLE
from eventsite.programme.services import releasing
from eventsite.programme.services.releasing import FirstReleaseIsWhole, NothingToRelease, ReviewedSomethingElse
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, current_account, requires
from eventsite.web.site import the_outbox


def asked_or_404(summit: str) -> Asked:
    """Return what the address or the form wants to release of a summit."""
    args = request.form if request.method == "POST" else request.args
    asked = find_asked(
        summit_or_404(summit), scope=args.get("scope", ""), event=args.get("event", ""), slots=args.getlist("slot")
    )
    return asked or abort(404)


@bp.get("/release")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=asked_or_404)
def review(asked: Asked) -> ResponseReturnValue:
    return _review(asked, ReleaseForm())


@bp.post("/release")
@requires(Permission.SUMMIT_PROGRAMME_RELEASE, on=asked_or_404)
def release(asked: Asked) -> ResponseReturnValue:
    form = ReleaseForm()
    if not form.validate():
        return _review(asked, form), 422
    with form.shows(FirstReleaseIsWhole, NothingToRelease, ReviewedSomethingElse), transaction():
        made = releasing.release(
            asked.summit, name=form.name.data or "", note=form.note.data or "", by=current_account(),
            seal=form.seal.data, choice=asked.choice, outbox=the_outbox(),
        )  # fmt: skip
        number = made.number
    if form.form_errors:
        return _review(asked, form), 409
    flash(f"Release {number} is public: {form.name.data}.")
    return redirect(url_for(".releases", summit=asked.summit.slug))


def _review(asked: Asked, form: ReleaseForm) -> str:
    """Show the changes as they are now; the form keeps what was typed and takes their seal."""
    try:
        reviewed = releasing.review(asked.summit, WHOLE if asked.is_choosing else asked.choice)
    except FirstReleaseIsWhole:
        asked = Asked(asked.summit)
        reviewed = releasing.review(asked.summit)
    page = review_page(asked, reviewed)
    form.seal.data = page.seal
    return render_template(
        "programme/manage/review.html",
        summit=asked.summit,
        page=page,
        form=form,
        may_release=can(Permission.SUMMIT_PROGRAMME_RELEASE, asked),
        own_events=[event for event in asked.summit.events if can(Permission.SUMMIT_PROGRAMME_RELEASE, event)],
    )
