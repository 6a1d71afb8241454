"""One's own steps, and the way back: what to place again, at which version of the session.

A step is plain data, because a browser's session keeps the last ten. Undoing is placing, with the version the step
left: when somebody saved the session since, it is refused like every stale save.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from eventsite.programme.board.geometry import day_start
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.releases.public import programme_day

MOST = 10


@dataclass(frozen=True, slots=True)
class Step:
    """How to undo: take `slot` of `session` to `day` at `at` for `minutes`, or off again where `day` is ''.

    `began` and `version` are the session's before and after the step; `words` say what it did: 'move of “Pipes”'.
    Of many at once, `back` is the question whose preview shows the way back.
    """

    summit: str
    session: str
    began: int
    version: int
    slot: str
    words: str
    day: str = ""
    at: int = 0
    minutes: int = 0
    rooms: tuple[str, ...] = ()
    back: str = ""

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Return the form that undoes it."""
        same = [("session", self.session), ("slot", self.slot), ("version", str(self.version)), ("undo", "yes")]
        if not self.day:
            return [*same, ("do", "tray")]
        return [
            *same, ("do", "place"), ("day", self.day), ("at", str(self.at)), ("minutes", str(self.minutes)),
            *(("room", room) for room in self.rooms),
        ]  # fmt: skip

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "rooms": list(self.rooms)}


def step_back(
    facts: Facts, *, summit: str, session: str, slot: str, began: int, version: int, words: str,
    was: tuple[datetime, datetime, tuple[str, ...]] | None,
) -> Step:  # fmt: skip
    """Return the way back to where a slot was; None means in the tray."""
    if was is None:
        return Step(summit, session, began, version, slot, words)
    starts_at, ends_at, rooms = was
    on: date = programme_day(starts_at, facts.zone)
    minute = timedelta(minutes=1)
    at = (starts_at - day_start(on, facts.zone)) // minute
    minutes = (ends_at - starts_at) // minute
    return Step(summit, session, began, version, slot, words, on.isoformat(), at, minutes, rooms)


def read_steps(kept: object) -> list[Step]:
    """Return the steps that a browser kept, oldest first; what is none of ours is left aside."""
    found = []
    for data in kept if isinstance(kept, list) else []:
        try:
            found.append(Step(**{**data, "rooms": tuple(data["rooms"])}))
        except (TypeError, KeyError):
            continue
    return found[-MOST:]


def pushed(steps: Iterable[Step], step: Step) -> list[Step]:
    """Return the steps with one more at the end."""
    return [*steps, step][-MOST:]


def undone(steps: Iterable[Step], session: str, left_at: str, version: int) -> list[Step]:
    """Return the steps without the one that left `session` at version `left_at`, now that undoing it made `version`.

    The session stands where the step before it had left it, but at the new version; so that step can be undone next.
    """
    left = list(steps)
    mine = [place for place, step in enumerate(left) if step.session == session and str(step.version) == left_at]
    if not mine:
        return left
    gone = left.pop(mine[-1])
    return [
        replace(step, version=version)
        if (step.summit, step.session, step.version) == (gone.summit, session, gone.began)
        else step
        for step in left
    ]
