"""The page of a summit's team: who is in it, as what, and who was asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.summits.models import Event, Summit, TeamInvitation, TeamMember
from eventsite.summits.services.team import seal_of
from eventsite.summits.states import TeamRole
from eventsite.summits.wording import role_words, words_of

_PLACES = {role: place for place, role in enumerate(TeamRole)}


@dataclass(frozen=True, slots=True)
class Member:
    """An account with everything it does for `summit`; `seal` is equal as long as that is."""

    summit: Summit
    account: Account
    roles: tuple[tuple[TeamRole, Event | None], ...]
    seal: str

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(role_words(role, event) for role, event in self.roles)

    @property
    def values(self) -> list[str]:
        """Return the roles as the form names them."""
        return [f"{role}/{event.slug}" if event else role.value for role, event in self.roles]


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that was not answered; `is_over` says that it is too old and can only be sent again."""

    invitation: TeamInvitation
    words: str
    by: str
    sent_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class TeamPage:
    """`invitations` are for those who may change the team."""

    members: tuple[Member, ...]
    invitations: tuple[Asked, ...]


def team_page(summit: Summit, *, with_invitations: bool) -> TeamPage:
    """Return the page; 2 queries, 1 without invitations, however large the team."""
    rows = select(TeamMember).filter_by(summit_id=summit.id).join(Account)
    rows = rows.options(joinedload(TeamMember.account), joinedload(TeamMember.event))
    found = db.session.scalars(rows.order_by(Account.name, Account.id, TeamMember.id)).all()
    members = [_member(summit, account, roles) for account, roles in groupby(found, key=lambda row: row.account)]
    members.sort(key=lambda member: _PLACES[member.roles[0][0]])
    return TeamPage(tuple(members), tuple(_asked(summit)) if with_invitations else ())


def find_member(summit: Summit, id: int) -> Member | None:
    """Return who has this account's id, if they are in the team; one query."""
    rows = select(TeamMember).filter_by(summit_id=summit.id, account_id=id)
    rows = rows.options(joinedload(TeamMember.account), joinedload(TeamMember.event))
    found = db.session.scalars(rows.order_by(TeamMember.id)).all()
    return _member(summit, found[0].account, found) if found else None


def _member(summit: Summit, account: Account, rows: Iterable[TeamMember]) -> Member:
    rows = list(rows)
    roles = sorted(
        ((row.role, row.event) for row in rows),
        key=lambda pair: (_PLACES[pair[0]], pair[1].position if pair[1] else -1),
    )
    return Member(summit, account, tuple(roles), seal_of(rows))


def _asked(summit: Summit) -> Iterable[Asked]:
    rows = select(TeamInvitation).filter_by(summit_id=summit.id, accepted_at=None, withdrawn_at=None)
    rows = rows.options(joinedload(TeamInvitation.event), joinedload(TeamInvitation.invited_by))
    for row in db.session.scalars(rows.order_by(TeamInvitation.created_at.desc(), TeamInvitation.id.desc())):
        by = row.invited_by.name if row.invited_by else "Somebody who is gone"
        yield Asked(row, words_of(row), by, row.created_at, row.expires_at <= clock.now())
