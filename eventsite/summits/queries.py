"""Reads of summits and teams. Each costs one query."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.people.models import Account
from eventsite.summits.models import Summit, TeamMember


def find_summit(slug: str) -> Summit | None:
    return db.session.scalar(select(Summit).filter_by(slug=slug))


def list_summits() -> Sequence[Summit]:
    """Return every summit, the latest first."""
    return db.session.scalars(select(Summit).order_by(Summit.starts_on.desc(), Summit.id)).all()


def list_memberships(account: Account, summit: Summit) -> Sequence[TeamMember]:
    """Return every role of an account in a summit's team."""
    rows = select(TeamMember).filter_by(account_id=account.id, summit_id=summit.id)
    return db.session.scalars(rows.order_by(TeamMember.id)).all()


def list_summits_of(account: Account) -> Sequence[Summit]:
    """Return the summits in whose team the account is, the latest first."""
    return db.session.scalars(
        select(Summit)
        .where(Summit.id.in_(select(TeamMember.summit_id).filter_by(account_id=account.id)))
        .order_by(Summit.starts_on.desc(), Summit.id)
    ).all()
