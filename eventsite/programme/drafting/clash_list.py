"""The clashes of a summit as the desk lists them: narrowed by their address, a page at a time, with ways out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from eventsite.programme.clashes import sentences
from eventsite.programme.clashes.alternatives import alternatives
from eventsite.programme.clashes.facts import Facts, facts_of
from eventsite.programme.clashes.rules import RULES
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.clashes.values import Placed, Planned
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.releases.public import fold
from eventsite.programme.states import Severity
from eventsite.summits.models import Event, Summit

PAGE = 20
MOST_LETTERS = 100
LABELS = {rule.name: rule.label for rule in RULES}


class Shown(StrEnum):
    """Which of them are listed: those that count, those that somebody lets stand, or both."""

    COUNTING = "counting"
    WAIVED = "waived"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class ClashFilter:
    """What the list is narrowed to, as its address says; '' and None ask for everything."""

    q: str = ""
    event: str = ""
    rule: str = ""
    severity: Severity | None = None
    shown: Shown = Shown.COUNTING
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> ClashFilter:
        """Read a query string; what it does not know it leaves out."""
        rule, shown = args.get("rule", ""), args.get("shown", "")
        severity = args.get("severity", "")
        return cls(
            q=" ".join(args.get("q", "").split())[:MOST_LETTERS],
            event=args.get("event", "")[:MOST_LETTERS],
            rule=rule if rule in LABELS else "",
            severity=Severity(severity) if severity in set(Severity) else None,
            shown=Shown(shown) if shown in set(Shown) else Shown.COUNTING,
            page=page_number(args.get("page", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """Return it as the parameters of an address, defaults left out."""
        pairs = {name: str(getattr(self, name) or "") for name in ("q", "event", "rule", "severity")}
        pairs["shown"] = "" if self.shown == Shown.COUNTING else self.shown.value
        pairs["page"] = "" if self.page <= 1 else str(self.page)
        return {name: value for name, value in pairs.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """Return the part of `query` that leaves clashes out."""
        return {name: value for name, value in self.query.items() if name != "page"}

    @property
    def is_narrow(self) -> bool:
        return bool(self.narrowing)

    def at_page(self, page: int) -> ClashFilter:
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Way:
    """A free place in words: 'Tue 30 Oct, 10:30–11:15 EDT', 'Centennial II'."""

    when: str
    rooms: str


@dataclass(frozen=True, slots=True)
class ClashLine:
    """A clash with its sessions. `mover` is the session that `ways` are free places for, None where moving is no help.

    `event` is the one event that it is about, None when it is between several.
    """

    clash: Clash
    label: str
    sessions: tuple[Planned, ...]
    event: Event | None
    mover: Planned | None = None
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class ClashGroup:
    severity: Severity
    lines: tuple[ClashLine, ...]


@dataclass(frozen=True, slots=True)
class ClashesPage:
    """`counts` are of those that count, however the list is narrowed; `waived` counts the others."""

    summit: Summit
    asked: ClashFilter
    groups: tuple[ClashGroup, ...]
    lines: Slice[Clash]
    counts: dict[Severity, int]
    waived: int

    @property
    def counting(self) -> int:
        return sum(self.counts.values())


def clashes_page(summit: Summit, asked: ClashFilter) -> ClashesPage:
    """Return the page of the list that `asked` names; 11 queries, however many there are."""
    facts = facts_of(summit)
    clashes = find_clashes(facts)
    found = slice_of([clash for clash in clashes if _fits(facts, clash, asked)], asked.page, PAGE)
    lines = [line_of(summit, facts, clash) for clash in found.items]
    return ClashesPage(
        summit=summit,
        asked=asked.at_page(found.number),
        groups=tuple(
            ClashGroup(severity, tuple(group))
            for severity, group in groupby(lines, key=lambda line: line.clash.severity)
        ),
        lines=found,
        counts=count_by_severity(clashes),
        waived=sum(clash.waived is not None for clash in clashes),
    )


def find_clash(summit: Summit, key: str) -> ClashLine | None:
    """Return one clash as it is now; 11 queries."""
    facts = facts_of(summit)
    found = next((clash for clash in find_clashes(facts) if clash.key == key), None)
    return line_of(summit, facts, found) if found else None


def count_by_severity(clashes: Iterable[Clash]) -> dict[Severity, int]:
    """Count those that count, worst first."""
    counts = Counter(clash.severity for clash in clashes if clash.waived is None)
    return {severity: counts[severity] for severity in Severity}


def line_of(summit: Summit, facts: Facts, clash: Clash) -> ClashLine:
    """Return a clash with its sessions and the free places for one of them."""
    sessions = tuple(facts.sessions[code] for code in clash.codes)
    events = {session.event for session in sessions}
    mover = _mover(facts, clash)
    return ClashLine(
        clash=clash,
        label=LABELS[clash.rule],
        sessions=sessions,
        event=next((event for event in summit.events if {event.slug} == events), None),
        mover=mover.session if mover else None,
        ways=_ways(facts, mover) if mover else (),
    )


def _ways(facts: Facts, mover: Placed) -> tuple[Way, ...]:
    return tuple(
        Way(sentences.span(way.starts_at, way.ends_at, facts.zone), sentences.rooms(facts, way.rooms))
        for way in alternatives(facts, mover.slot)
    )


def _mover(facts: Facts, clash: Clash) -> Placed | None:
    """Return the slot that is least trouble to move: fewest rooms, stars and people.

    None where moving is no help: what is about a session stays wrong with it wherever it goes.
    """
    is_about_place = any(rule.name == clash.rule and rule.of_session is None for rule in RULES)
    slots = [facts.by_slot[slot] for slot in clash.slots] if is_about_place else []
    return min(slots, key=_trouble, default=None)


def _trouble(placed: Placed) -> tuple[int, int, int, float]:
    return len(placed.rooms), placed.stars, len(placed.people), -placed.starts_at.timestamp()


def _fits(facts: Facts, clash: Clash, asked: ClashFilter) -> bool:
    is_shown = asked.shown == Shown.BOTH or (clash.waived is not None) == (asked.shown == Shown.WAIVED)
    events = {event for code in clash.codes for event in facts.sessions[code].events}
    said = fold(f"{clash.sentence} {' '.join(clash.codes)}")
    return (
        is_shown
        and (not asked.event or asked.event in events)
        and (not asked.rule or asked.rule == clash.rule)
        and (asked.severity is None or asked.severity == clash.severity)
        and all(word in said for word in fold(asked.q).split())
    )
