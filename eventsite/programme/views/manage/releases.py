"""The releases there were: each as it was, any two beside each other, and any of them back into the draft."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import StaleEdit
from eventsite.permissions import Permission
from eventsite.programme.drafting.comparing import compare_page, find_release, one_release, plain_groups
from eventsite.programme.forms import SealForm
from eventsite.programme.models import Release
from eventsite.programme.releases import public
from eventsite.programme.releases.past_releases import releases_page
from eventsite.programme.services import restoring
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires


@dataclass(frozen=True, slots=True)
class Two:
    """Two releases of a summit, the older first."""

    summit: Summit
    past: Release
    now: Release


def release_or_404(summit: str, number: int) -> Release:
    return find_release(summit_or_404(summit), number) or abort(404)


def two_or_404(summit: str, past: int, now: int) -> Two:
    found = summit_or_404(summit)
    one, other = (find_release(found, number) or abort(404) for number in sorted((past, now)))
    return Two(found, one, other)


@bp.get("/releases")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def releases(summit: Summit) -> ResponseReturnValue:
    page = releases_page(summit, q=request.args.get("q", ""), number=request.args.get("page", ""))
    return render_template("programme/manage/releases.html", summit=summit, page=page)


@bp.get("/releases/<int:number>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=release_or_404)
def release_page(release: Release) -> ResponseReturnValue:
    """Show a release; `with` names another one to compare it with."""
    summit, other = release.summit, request.args.get("with", "")
    if other.isascii() and other.isdigit() and len(other) < 7:
        return redirect(url_for(".compare", summit=summit.slug, past=other, now=release.number))
    return render_template(
        "programme/manage/release.html",
        summit=summit,
        page=one_release(summit, release, request.args.get("day", "")),
        may_edit=can(Permission.SUMMIT_PROGRAMME_EDIT, summit),
    )


@bp.get("/releases/<int:past>..<int:now>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=two_or_404)
def compare(two: Two) -> ResponseReturnValue:
    numbers = two.past.number, two.now.number
    if request.view_args and (request.view_args["past"], request.view_args["now"]) != numbers:
        return redirect(url_for(".compare", summit=two.summit.slug, past=numbers[0], now=numbers[1]))
    page = compare_page(two.past, two.now)
    return render_template("programme/manage/compare.html", summit=two.summit, page=page)


@bp.route("/releases/<int:number>/restore", methods=["GET", "POST"])
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=release_or_404)
def restore(release: Release) -> ResponseReturnValue:
    form, summit, number = SealForm(), release.summit, release.number
    if form.validate_on_submit():
        with form.shows(StaleEdit), transaction():
            restoring.restore(summit=release.summit, release=release, seal=form.seal.data or "")
        if not form.form_errors:
            flash(f"The draft says what release {number} said. Nothing is public until you review and release it.")
            return redirect(url_for(".review", summit=summit.slug))
    todo = restoring.preview(summit, release)
    form.seal.data = todo.seal
    events = public.load(release.id).events.values()
    page = render_template(
        "programme/manage/restore.html", summit=summit, release=release, todo=todo, form=form,
        groups=plain_groups(todo.changes, events), staying=plain_groups(todo.staying, ()),
    )  # fmt: skip
    return page, 409 if form.form_errors else 200
