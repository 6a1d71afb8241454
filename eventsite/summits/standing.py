"""What accounts are in the teams of summits, for the pages of `people`, which knows no summit."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.people.ports import Place
from eventsite.summits.models import Summit, TeamMember
from eventsite.summits.rules import ENTRUSTED


class TeamStanding:
    """Fills `people.ports.Standing`. Each answer costs one query."""

    def places_of(self, account: Account) -> Sequence[Place]:
        members = db.session.scalars(
            select(TeamMember)
            .join(TeamMember.summit)
            .options(joinedload(TeamMember.summit), joinedload(TeamMember.event))
            .where(TeamMember.account_id == account.id)
            .order_by(Summit.starts_on.desc(), Summit.id, TeamMember.id)
        )
        return [_place(summit, list(mine)) for summit, mine in groupby(members, key=lambda member: member.summit)]

    def needs_second_factor(self, account: Account) -> bool:
        held = select(TeamMember.id).where(TeamMember.account_id == account.id, TeamMember.role.in_(ENTRUSTED))
        return db.session.scalar(held.limit(1)) is not None


def _place(summit: Summit, members: list[TeamMember]) -> Place:
    return Place(
        slug=summit.slug,
        name=summit.title,
        starts_on=summit.starts_on,
        ends_on=summit.ends_on,
        roles=tuple(_role(member) for member in members),
    )


def _role(member: TeamMember) -> str:
    word = member.role.value.replace("_", "-")
    return f"{word} for {member.event.name}" if member.event is not None else word
