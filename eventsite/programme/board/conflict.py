"""Two who moved the same session: where one wants it, where the other put it, who that was and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.programme.board.trying import Spot, spot_of, standing_of
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.drafting.trail import names_of
from eventsite.programme.models import Session

TRAY = "not scheduled"


@dataclass(frozen=True, slots=True)
class Conflict:
    """None is the tray. `version` is the one that stands now; `at` is local."""

    title: str
    mine: Spot | None
    theirs: Spot | None
    version: int
    who: str
    at: datetime | None

    @property
    def my_words(self) -> str:
        return self.mine.words if self.mine else TRAY

    @property
    def their_words(self) -> str:
        return self.theirs.words if self.theirs else TRAY


def conflict_of(
    facts: Facts, session: Session, slot: str, mine: tuple[datetime, datetime, tuple[str, ...]] | None
) -> Conflict:
    """Return both versions of a slot; 2 queries."""
    standing = standing_of(facts, session.code, slot)
    there = (standing.starts_at, standing.ends_at, standing.rooms) if standing else None
    entry = db.session.scalar(
        select(AuditEntry)
        .filter_by(object_type=Session.__tablename__, object_id=session.id)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return Conflict(
        title=session.title,
        mine=spot_of(facts, *mine) if mine else None,
        theirs=spot_of(facts, *there) if there else None,
        version=session.version,
        who=names_of([entry.actor])[entry.actor] if entry else "",
        at=entry.at.astimezone(facts.zone) if entry else None,
    )
