"""Review and release, and the releases there were."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.programme.drafting.reviewing import review_page
from eventsite.programme.forms import ReleaseForm
from eventsite.programme.releases.past_releases import releases_page
from eventsite.programme.services import releasing
from eventsite.programme.views.loading import summit_or_404
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.models import Summit
from eventsite.web.access import can, current_account, requires


@bp.get("/release")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def review(summit: Summit) -> ResponseReturnValue:
    return _review(summit, ReleaseForm())


@bp.post("/release")
@requires(Permission.SUMMIT_PROGRAMME_RELEASE, on=summit_or_404)
def release(summit: Summit) -> ResponseReturnValue:
    form = ReleaseForm()
    if not form.validate():
        return _review(summit, form), 422
    with form.shows(releasing.NothingToRelease, releasing.ReviewedSomethingElse), transaction():
        made = releasing.release(
            summit, name=form.name.data or "", note=form.note.data or "", by=current_account(), seal=form.seal.data
        )
        number = made.number
    if form.form_errors:
        return _review(summit, form), 409
    flash(f"Release {number} is public: {form.name.data}.")
    return redirect(url_for(".releases", summit=summit.slug))


@bp.get("/releases")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def releases(summit: Summit) -> ResponseReturnValue:
    page = releases_page(summit, q=request.args.get("q", ""), number=request.args.get("page", ""))
    return render_template("programme/manage/releases.html", summit=summit, page=page)


def _review(summit: Summit, form: ReleaseForm) -> str:
    """Show the changes as they are now; the form keeps what was typed and takes their seal."""
    page = review_page(summit, releasing.review(summit))
    form.seal.data = page.seal
    return render_template(
        "programme/manage/review.html",
        summit=summit,
        page=page,
        form=form,
        may_release=can(Permission.SUMMIT_PROGRAMME_RELEASE, summit),
    )
