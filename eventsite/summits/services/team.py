"""Who works on a summit."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.summits import queries, rules
from eventsite.summits.models import Summit, TeamMember
from eventsite.summits.states import TeamRole


def make_owner(summit: Summit, account: Account) -> TeamMember:
    """Make `account` an owner of `summit`, whatever else it is."""
    mine = queries.list_memberships(account, summit)
    member = next((member for member in mine if member.role == TeamRole.OWNER), None)
    if member is None:
        member = TeamMember(summit=summit, account=account, role=TeamRole.OWNER)
        db.session.add(member)
    db.session.flush()
    rules.look_again(account)
    return member
