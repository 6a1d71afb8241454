"""Where somebody would have to be in two places: which of the chosen lines of an agenda overlap, and by how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from eventsite.programme.releases.public import Entry

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The other line, and for how many minutes both go on; a part of a minute counts as one."""

    other: Entry
    minutes: int


def find_overlaps(entries: Iterable[Entry]) -> dict[str, tuple[Overlap, ...]]:
    """Return slot uuid -> what it overlaps with, by start.

    What is cancelled overlaps with nothing, and neither do two slots of one session: nobody needs to see both.
    """
    found: dict[str, list[Overlap]] = defaultdict(list)
    going_on: list[Entry] = []
    for entry in sorted((e for e in entries if not e.is_cancelled), key=lambda e: (e.slot.starts_at, e.session.code)):
        going_on = [other for other in going_on if other.slot.ends_at > entry.slot.starts_at]
        for other in going_on:
            if other.session.code != entry.session.code:
                minutes = _minutes_shared(entry, other)
                found[entry.slot.uuid].append(Overlap(other, minutes))
                found[other.slot.uuid].append(Overlap(entry, minutes))
        going_on.append(entry)
    return {uuid: tuple(overlaps) for uuid, overlaps in found.items()}


def _minutes_shared(one: Entry, other: Entry) -> int:
    shared = min(one.slot.ends_at, other.slot.ends_at) - max(one.slot.starts_at, other.slot.starts_at)
    return -(-shared // _MINUTE)
