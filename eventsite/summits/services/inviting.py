"""Asking somebody into a team by mail. Whoever holds the mailed link owns the address: it works once, for 14 days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.core.tokens import LinkKey
from eventsite.people.models import Account
from eventsite.people.queries import find_account
from eventsite.people.services.signing_in import make_account
from eventsite.summits import queries
from eventsite.summits.emails import INVITATION_MAIL, PURPOSE
from eventsite.summits.models import Event, Summit, TeamInvitation
from eventsite.summits.services import team
from eventsite.summits.services.team import RolePlan
from eventsite.summits.services.turns import take_turns
from eventsite.summits.states import TeamRole
from eventsite.summits.wording import role_words

LIVES = timedelta(days=14)
#: How long after a mail the same one is not sent again, and how many a summit's owners send in an hour.
PAUSE = timedelta(minutes=10)
MOST_AN_HOUR = 30


class AlreadyInTeam(DomainError):
    """Somebody who has the role."""


class AlreadyInvited(DomainError):
    """Somebody who was asked to the same, and has not answered."""


class TooManyInvitations(DomainError):
    """More mails than a team sends."""


class InvitationOver(DomainError):
    """An invitation that cannot be accepted, sent again or withdrawn: it was accepted, withdrawn, or is too old."""


@dataclass(frozen=True, slots=True)
class InvitationPlan:
    """Who is asked to what."""

    email: str
    name: str
    role: RolePlan


def invite(*, summit: Summit, plan: InvitationPlan, by: Account, outbox: Outbox) -> TeamInvitation:
    """Ask somebody into the team, by mail.

    Raises:
        NotAnOwner, NoSuchRole, AlreadyInTeam, AlreadyInvited, TooManyInvitations
    """
    take_turns(summit)
    team.check_owner(summit, by)
    email, event = plan.email.strip().lower(), team.find_event(summit, plan.role)
    _check_is_new(summit, email, plan.role.role, event)
    if _asked_lately(summit) >= MOST_AN_HOUR:
        raise TooManyInvitations(f"{MOST_AN_HOUR} invitations went out within an hour. Send the next ones later.")
    invitation = TeamInvitation(
        summit=summit,
        event=event,
        invited_by=by,
        email=email,
        name=plan.name.strip(),
        role=plan.role.role,
        created_at=clock.now(),
        expires_at=clock.now() + LIVES,
    )
    db.session.add(invitation)
    db.session.flush()
    _mail(invitation, outbox)
    return invitation


def send_again(*, invitation: TeamInvitation, by: Account, outbox: Outbox) -> None:
    """Mail an invitation once more, and let it live 14 days from now; only the newest mail opens it.

    Raises:
        NotAnOwner
        InvitationOver: when it was accepted or withdrawn.
        TooManyInvitations: when it was sent within the last minutes.
    """
    _hold(invitation)
    team.check_owner(invitation.summit, by)
    if invitation.accepted_at or invitation.withdrawn_at:
        raise InvitationOver(why_over(invitation))
    if invitation.expires_at - LIVES > clock.now() - PAUSE:
        raise TooManyInvitations("This was sent a moment ago. Give the mail ten minutes before you send it again.")
    invitation.expires_at = clock.now() + LIVES
    invitation.version += 1
    db.session.flush()
    _mail(invitation, outbox)


def withdraw(*, invitation: TeamInvitation, by: Account) -> None:
    """Take an invitation back: its link leads nowhere from now on.

    Raises:
        NotAnOwner
        InvitationOver: when it was accepted meanwhile.
    """
    _hold(invitation)
    team.check_owner(invitation.summit, by)
    if invitation.accepted_at:
        raise InvitationOver(f"{invitation.name or invitation.email} accepted it meanwhile, and is in the team.")
    invitation.withdrawn_at = invitation.withdrawn_at or clock.now()
    db.session.flush()


def find_invitation(token: str, key: LinkKey) -> TeamInvitation | None:
    """Return the invitation whose link this is, open or not; None for what never was one."""
    id = key.id_in(token)
    invitation = db.session.get(TeamInvitation, id) if id is not None else None
    if invitation is None or not key.opens(token, PURPOSE, invitation.id, invitation.version):
        return None
    return invitation


def why_over(invitation: TeamInvitation) -> str:
    """Return why an invitation cannot be accepted, and what to do then; '' when it can."""
    if invitation.accepted_at:
        return "This invitation was accepted already. Sign in to come to the desk."
    if invitation.withdrawn_at:
        return "This invitation was taken back. Ask the owners of the summit if you think that is a mistake."
    if invitation.expires_at <= clock.now():
        return "This invitation is too old: it worked for 14 days. Ask whoever sent it to send it again."
    return ""


def accept(*, invitation: TeamInvitation, name: str = "", guest: Account | None = None) -> Account:
    """Put somebody into the team: `guest`, or else the account of the address, made if there is none; return who it is.

    Of two at once, one wins.

    Raises:
        InvitationOver: saying why, and what to do.
    """
    _hold(invitation)
    if why := why_over(invitation):
        raise InvitationOver(why)
    account = guest or make_account(email=invitation.email, name=name or invitation.name or invitation.email)
    invitation.accepted_at = clock.now()
    team.add_role(summit=invitation.summit, account=account, role=invitation.role, event=invitation.event)
    return account


def _hold(invitation: TeamInvitation) -> None:
    """Lock the team, then read the invitation as it stands now."""
    take_turns(invitation.summit)
    db.session.refresh(invitation)


def _mail(invitation: TeamInvitation, outbox: Outbox) -> None:
    """Ask for the mail: one for each time it is sent."""
    outbox.put(INVITATION_MAIL, f"{invitation.id}-{invitation.expires_at.timestamp():.0f}", invitation=invitation.id)


def _check_is_new(summit: Summit, email: str, role: TeamRole, event: Event | None) -> None:
    account, words = find_account(email), role_words(role, event)
    members = queries.list_memberships(account, summit) if account else ()
    if account and any((member.role, member.event) == (role, event) for member in members):
        raise AlreadyInTeam(f"{account.name} is in the team as {words} already.")
    asked = select(TeamInvitation).filter_by(
        summit_id=summit.id, email=email, role=role, event=event, accepted_at=None, withdrawn_at=None
    )
    if db.session.scalar(asked.limit(1)) is not None:
        raise AlreadyInvited(f"{email} was invited as {words} already. Send that invitation again, or withdraw it.")


def _asked_lately(summit: Summit) -> int:
    asked = select(func.count()).select_from(TeamInvitation).filter_by(summit_id=summit.id)
    return db.session.scalar(asked.where(TeamInvitation.created_at > clock.now() - timedelta(hours=1))) or 0
