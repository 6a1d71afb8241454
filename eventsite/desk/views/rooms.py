"""A room: what it is, what is in it, and whose it is."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.desk.venue.allocation_form import AllocationForm
from eventsite.desk.venue.forms import RoomForm
from eventsite.desk.venue.pages import room_page
from eventsite.desk.venue.uses import uses_of_room
from eventsite.desk.views.blueprint import bp
from eventsite.desk.views.places import OfAll, allocation_or_404, room_or_404, step_asked
from eventsite.permissions import Permission
from eventsite.summits.models import Allocation, Room, Summit
from eventsite.summits.queries import list_zones
from eventsite.summits.services import allocating, rooms
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import can, requires
from eventsite.web.forms import told

LATER = "The public pages change with the next release."


@bp.get("/<summit>/venue/rooms/<slug>")
@requires(Permission.SUMMIT_PROGRAMME_VIEW, on=room_or_404)
def room(room: Room) -> ResponseReturnValue:
    return _look(room)


@bp.route("/<summit>/venue/new-room", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=summit_or_404)
def room_new(summit: Summit) -> ResponseReturnValue:
    slug, form = summit.slug, RoomForm(list_zones(summit))
    if form.validate_on_submit():
        with form.shows(), transaction():
            made = rooms.add_room(summit=summit, plan=form.plan()).slug
        if not form.form_errors:
            flash(f"{form.name.data} is there. Say whose it is, or leave it to everybody.")
            return redirect(url_for(".room", summit=slug, slug=made))
    return render_template("desk/room_edit.html", summit=summit_or_404(slug), form=form, room=None), form.status


@bp.route("/<summit>/venue/rooms/<slug>/edit", methods=["GET", "POST"])
@requires(Permission.SUMMIT_VENUE_EDIT, on=room_or_404)
def room_edit(room: Room) -> ResponseReturnValue:
    summit, slug = room.summit.slug, room.slug
    form = RoomForm(list_zones(room.summit), rooms.plan_of(room))
    if form.validate_on_submit():
        with form.shows(), transaction():
            rooms.revise_room(room=room, plan=form.plan(), opened=form.opened.data or "")
        if not form.form_errors:
            flash(f"{form.name.data} is saved in the draft. {LATER}")
            return redirect(url_for(".room", summit=summit, slug=slug))
    if form.form_errors:
        room = room_or_404(summit, slug)
    if form.is_stale:
        form.reopen(rooms.plan_of(room))
    return render_template("desk/room_edit.html", summit=room.summit, form=form, room=room), form.status


@bp.post("/<summit>/venue/rooms/<slug>/move")
@requires(Permission.SUMMIT_VENUE_EDIT, on=room_or_404)
def room_move(room: Room) -> ResponseReturnValue:
    summit, slug = room.summit.slug, room.slug
    with told(), transaction():
        rooms.move_room(room=room, by=step_asked())
    return redirect(url_for(".venue", summit=summit, _anchor=f"room-{slug}"))


@bp.post("/<summit>/venue/rooms/<slug>/delete")
@requires(Permission.SUMMIT_VENUE_EDIT, on=room_or_404)
def room_delete(room: Room) -> ResponseReturnValue:
    summit, slug, name = room.summit.slug, room.slug, room.name
    try:
        with transaction():
            rooms.remove_room(room=room, uses=uses_of_room)
    except DomainError as error:
        flash(str(error), "refused")
        return redirect(url_for(".room", summit=summit, slug=slug))
    flash(f"{name} is removed. {LATER}")
    return redirect(url_for(".venue", summit=summit))


@bp.post("/<summit>/venue/rooms/<slug>/allocations")
@requires(Permission.SUMMIT_VENUE_EDIT, on=room_or_404)
def allocation_new(room: Room) -> ResponseReturnValue:
    summit, slug, form = room.summit.slug, room.slug, AllocationForm(room.summit)
    if form.validate():
        with form.shows(), transaction():
            made = allocating.allocate(room=room, event=form.event.data, span=form.span())
            when = "for the whole summit" if made.starts_at is None else "then"
            flash(f"{made.room.name} is {made.event.name}’s {when}.")
        if not form.form_errors:
            return redirect(url_for(".room", summit=summit, slug=slug, _anchor="whose"))
    return _look(room_or_404(summit, slug), form), 422


@bp.post("/<summit>/venue/rooms/<slug>/allocations/<int:id>/delete")
@requires(Permission.SUMMIT_VENUE_EDIT, on=allocation_or_404)
def allocation_delete(of_all: OfAll[Allocation]) -> ResponseReturnValue:
    summit, room, event = of_all.summit.slug, of_all.thing.room, of_all.thing.event
    slug, sentence = room.slug, f"{room.name} is taken back from {event.name}."
    with told(), transaction():
        allocating.take_back(allocation=of_all.thing)
        flash(sentence)
    return redirect(url_for(".room", summit=summit, slug=slug, _anchor="whose"))


def _look(room: Room, form: AllocationForm | None = None) -> str:
    may_edit = can(Permission.SUMMIT_VENUE_EDIT, room.summit)
    if form is None and may_edit:
        form = AllocationForm(room.summit)
    return render_template(
        "desk/room.html", summit=room.summit, page=room_page(room), form=form, may_edit=may_edit
    )
