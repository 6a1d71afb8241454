"""What needs an organizer today."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from eventsite.core.outbox import OutboxRow, list_parked
from eventsite.desk.money import count_to_sort
from eventsite.programme import queries
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.drafting.clash_list import count_by_severity
from eventsite.programme.drafting.overview import Line, read_draft
from eventsite.programme.drafting.readiness import Lack
from eventsite.programme.models import Release
from eventsite.programme.states import Severity
from eventsite.summits.models import Summit

MOST_NAMED = 5
_ADDRESS = re.compile(r"[^\s<>'\"(){}]+@[^\s<>'\"(){}]+")


@dataclass(frozen=True, slots=True)
class Task:
    """Sessions that lack one thing: the first few by name, and how many in all."""

    lack: Lack
    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Stuck:
    """Something the site could not do, however often it tried. Addresses of people are left out."""

    kind: str
    since: datetime
    tries: int
    error: str


@dataclass(frozen=True, slots=True)
class Today:
    """`to_sort` counts amounts of money that wait for a decision; 0 for who may not see them.

    `clashes` counts those that nobody lets stand, by how bad they are; what is only good to know is left out.
    """

    summit: Summit
    sessions: int
    unreleased: int
    last: Release | None
    tasks: tuple[Task, ...]
    stuck: tuple[Stuck, ...]
    to_sort: int
    clashes: tuple[tuple[Severity, int], ...]


def today_of(summit: Summit, *, with_stuck: bool, with_money: bool) -> Today:
    """Return the desk's first page; about 35 queries, and 12 more for each 200 sessions."""
    draft = read_draft(summit)
    tasks = [task for lack in Lack if (task := _task(lack, draft.lines)).count]
    stuck = tuple(_stuck(row) for row in list_parked()) if with_stuck else ()
    last = next(iter(queries.list_releases(summit)), None)
    to_sort = count_to_sort(summit) if with_money else 0
    clashes = _clashes(summit)
    return Today(summit, draft.in_all, len(draft.changes), last, tuple(tasks), stuck, to_sort, clashes)


def _clashes(summit: Summit) -> tuple[tuple[Severity, int], ...]:
    counts = count_by_severity(find_clashes(facts_of(summit)))
    return tuple((severity, count) for severity, count in counts.items() if count and severity != Severity.INFO)


def _task(lack: Lack, lines: Iterable[Line]) -> Task:
    lacking = [line for line in lines if lack in line.lacks]
    return Task(lack, tuple(lacking[:MOST_NAMED]), len(lacking))


def _stuck(row: OutboxRow) -> Stuck:
    said = row.error.strip().splitlines()
    return Stuck(row.kind, row.due_at, row.tries, _ADDRESS.sub("an address", said[0])[:200] if said else "")
