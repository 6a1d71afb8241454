"""Who is in the team, and asking somebody into it."""

from __future__ import annotations

from flask import flash, render_template
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.permissions import Permission
from eventsite.summits.forms import InviteForm
from eventsite.summits.models import Summit
from eventsite.summits.services import inviting
from eventsite.summits.states import TeamRole
from eventsite.summits.team_page import team_page
from eventsite.summits.views.blueprint import bp, to_team
from eventsite.summits.views.loading import summit_or_404
from eventsite.summits.wording import PURPOSES, ROLES
from eventsite.web.access import can, current_account, requires
from eventsite.web.forms import PressForm
from eventsite.web.limits import limiter
from eventsite.web.site import the_outbox


@bp.get("")
@requires(Permission.SUMMIT_TEAM_VIEW, on=summit_or_404)
def team(summit: Summit) -> ResponseReturnValue:
    return _page(summit, InviteForm(summit, formdata=None))


@bp.post("/invitations")
@limiter.limit("20 per minute; 100 per hour")
@requires(Permission.SUMMIT_TEAM_EDIT, on=summit_or_404)
def invite(summit: Summit) -> ResponseReturnValue:
    form, slug = InviteForm(summit), summit.slug
    if form.validate():
        with form.shows(), transaction():
            inviting.invite(summit=summit, plan=form.plan(), by=current_account(), outbox=the_outbox())
        if not form.form_errors:
            flash(f"The invitation is on its way to {form.email.data}. It works for {inviting.LIVES.days} days.")
            return to_team(slug)
    return _page(summit_or_404(slug), form), 422


def _page(summit: Summit, form: InviteForm) -> str:
    may_edit = can(Permission.SUMMIT_TEAM_EDIT, summit)
    return render_template(
        "team/team.html",
        summit=summit,
        page=team_page(summit, with_invitations=may_edit),
        may_edit=may_edit,
        form=form,
        press=PressForm(formdata=None),
        roles=[(ROLES[role], PURPOSES[role]) for role in TeamRole],
    )
