"""What a release means to those who starred its sessions: how many they are, and who will want to be in two places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.programme.models import Star
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.summits.models import Summit

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stargazers:
    """`of` is session code -> agendas that hold it; `clashing` session code -> those in which it newly overlaps.

    `agendas` and `clashing_agendas` count each agenda once, whatever it holds.
    """

    of: Mapping[str, int]
    clashing: Mapping[str, int]
    agendas: int
    clashing_agendas: int


def stargazers_of(summit: Summit, past: Snapshot | None, now: Snapshot, codes: Collection[str]) -> Stargazers:
    """Return who starred the changed sessions called `codes`; one query."""
    rows = db.session.execute(
        select(Star.agenda_id, Star.session_code).where(Star.summit_id == summit.id).order_by(Star.id)
    )
    agendas: dict[int, set[str]] = defaultdict(set)
    for agenda, code in rows:
        agendas[agenda].add(code)
    changed = set(codes)
    pairs = new_overlaps(past, now, changed) if past else set()
    meeting = {code for pair in pairs for code in pair}
    hit = [found for stars in agendas.values() if (found := _both(stars & meeting, pairs))]
    return Stargazers(
        of=Counter(code for stars in agendas.values() for code in stars & changed),
        clashing=Counter(code for found in hit for code in found & changed),
        agendas=sum(not stars.isdisjoint(changed) for stars in agendas.values()),
        clashing_agendas=len(hit),
    )


def new_overlaps(past: Snapshot, now: Snapshot, changed: Collection[str]) -> set[Pair]:
    """Return the pairs of sessions, one of them changed, that overlap in `now` and did not in `past`."""
    return set(_overlaps(now, changed)) - set(_overlaps(past, changed))


def _overlaps(snapshot: Snapshot, changed: Collection[str]) -> Iterator[Pair]:
    """Yield each pair of sessions, by code, that are on at the same time, in one sweep over their starts."""
    going_on: list[tuple[datetime, str]] = []
    for starts_at, ends_at, code in sorted(_on(snapshot)):
        going_on = [(end, other) for end, other in going_on if end > starts_at]
        for _, other in going_on:
            if other != code and (code in changed or other in changed):
                yield (code, other) if code < other else (other, code)
        going_on.append((ends_at, code))


def _on(snapshot: Snapshot) -> Iterator[tuple[datetime, datetime, str]]:
    for session in snapshot.sessions:
        for slot in session.slots:
            if not (session.is_cancelled or slot.is_cancelled):
                yield slot.starts_at, slot.ends_at, session.code


def _both(stars: Collection[str], pairs: Collection[Pair]) -> set[str]:
    """Return the stars that newly overlap with another star of the same agenda."""
    return {code for pair in combinations(sorted(stars), 2) if pair in pairs for code in pair}
