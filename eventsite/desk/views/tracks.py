"""The rows of an event's tracks: add one, rename one, move one, remove one."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.desk.venue.forms import TrackForm
from eventsite.desk.views.blueprint import bp
from eventsite.desk.views.events import look_at
from eventsite.desk.views.places import event_or_404, step_asked, track_or_404
from eventsite.permissions import Permission
from eventsite.programme.models import Track
from eventsite.programme.services import tracks
from eventsite.summits.models import Event
from eventsite.web.access import requires
from eventsite.web.forms import told


@bp.post("/<summit>/events/<slug>/tracks")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=event_or_404)
def track_new(event: Event) -> ResponseReturnValue:
    form, summit, slug = TrackForm(is_posted=True), event.summit.slug, event.slug
    if form.validate():
        with form.shows(), transaction():
            tracks.add_track(event=event, name=form.name.data or "")
        if not form.form_errors:
            flash(f"{form.name.data} is a track now. Choose it in the sessions that belong to it.")
            return _to_tracks(summit, slug)
    return look_at(event_or_404(summit, slug), form), form.status


@bp.post("/<summit>/events/<slug>/tracks/<track>/edit")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=track_or_404)
def track_edit(track: Track) -> ResponseReturnValue:
    form, summit, slug, name = TrackForm(track, is_posted=True), track.summit.slug, track.event.slug, track.slug
    if form.validate():
        with form.shows(), transaction():
            tracks.rename_track(track=track, name=form.name.data or "", opened=form.opened.data or "")
        if not form.form_errors:
            flash(f"The track is called {form.name.data}. The public pages change with the next release.")
            return _to_tracks(summit, slug)
    if form.is_stale:
        form.opened.data = track_or_404(summit, slug, name).name
    return look_at(event_or_404(summit, slug), form), form.status


@bp.post("/<summit>/events/<slug>/tracks/<track>/move")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=track_or_404)
def track_move(track: Track) -> ResponseReturnValue:
    summit, slug = track.summit.slug, track.event.slug
    with told(), transaction():
        tracks.move_track(track=track, by=step_asked())
    return _to_tracks(summit, slug)


@bp.post("/<summit>/events/<slug>/tracks/<track>/delete")
@requires(Permission.SUMMIT_PROGRAMME_EDIT, on=track_or_404)
def track_delete(track: Track) -> ResponseReturnValue:
    summit, slug, name = track.summit.slug, track.event.slug, track.name
    with told(), transaction():
        tracks.remove_track(track=track)
        flash(f"{name} is removed. No session was in it.")
    return _to_tracks(summit, slug)


def _to_tracks(summit: str, event: str) -> ResponseReturnValue:
    return redirect(url_for(".event", summit=summit, slug=event, _anchor="tracks"))
