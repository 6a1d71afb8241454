"""What a session still lacks before people can come to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Protocol

from eventsite.programme.models import Session
from eventsite.programme.states import COMING, PUBLIC_ROLES, AppearanceState, Role, SessionKind, SessionState


class Billed(Protocol):
    """Somebody in a line-up."""

    @property
    def role(self) -> Role: ...

    @property
    def state(self) -> AppearanceState: ...


class Lack(StrEnum):
    """In the order in which they trouble an organizer."""

    SLOT = "slot"
    ROOM = "room"
    MODERATOR = "moderator"
    ANSWER = "answer"


def lacks_slot(session: Session) -> bool:
    return not session.slots


def lacks_room(session: Session) -> bool:
    return any(not slot.places for slot in session.slots)


def lacks_moderator(session: Session) -> bool:
    """A panel nobody moderates."""
    return session.kind == SessionKind.PANEL and not is_moderated(session.line_up)


def is_moderated(line_up: Iterable[Billed]) -> bool:
    """Tell whether there is a moderator; one who was asked and has not answered counts as coming."""
    return any(seat.role == Role.MODERATOR and seat.state in COMING for seat in line_up)


def lacks_answer(session: Session) -> bool:
    """Somebody who stands in the programme has not said yes."""
    return any(seat.state == AppearanceState.INVITED and seat.role in PUBLIC_ROLES for seat in session.line_up)


_CHECKS: dict[Lack, Callable[[Session], bool]] = {
    Lack.SLOT: lacks_slot,
    Lack.ROOM: lacks_room,
    Lack.MODERATOR: lacks_moderator,
    Lack.ANSWER: lacks_answer,
}


def lacks_of(session: Session) -> tuple[Lack, ...]:
    """Return what the session lacks; one that was called off lacks nothing. No query if its parts are loaded."""
    if session.state == SessionState.CANCELLED:
        return ()
    return tuple(lack for lack, says_yes in _CHECKS.items() if says_yes(session))


def lacks_untold(session: Session) -> tuple[Lack, ...]:
    """Return what the session lacks besides a moderator, which a clash tells: that one may be let stand."""
    return tuple(lack for lack in lacks_of(session) if lack is not Lack.MODERATOR)
