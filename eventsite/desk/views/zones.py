"""A zone: its name, its place among the others, and its end."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.desk.venue.forms import ZoneForm
from eventsite.desk.views.blueprint import bp
from eventsite.desk.views.places import step_asked, zone_or_404
from eventsite.permissions import Permission
from eventsite.summits.models import Summit, Zone
from eventsite.summits.services import zones
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires
from eventsite.web.forms import told


@bp.route("/<summit>/venue/new-zone", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=summit_or_404)
def zone_new(summit: Summit) -> ResponseReturnValue:
    slug, form = summit.slug, ZoneForm()
    if form.validate_on_submit():
        with form.shows(), transaction():
            zones.add_zone(summit=summit, plan=form.plan())
        if not form.form_errors:
            flash(f"{form.name.data} is there. Say which rooms are in it, on the page of each.")
            return _to_zones(slug)
    return _page(summit_or_404(slug), form), form.status


@bp.route("/<summit>/venue/zones/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=zone_or_404)
def zone_edit(zone: Zone) -> ResponseReturnValue:
    summit, slug, form = zone.summit.slug, zone.slug, ZoneForm(zones.ZonePlan(zone.name))
    if form.validate_on_submit():
        with form.shows(), transaction():
            zones.revise_zone(zone=zone, plan=form.plan(), opened=form.opened.data or "")
        if not form.form_errors:
            flash(f"{form.name.data} is saved in the draft. The public pages change with the next release.")
            return _to_zones(summit)
    if form.form_errors:
        zone = zone_or_404(summit, slug)
    if form.is_stale:
        form.reopen(zones.ZonePlan(zone.name))
    return _page(zone.summit, form, zone), form.status


@bp.post("/<summit>/venue/zones/<slug>/move")
@requires(Permission.SUMMIT_VENUE_EDIT, on=zone_or_404)
def zone_move(zone: Zone) -> ResponseReturnValue:
    summit = zone.summit.slug
    with told(), transaction():
        zones.move_zone(zone=zone, by=step_asked())
    return _to_zones(summit)


@bp.post("/<summit>/venue/zones/<slug>/delete")
@requires(Permission.SUMMIT_VENUE_EDIT, on=zone_or_404)
def zone_delete(zone: Zone) -> ResponseReturnValue:
    summit, name = zone.summit.slug, zone.name
    with told(), transaction():
        zones.remove_zone(zone=zone)
        flash(f"{name} is removed. No room was in it.")
    return _to_zones(summit)


def _page(summit: Summit, form: ZoneForm, zone: Zone | None = None) -> str:
    rooms = zones.count_rooms(zone) if zone else 0
    return render_template("desk/zone_edit.html", summit=summit, form=form, zone=zone, rooms=rooms)


def _to_zones(summit: str) -> ResponseReturnValue:
    return redirect(url_for(".venue", summit=summit, _anchor="zones"))
