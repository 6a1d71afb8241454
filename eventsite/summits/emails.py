"""The mails of a summit's team."""

from __future__ import annotations

from typing import Any

from eventsite.core.db import db
from eventsite.core.links import Site
from eventsite.core.mail import Mailer, Message
from eventsite.core.outbox import Handler, current_cause
from eventsite.core.tokens import LinkKey
from eventsite.core.wording import dates, day_long
from eventsite.summits.models import TeamInvitation
from eventsite.summits.wording import PURPOSES, words_of

INVITATION_MAIL = "summits.invitation_mail"
PURPOSE = "team-invitation"


def invitation_path(invitation: TeamInvitation, key: LinkKey) -> str:
    return f"/account/invitations/{key.token(PURPOSE, invitation.id, invitation.version)}"


def invitation_mail(mailer: Mailer, key: LinkKey, site: Site) -> Handler:
    """Return the handler that mails an invitation; one that was answered or taken back needs no mail."""

    def send(payload: dict[str, Any]) -> None:
        invitation = db.session.get(TeamInvitation, payload["invitation"])
        if invitation is None or invitation.accepted_at or invitation.withdrawn_at:
            return
        summit, by = invitation.summit, invitation.invited_by
        subject = f"Join the team of {summit.title}"
        values = {
            "name": invitation.name,
            "subject": subject,
            "by": by.name if by else "The team",
            "reply": mailer.reply_address,
            "summit": summit.title,
            "when": dates(summit.starts_on, summit.ends_on),
            "place": ", ".join(filter(None, (summit.venue_name, summit.city))),
            "role": words_of(invitation),
            "purpose": PURPOSES[invitation.role],
            "address": site.url(invitation_path(invitation, key)),
            "until": day_long(invitation.expires_at.astimezone(summit.zone_info)),
        }
        mailer.send(Message(invitation.email, subject, "mail/team_invitation", values, id=current_cause()))

    return send
