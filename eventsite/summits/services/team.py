"""Who works on a summit, and as what. Changes of a summit take turns, so that of two at once the second sees the first.

An account has any number of roles. A summit always has an owner: the last one stays until there is another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError, StaleEdit
from eventsite.people.models import Account
from eventsite.summits import queries, rules
from eventsite.summits.models import Event, Summit, TeamInvitation, TeamMember
from eventsite.summits.services.turns import take_turns
from eventsite.summits.states import EVENT_ROLES, TeamRole
from eventsite.summits.wording import ROLES


class LastOwner(DomainError):
    """A summit without an owner."""


class NotAnOwner(DomainError):
    """Somebody who is no owner, or was until a moment ago, changes the team."""


class NotInTeam(DomainError):
    """Somebody who is not in the team, or was until a moment ago."""


class NoRole(DomainError):
    """A member without any role."""


class NoSuchRole(DomainError):
    """A role that is bound to an event and cannot be, or to an event of another summit."""


@dataclass(frozen=True, slots=True)
class RolePlan:
    """A role, and the slug of the event it is bound to; '' for the whole summit."""

    role: TeamRole
    event: str = ""


def make_owner(summit: Summit, account: Account) -> TeamMember:
    """Make `account` an owner of `summit`, whatever else it is."""
    return add_role(summit=summit, account=account, role=TeamRole.OWNER, event=None)


def add_role(*, summit: Summit, account: Account, role: TeamRole, event: Event | None) -> TeamMember:
    """Give `account` a role it may have already."""
    take_turns(summit)
    member = next((m for m in queries.list_memberships(account, summit) if (m.role, m.event) == (role, event)), None)
    if member is None:
        member = TeamMember(summit=summit, account=account, role=role, event=event)
        db.session.add(member)
    db.session.flush()
    rules.look_again(account)
    return member


def set_roles(*, summit: Summit, account: Account, roles: Collection[RolePlan], seen: str, by: Account) -> None:
    """Give a member exactly these roles; `seen` is the seal of those that stood when the form was opened.

    Raises:
        NotAnOwner, NotInTeam, NoRole, NoSuchRole, LastOwner
        StaleEdit: when somebody changed them in between.
    """
    mine = _locked_members(summit, account, by)
    if seal_of(mine) != seen:
        raise StaleEdit(f"Somebody changed what {account.name} does after you opened this page. Look again, then save.")
    wanted = {(plan.role, find_event(summit, plan)) for plan in roles}
    if not wanted:
        raise NoRole(f"Tick at least one role, or take {account.name} out of the team.")
    if (TeamRole.OWNER, None) not in wanted:
        _give_up_ownership(summit, account, mine)
    for member in mine:
        if (member.role, member.event) not in wanted:
            db.session.delete(member)
    there = {(member.role, member.event) for member in mine}
    for role, event in sorted(wanted - there, key=lambda pair: (pair[0], pair[1].position if pair[1] else -1)):
        db.session.add(TeamMember(summit=summit, account=account, role=role, event=event))
    db.session.flush()
    rules.look_again(account)


def take_out(*, summit: Summit, account: Account, by: Account) -> None:
    """Take somebody out of the team, with every role.

    Raises:
        NotAnOwner, NotInTeam, LastOwner
    """
    mine = _locked_members(summit, account, by)
    _give_up_ownership(summit, account, mine)
    for member in mine:
        db.session.delete(member)
    db.session.flush()
    rules.look_again(account)


def find_event(summit: Summit, plan: RolePlan) -> Event | None:
    """Return the event that a role is bound to, None for the whole summit.

    Raises:
        NoSuchRole: for an event of another summit, or a role that is bound to none.
    """
    if not plan.event:
        return None
    event = next((event for event in summit.events if event.slug == plan.event), None)
    if event is None:
        raise NoSuchRole("This summit has no such event. Choose one of its own, or the whole summit.")
    if plan.role not in EVENT_ROLES:
        raise NoSuchRole(f"{ROLES[plan.role]} is always for the whole summit. Choose no event.")
    return event


def seal_of(members: Iterable[TeamMember]) -> str:
    """Return a text that is equal as long as the roles are."""
    return " ".join(sorted(f"{member.role}:{member.event_id or ''}" for member in members))


def check_owner(summit: Summit, by: Account) -> None:
    """Refuse who is no owner now; call it after `take_turns`, since who was permitted may have been taken out since.

    Raises:
        NotAnOwner
    """
    if all(member.role != TeamRole.OWNER for member in queries.list_memberships(by, summit)):
        raise NotAnOwner("You are no owner of this summit any more. Nothing was changed.")


def _locked_members(summit: Summit, account: Account, by: Account) -> Sequence[TeamMember]:
    take_turns(summit)
    check_owner(summit, by)
    mine = queries.list_memberships(account, summit)
    if not mine:
        raise NotInTeam(f"{account.name} is not in the team any more.")
    return mine


def _give_up_ownership(summit: Summit, account: Account, mine: Iterable[TeamMember]) -> None:
    """Refuse if nobody else owns the summit; what a former owner asked others to has no word behind it any more."""
    if all(member.role != TeamRole.OWNER for member in mine):
        return
    others = db.select(TeamMember.id).filter_by(summit_id=summit.id, role=TeamRole.OWNER)
    if db.session.scalar(others.where(TeamMember.account_id != account.id).limit(1)) is None:
        raise LastOwner(f"{account.name} is the only owner. Make somebody else an owner first.")
    asked = db.select(TeamInvitation).filter_by(
        summit_id=summit.id, invited_by_id=account.id, accepted_at=None, withdrawn_at=None
    )
    for invitation in db.session.scalars(asked.order_by(TeamInvitation.id)):
        invitation.withdrawn_at = clock.now()
