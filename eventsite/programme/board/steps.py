"""One's own steps, and the way back: what to place again, at which version of the session.

A step is plain data, because a browser's session keeps the last ten. Undoing is placing, with the version the step left:
when somebody saved the session since, it is refused like every stale save.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

    `version` is the one the step left; `words` say what it did: 'move of “Pipes”'.
    """

    summit: str
    session: str
    version: int
    slot: str
    words: str
    day: str = ""
    at: int = 0
    minutes: int = 0
    rooms: tuple[str, ...] = ()

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
    facts: Facts, *, summit: str, session: str, slot: str, version: int, words: str,
    was: tuple[datetime, datetime, tuple[str, ...]] | None,
) -> Step:  # fmt: skip
    """Return the way back to where a slot was; None means in the tray."""
    if was is None:
        return Step(summit, session, version, slot, words)
    starts_at, ends_at, rooms = was
    on: date = programme_day(starts_at, facts.zone)
    minute = timedelta(minutes=1)
    at = (starts_at - day_start(on, facts.zone)) // minute
    return Step(summit, session, version, slot, words, on.isoformat(), at, (ends_at - starts_at) // minute, rooms)


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


def undone(steps: Iterable[Step], fields: Mapping[str, str], version: int) -> list[Step]:
    """Return the steps without the one that was undone, which left its session at `version`.

    An earlier step of the same session left it at the version that the undone one began with, which is one less than
    the one it left: that is where the session stands again.
    """
    left = list(steps)
    for place in range(len(left) - 1, -1, -1):
        step = left[place]
        if step.session == fields.get("session") and str(step.version) == fields.get("version"):
            del left[place]
            return [
                replace(other, version=version)
                if other.session == step.session and other.summit == step.summit and other.version == step.version - 1
                else other
                for other in left
            ]
    return left
