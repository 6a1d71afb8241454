"""What an import did: counts, and everything that was strange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from eventsite.programme.interchange.documents import Oddity


class Noun(StrEnum):
    SESSIONS = "sessions"
    PEOPLE = "people"
    ROOMS = "rooms"
    TRACKS = "tracks"
    RESOURCES = "resources"


class Outcome(StrEnum):
    """What became of one record. What was deleted here and is the same in the file stays deleted."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CANCELLED = "cancelled"
    LEFT_OUT = "left out"


@dataclass(slots=True)
class Tally:
    """How many of a noun had which outcome."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    cancelled: int = 0
    left_out: int = 0

    def count(self, outcome: Outcome) -> None:
        name = outcome.value.replace(" ", "_")
        setattr(self, name, getattr(self, name) + 1)

    @property
    def in_file(self) -> int:
        """How many the file holds."""
        return self.new + self.changed + self.unchanged + self.left_out


@dataclass(slots=True)
class Report:
    """`has_changed` tells whether anything of the draft was written at all."""

    source: str
    summit: str = ""
    event: str = ""
    is_new_summit: bool = False
    has_changed: bool = False
    tallies: dict[Noun, Tally] = field(default_factory=lambda: {noun: Tally() for noun in Noun})
    oddities: list[Oddity] = field(default_factory=list)
    ignored: Mapping[str, int] = field(default_factory=dict)

    def count(self, noun: Noun, outcome: Outcome) -> None:
        self.tallies[noun].count(outcome)

    def note(self, where: str, what: str) -> None:
        self.oddities.append(Oddity(where, what))

    def extend(self, oddities: Iterable[Oddity]) -> None:
        self.oddities.extend(oddities)
