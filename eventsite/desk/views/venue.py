"""The venue on one page, and how long it takes to walk through it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.desk.venue.pages import venue_page
from eventsite.desk.venue.walks_form import walks_form
from eventsite.desk.views.blueprint import bp
from eventsite.permissions import Permission
from eventsite.summits.models import Summit
from eventsite.summits.services import zones
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires


@bp.get("/<summit>/venue")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def venue(summit: Summit) -> ResponseReturnValue:
    may_edit = can(Permission.SUMMIT_VENUE_EDIT, summit)
    return render_template("desk/venue.html", summit=summit, page=venue_page(summit), may_edit=may_edit)


@bp.route("/<summit>/venue/walks", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=summit_or_404)
def walks(summit: Summit) -> ResponseReturnValue:
    slug, pairs = summit.slug, zones.pairs_of(summit)
    form = walks_form(pairs, zones.walks_of(summit))
    if form.validate_on_submit():
        with form.shows(), transaction():
            zones.set_walks(summit=summit, plan=form.plan(), opened=form.opened.data or "")
        if not form.form_errors:
            flash("The walking minutes are saved. Clashes are told by them from now on.")
            return redirect(url_for(".venue", summit=slug, _anchor="walks"))
    if form.is_stale:
        summit = summit_or_404(slug)
        pairs = [both for both in zones.pairs_of(summit) if zones.pair(*both) in form.keys]
        form.reopen(zones.walks_of(summit))
    return render_template("desk/walks.html", summit=summit, form=form, pairs=pairs), form.status
