"""One organizer of a summit at a time."""

from __future__ import annotations

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.summits.models import Summit


def take_turns(summit: Summit) -> None:
    """Let one organizer of a summit at a time change what it is made of, and keep no buyer waiting.

    An order refers to its summit, and PostgreSQL keeps what is referred to from being locked for update: this lock is
    the weaker one, which lets it be.
    """
    db.session.execute(select(Summit.id).filter_by(id=summit.id).with_for_update(key_share=True))
