"""The events of a summit in a list, and each on a page of its own."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core import markdown
from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.desk.venue.forms import EventForm, TrackForm
from eventsite.desk.venue.pages import event_page, list_event_lines
from eventsite.desk.venue.uses import uses_of_event
from eventsite.desk.views.blueprint import bp
from eventsite.desk.views.places import OfAll, event_of_all, event_or_404, step_asked
from eventsite.permissions import Permission
from eventsite.summits.models import Event, Summit
from eventsite.summits.services import events as services
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires
from eventsite.web.forms import told

LATER = "The public pages change with the next release."


@bp.get("/<summit>/events")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=summit_or_404)
def events(summit: Summit) -> ResponseReturnValue:
    may_edit = can(Permission.SUMMIT_VENUE_EDIT, summit)
    return render_template("desk/events.html", summit=summit, lines=list_event_lines(summit), may_edit=may_edit)


@bp.get("/<summit>/events/<slug>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=event_or_404)
def event(event: Event) -> ResponseReturnValue:
    return look_at(event)


@bp.route("/<summit>/new-event", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=summit_or_404)
def event_new(summit: Summit) -> ResponseReturnValue:
    slug, form = summit.slug, EventForm()
    if form.validate_on_submit():
        with form.shows(), transaction():
            made = services.add_event(summit=summit, plan=form.plan()).slug
        if not form.form_errors:
            flash(f"{form.name.data} is in the draft. Give it tracks if it has any.")
            return redirect(url_for(".event", summit=slug, slug=made))
    return render_template("desk/event_edit.html", summit=summit_or_404(slug), form=form, event=None), form.status


@bp.route("/<summit>/events/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=event_of_all)
def event_edit(of_all: OfAll[Event]) -> ResponseReturnValue:
    event, summit, slug = of_all.thing, of_all.summit.slug, of_all.thing.slug
    form = EventForm(services.plan_of(event))
    if form.validate_on_submit():
        with form.shows(), transaction():
            services.revise_event(event=event, plan=form.plan(), opened=form.opened.data or "")
        if not form.form_errors:
            flash(f"{form.name.data} is saved in the draft. {LATER}")
            return redirect(url_for(".event", summit=summit, slug=slug))
    if form.form_errors:
        event = event_or_404(summit, slug)
    if form.is_stale:
        form.reopen(services.plan_of(event))
    return render_template("desk/event_edit.html", summit=event.summit, form=form, event=event), form.status


@bp.post("/<summit>/events/<slug>/move")
@requires(Permission.SUMMIT_VENUE_EDIT, on=event_of_all)
def event_move(of_all: OfAll[Event]) -> ResponseReturnValue:
    summit, slug = of_all.summit.slug, of_all.thing.slug
    with told(), transaction():
        services.move_event(event=of_all.thing, by=step_asked())
    return redirect(url_for(".events", summit=summit, _anchor=f"event-{slug}"))


@bp.post("/<summit>/events/<slug>/delete")
@requires(Permission.SUMMIT_VENUE_EDIT, on=event_of_all)
def event_delete(of_all: OfAll[Event]) -> ResponseReturnValue:
    summit, slug, name = of_all.summit.slug, of_all.thing.slug, of_all.thing.name
    try:
        with transaction():
            services.remove_event(event=of_all.thing, uses=uses_of_event)
    except DomainError as error:
        flash(str(error), "refused")
        return redirect(url_for(".event", summit=summit, slug=slug))
    flash(f"{name} is removed. {LATER}")
    return redirect(url_for(".events", summit=summit))


def look_at(event: Event, refused: TrackForm | None = None) -> str:
    """Return the page of an event; `refused` is a track's form as it was typed, with what is wrong with it."""
    page = event_page(event)
    forms = {line.track.id: TrackForm(line.track) for line in page.tracks}
    new = TrackForm()
    if refused is not None and refused.track is not None:
        forms[refused.track.id] = refused
    elif refused is not None:
        new = refused
    return render_template(
        "desk/event.html", summit=event.summit, page=page, forms=forms, new=new, refused=refused,
        about=markdown.render(event.summary),
        may_edit=can(Permission.SUMMIT_VENUE_EDIT, event.summit),
        may_edit_tracks=can(Permission.SUMMIT_PROGRAMME_EDIT, event),
    )  # fmt: skip
