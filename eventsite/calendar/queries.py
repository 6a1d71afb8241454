"""Reads of what visitors starred, for their feeds."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.programme.models import PersonalAgenda, Star
from eventsite.summits.models import Summit


def list_starred(agenda: PersonalAgenda) -> dict[str, frozenset[str]]:
    """Return summit slug -> codes of starred sessions, by slug; one query."""
    codes: dict[str, set[str]] = defaultdict(set)
    rows = db.session.execute(
        select(Summit.slug, Star.session_code)
        .join(Star, Star.summit_id == Summit.id)
        .where(Star.agenda_id == agenda.id)
        .order_by(Summit.slug, Star.session_code)
    )
    for slug, code in rows:
        codes[slug].add(code)
    return {slug: frozenset(found) for slug, found in codes.items()}
