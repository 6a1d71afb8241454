"""What would be wrong if a session stood elsewhere: asked on every step of a drag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.sweep import Clash, clashes_at, clashes_of_itself
from eventsite.programme.clashes.values import Placed


@dataclass(frozen=True, slots=True)
class Trial:
    """`clashes` are those of the slot there; `new` the ones of them that it has not now; `ended` those it has now only.

    One that only changes its times is neither new nor ended.
    """

    clashes: tuple[Clash, ...]
    new: tuple[Clash, ...]
    ended: tuple[Clash, ...]


def try_place(facts: Facts, what: str, starts_at: datetime, ends_at: datetime, rooms: Sequence[str]) -> Trial:
    """Return how it would be with `what` there: the uuid of a slot, or the code of a session, which gets one more.

    Raises:
        KeyError: when there is no such slot, session or room.
    """
    now, there = imagine(facts, what, starts_at, ends_at, rooms)
    itself = clashes_of_itself(facts, there.code)
    before = (*clashes_at(facts, now), *itself) if now else itself
    after = (*clashes_at(facts, there), *itself)
    had, has = {clash.about for clash in before}, {clash.about for clash in after}
    return Trial(
        clashes=after,
        new=tuple(clash for clash in after if clash.about not in had),
        ended=tuple(clash for clash in before if clash.about not in has),
    )


def imagine(
    facts: Facts, what: str, starts_at: datetime, ends_at: datetime, rooms: Sequence[str]
) -> tuple[Placed | None, Placed]:
    """Return the slot as it is now (None where there is none) and as it would be."""
    if unknown := [room for room in rooms if room not in facts.rooms]:
        raise KeyError(unknown[0])
    now = facts.by_slot.get(what)
    if now is not None:
        return now, replace(now, starts_at=starts_at, ends_at=ends_at, rooms=tuple(rooms))
    session = facts.sessions[what]
    return None, Placed("", replace(session, slots=session.slots + 1), starts_at, ends_at, tuple(rooms))
