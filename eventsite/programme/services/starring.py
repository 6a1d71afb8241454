"""Stars: "I want to see this", kept for a visitor without an account."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select

from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.core.tokens import LinkKey
from eventsite.programme.models import PersonalAgenda, Star
from eventsite.programme.releases.snapshot import ReleasedSession
from eventsite.summits.models import Summit

PURPOSE = "agenda"
FEED = "feed"
MOST_STARS = 500


class TooManyStars(DomainError):
    """A personal agenda is full."""


class CancelledSession(DomainError):
    """There is nothing left to want to see."""


@dataclass(frozen=True, slots=True)
class Stars:
    """What one personal agenda holds: `codes` in one summit, by the time they were starred, and `total` in all."""

    agenda_id: int
    version: int
    codes: tuple[str, ...]
    total: int


def find_agenda(token: str, key: LinkKey, purpose: str = PURPOSE) -> PersonalAgenda | None:
    """Return the personal agenda that `token` opens; one query. A forged or revoked token opens none."""
    id = key.id_in(token)
    agenda = db.session.get(PersonalAgenda, id) if id is not None else None
    return agenda if agenda is not None and key.opens(token, purpose, agenda.id, agenda.version) else None


def stars_in(agenda: PersonalAgenda, summit: str) -> Stars:
    """Return the stars of `agenda`, those of the summit called `summit` by code; one query."""
    rows = db.session.execute(
        select(Star.session_code, Summit.slug)
        .join(Summit, Summit.id == Star.summit_id)
        .where(Star.agenda_id == agenda.id)
        .order_by(Star.id)
    ).all()
    return Stars(agenda.id, agenda.version, tuple(code for code, slug in rows if slug == summit), len(rows))


def star(*, agenda: PersonalAgenda | None, summit: Summit, session: ReleasedSession) -> PersonalAgenda:
    """Star a released session, once, and return the agenda it is in: a new one where there was none.

    Raises:
        CancelledSession: when it will not take place.
        TooManyStars: when the agenda is full.
    """
    if session.is_cancelled:
        raise CancelledSession("This session is cancelled, so it cannot be starred.")
    agenda = _locked(agenda) if agenda else _new_agenda()
    starred = select(Star.id).filter_by(agenda_id=agenda.id, summit_id=summit.id, session_code=session.code)
    if db.session.scalar(starred) is None:
        _refuse_when_full(agenda)
        db.session.add(Star(agenda=agenda, summit=summit, session_code=session.code, created_at=clock.now()))
        db.session.flush()
    return agenda


def unstar(*, agenda: PersonalAgenda, summit: Summit, code: str) -> None:
    """Take a star back; one that is not there is no mistake."""
    db.session.execute(delete(Star).filter_by(agenda_id=agenda.id, summit_id=summit.id, session_code=code))


def revoke_links(agenda: PersonalAgenda) -> None:
    """Make every link that opens `agenda` useless, the visitor's own cookie too: hand out new ones."""
    _locked(agenda).version += 1
    db.session.flush()


def _new_agenda() -> PersonalAgenda:
    agenda = PersonalAgenda(created_at=clock.now())
    db.session.add(agenda)
    db.session.flush()
    return agenda


def _locked(agenda: PersonalAgenda) -> PersonalAgenda:
    """Take the agenda's row, so that two clicks at once count and write one after the other."""
    db.session.refresh(agenda, with_for_update=True)
    return agenda


def _refuse_when_full(agenda: PersonalAgenda) -> None:
    count = db.session.scalar(select(func.count()).select_from(Star).where(Star.agenda_id == agenda.id)) or 0
    if count >= MOST_STARS:
        raise TooManyStars(f"You have {MOST_STARS} stars, which is all there is room for. Remove one first.")
