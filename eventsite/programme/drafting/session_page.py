"""One session of the draft as the desk shows it, with what an organizer should know about it."""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.core import markdown
from eventsite.programme import queries
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import Clash, clashes_of_session
from eventsite.programme.drafting import wall_clock
from eventsite.programme.drafting.readiness import Lack, lacks_untold
from eventsite.programme.models import Session, Slot
from eventsite.programme.releases import public
from eventsite.programme.services.scheduling import is_outside


@dataclass(frozen=True, slots=True)
class Standing:
    """How a session is public now: in release `number` (0 when it is not), with these slots on."""

    number: int = 0
    slots: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SessionPage:
    """`abstract` and `description` are HTML that `core.markdown` made safe; `outside` are slots on no summit day.

    `twice` are slots at a time that the clocks show twice that night.
    """

    session: Session
    standing: Standing
    clashes: tuple[Clash, ...]
    lacks: tuple[Lack, ...]
    outside: tuple[Slot, ...]
    twice: tuple[Slot, ...]
    abstract: str
    description: str


def session_page(session: Session) -> SessionPage:
    """Return the page of a session that is loaded with its parts; 12 queries, and one in a new process."""
    return SessionPage(
        session=session,
        standing=standing_of(session),
        clashes=clashes_of_session(facts_of(session.summit), session.code),
        lacks=lacks_untold(session),
        outside=tuple(slot for slot in session.slots if is_outside(session.summit, slot)),
        twice=tuple(slot for slot in session.slots if _comes_twice(session, slot)),
        abstract=markdown.render(session.abstract),
        description=markdown.render(session.description),
    )


def _comes_twice(session: Session, slot: Slot) -> bool:
    zone = session.summit.zone_info
    return any(wall_clock.comes_twice(moment.astimezone(zone)) for moment in (slot.starts_at, slot.ends_at))


def standing_of(session: Session) -> Standing:
    """Return how a session is public; one query, and one more when this process has not read the release yet."""
    release = queries.current_release(session.summit)
    released = public.load(release.id).sessions.get(session.code) if release else None
    if release is None or released is None:
        return Standing()
    on = (slot.uuid for slot in released.slots if not (slot.is_cancelled or released.is_cancelled))
    return Standing(release.number, frozenset(on))
