"""Every pass and capacity of a summit, and the order in which they stand."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.registration.forms import CapacityForm
from eventsite.registration.managing.overview import passes_page
from eventsite.registration.models import PassType
from eventsite.registration.services import selling
from eventsite.registration.views.manage.blueprint import bp, pass_or_404
from eventsite.summits.models import Summit
from eventsite.summits.views.loading import summit_or_404
from eventsite.web.access import requires

_STEPS = {"up": -1, "down": 1}


@bp.get("")
@requires(Permission.SUMMIT_PASSES_EDIT, on=summit_or_404)
def passes(summit: Summit) -> ResponseReturnValue:
    return list_page(summit)


@bp.post("/<code>/move")
@requires(Permission.SUMMIT_PASSES_EDIT, on=pass_or_404)
def move(pass_type: PassType) -> ResponseReturnValue:
    summit, code = pass_type.summit.slug, pass_type.code
    with transaction():
        selling.move_pass(pass_type=pass_type, by=_STEPS.get(request.form.get("do", ""), 0))
    return redirect(url_for(".passes", summit=summit, _anchor=f"pass-{code}"))


def list_page(summit: Summit, refused: CapacityForm | None = None) -> str:
    """Return the list; `refused` is a capacity's form as it was typed, with what is wrong with it."""
    page = passes_page(summit)
    forms = {line.capacity.id: CapacityForm(line.capacity) for line in page.capacities}
    new = CapacityForm()
    if refused is not None and refused.capacity is not None:
        forms[refused.capacity.id] = refused
    elif refused is not None:
        new = refused
    return render_template(
        "registration/manage/passes.html",
        summit=summit,
        page=page,
        forms=forms,
        new=new,
        refused=refused,
    )
