"""Which of some sessions still lack something, for pages that name them by code."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import selectinload

from eventsite.core.db import db
from eventsite.programme.drafting.readiness import Lack, lacks_untold
from eventsite.programme.models import Session, Slot
from eventsite.summits.models import Summit


def lacks_in(summit: Summit, codes: Collection[str]) -> dict[str, tuple[Lack, ...]]:
    """Return session code -> what it lacks in the draft beside its clashes, if it lacks anything; 4 queries."""
    sessions = db.session.scalars(
        db.select(Session)
        .where(Session.summit_id == summit.id, Session.code.in_(sorted(set(codes))))
        .options(selectinload(Session.slots).selectinload(Slot.places), selectinload(Session.line_up))
        .order_by(Session.id)
    ).all()
    return {session.code: lacks for session in sessions if (lacks := lacks_untold(session))}
