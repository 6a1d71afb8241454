"""The clashes of the draft: all in a list, each on a page of its own, where it can be let stand. What is not ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.permissions import Permission
from eventsite.programme.clashes.rules import RULES
from eventsite.programme.drafting.clash_list import ClashFilter, ClashLine, Shown, clashes_page, find_clash
from eventsite.programme.drafting.event_readiness import readiness_of
from eventsite.programme.forms import WaiverForm
from eventsite.programme.services import waiving
from eventsite.programme.states import Severity
from eventsite.programme.views.manage.blueprint import bp
from eventsite.summits.models import Event, Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, current_account, requires
from eventsite.web.forms import PressForm


@dataclass(frozen=True, slots=True)
class ClashThere:
    """A clash as a permission is asked about it: what is between sessions of several events belongs to no one event."""

    summit: Summit
    line: ClashLine

    @property
    def event(self) -> Event | None:
        return self.line.event

    @property
    def key(self) -> str:
        return self.line.clash.key


def clash_or_gone(summit: str, key: str) -> ClashThere:
    """Return a clash that is there now; its team is told of one that is not, and led back to those that are."""
    found = summit_or_404(summit)
    if not can(Permission.SUMMIT_PROGRAMME_VIEW, found):
        abort(404)
    line = find_clash(found, key)
    if line is None:
        flash("This clash is not there any more: something of it has moved, or was mended.", "refused")
        abort(redirect(url_for("manage.clashes", summit=summit)))
    return ClashThere(found, line)


@bp.get("/clashes")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def clashes(summit: Summit) -> ResponseReturnValue:
    page = clashes_page(summit, ClashFilter.from_args(request.args))
    return render_template(
        "programme/manage/clashes.html",
        summit=summit,
        page=page,
        may_waive={line.clash.key for group in page.groups for line in group.lines if _may_waive(summit, line)},
        form=PressForm(),
        rules=RULES,
        severities=list(Severity),
        shown=list(Shown),
    )


@bp.get("/clashes/<key>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=clash_or_gone)
def clash(there: ClashThere) -> ResponseReturnValue:
    return _page(there, WaiverForm())


@bp.post("/clashes/<key>/waive")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=clash_or_gone)
def clash_waive(there: ClashThere) -> ResponseReturnValue:
    form = WaiverForm()
    if not form.validate():
        return _page(there, form), 422
    with form.shows(), transaction():
        waiving.waive(summit=there.summit, key=there.key, reason=form.reason.data or "", by=current_account())
    if form.form_errors:
        return _page(there, form), 409
    flash("It may stand, and is listed no more until something of it moves.")
    return _to_list(there)


@bp.post("/clashes/<key>/count")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=clash_or_gone)
def clash_count(there: ClashThere) -> ResponseReturnValue:
    try:
        with transaction():
            waiving.take_back(summit=there.summit, key=there.key)
        flash("It counts again.")
    except DomainError as error:
        flash(str(error), "refused")
    return _to_list(there)


@bp.get("/readiness")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def readiness(summit: Summit) -> ResponseReturnValue:
    return render_template("programme/manage/readiness.html", summit=summit, events=readiness_of(summit))


def _may_waive(summit: Summit, line: ClashLine) -> bool:
    return can(Permission.SUMMIT_PROGRAMME_EDIT, ClashThere(summit, line))


def _to_list(there: ClashThere) -> ResponseReturnValue:
    """Go back to the list as it was narrowed; an address carries that along."""
    query: dict[str, Any] = {**ClashFilter.from_args(request.args).query}
    return redirect(url_for(".clashes", summit=there.summit.slug, **query))


def _page(there: ClashThere, form: WaiverForm) -> str:
    """Show the clash as it is now: who was refused may have been overtaken."""
    line = find_clash(there.summit, there.key) or there.line if form.form_errors else there.line
    return render_template(
        "programme/manage/clash.html",
        summit=there.summit,
        line=line,
        may_waive={line.clash.key} if _may_waive(there.summit, line) else set(),
        form=form,
        query=ClashFilter.from_args(request.args).query,
    )
