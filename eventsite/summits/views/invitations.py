"""An invitation that was not answered: sent again, or taken back."""

from __future__ import annotations

from flask import flash
from flask.typing import ResponseReturnValue

from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.permissions import Permission
from eventsite.summits.models import TeamInvitation
from eventsite.summits.services import inviting
from eventsite.summits.views.blueprint import bp, invitation_or_404, to_team
from eventsite.web.access import current_account, requires
from eventsite.web.limits import limiter
from eventsite.web.site import the_outbox


@bp.post("/invitations/<int:id>/again")
@limiter.limit("20 per minute; 100 per hour")
@requires(Permission.SUMMIT_TEAM_EDIT, on=invitation_or_404)
def send_again(invitation: TeamInvitation) -> ResponseReturnValue:
    slug, email = invitation.summit.slug, invitation.email
    try:
        with transaction():
            inviting.send_again(invitation=invitation, by=current_account(), outbox=the_outbox())
        flash(f"The invitation is on its way to {email} again, and works for {inviting.LIVES.days} days from now.")
    except DomainError as error:
        flash(str(error), "refused")
    return to_team(slug)


@bp.post("/invitations/<int:id>/withdraw")
@requires(Permission.SUMMIT_TEAM_EDIT, on=invitation_or_404)
def withdraw(invitation: TeamInvitation) -> ResponseReturnValue:
    slug, email = invitation.summit.slug, invitation.email
    try:
        with transaction():
            inviting.withdraw(invitation=invitation, by=current_account())
        flash(f"The invitation of {email} is taken back. Its link opens nothing any more.")
    except DomainError as error:
        flash(str(error), "refused")
    return to_team(slug)
