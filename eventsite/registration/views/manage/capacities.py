"""The rows of the capacity table: add one, change one, delete one."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.permissions import Permission
from eventsite.registration.forms import CapacityForm
from eventsite.registration.models import Capacity
from eventsite.registration.services import capacities
from eventsite.registration.services.availability import Left
from eventsite.registration.views.manage.blueprint import bp, capacity_or_404
from eventsite.registration.views.manage.listing import list_page
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires


@bp.post("/capacities/new")
@requires(Permission.SUMMIT_PASSES_EDIT, on=summit_or_404)
def capacity_new(summit: Summit) -> ResponseReturnValue:
    form, slug = CapacityForm(is_posted=True), summit.slug
    if form.validate():
        with form.shows(), transaction():
            capacities.add_capacity(summit=summit, name=form.name.data or "", size=form.seats)
        if not form.form_errors:
            flash(f"{form.name.data} holds {form.seats:,}. Tick it in each pass that draws from it.")
            return _to_list(slug)
    return list_page(summit_or_404(slug), refused=form), 422


@bp.post("/capacities/<int:id>/edit")
@requires(Permission.SUMMIT_PASSES_EDIT, on=capacity_or_404)
def capacity_edit(capacity: Capacity) -> ResponseReturnValue:
    form, slug = CapacityForm(capacity, is_posted=True), capacity.summit.slug
    if form.validate():
        with form.shows(), transaction():
            left = capacities.revise_capacity(capacity=capacity, name=form.name.data or "", size=form.seats)
        if not form.form_errors:
            flash(_saved(form.name.data or "", left))
            return _to_list(slug)
    return list_page(summit_or_404(slug), refused=form), 422


@bp.post("/capacities/<int:id>/delete")
@requires(Permission.SUMMIT_PASSES_EDIT, on=capacity_or_404)
def capacity_delete(capacity: Capacity) -> ResponseReturnValue:
    slug, name = capacity.summit.slug, capacity.name
    try:
        with transaction():
            capacities.remove_capacity(capacity=capacity)
        flash(f"{name} is deleted. No pass drew from it.")
    except DomainError as error:
        flash(str(error), "refused")
    return _to_list(slug)


def _saved(name: str, left: Left) -> str:
    if left.left >= 0:
        return f"{name} holds {left.size:,} now; {left.left:,} of them are left."
    return (
        f"{name} holds {left.size:,} now, and {left.taken:,} are taken already. Nobody loses a seat, and nothing more "
        "is sold."
    )


def _to_list(slug: str) -> ResponseReturnValue:
    return redirect(url_for(".passes", summit=slug, _anchor="capacities"))
