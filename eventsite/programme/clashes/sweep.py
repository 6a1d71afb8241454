"""The interval sweep: everything that could meet, person by person and room by room, before the rules.

People and rooms are swept across all events of the summit at once. What a sweep yields is in order of time; what is
found is sorted worst first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from typing import TypeVar

from eventsite.programme.clashes.facts import Facts, place_in_time
from eventsite.programme.clashes.rules import RULES, Fault, Rule
from eventsite.programme.clashes.values import Placed, Planned, Stay, Waived, stays_of
from eventsite.programme.states import Severity

T = TypeVar("T")

_GRADES = tuple(Severity)
_ORDER = {rule.name: place for place, rule in enumerate(RULES)}
_AT_ONCE = timedelta()


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that is wrong. `key` stands for it as it is now: what moves, or gets worse, is another clash.

    `headline` says what is wrong and `where` what with; `sentence` is both.
    `slots` are all that it shows on, uuids in order of time; `codes` their sessions; `starts_at` the first of them,
    None for a session without a slot. `subject` is the code of the person or session, or the slugs of the rooms.
    """

    key: str
    rule: str
    severity: Severity
    headline: str
    where: str
    slots: tuple[str, ...]
    codes: tuple[str, ...]
    subject: str
    starts_at: datetime | None
    waived: Waived | None

    @property
    def sentence(self) -> str:
        return f"{self.headline}: {self.where}." if self.where else f"{self.headline}."

    @property
    def about(self) -> tuple[str, str, frozenset[str]]:
        """Return what the clash is about, wherever its slots stand: whether it is still there after a move."""
        return self.rule, self.subject, frozenset(self.slots)


def find_clashes(facts: Facts) -> tuple[Clash, ...]:
    """Return every clash of the summit, worst first."""
    alone = chain(_of_slots(facts, facts.placed), _of_sessions(facts, facts.sessions.values()))
    return _in_order(chain(_among_people(facts), _among_rooms(facts), alone))


def clashes_at(facts: Facts, placed: Placed) -> tuple[Clash, ...]:
    """Return what is wrong with a place: what one slot meets where it stands, and the rooms it stands in.

    `placed` need not be one of the facts: it may stand elsewhere than they say, or be only thought of.
    """
    if placed.session.is_cancelled:
        return ()
    people = (clash for stay in stays_of(placed) for clash in _person_against_others(facts, stay))
    return _in_order([*people, *_rooms_against_others(facts, placed), *_of_slots(facts, [placed])])


def clashes_of_itself(facts: Facts, code: str) -> tuple[Clash, ...]:
    """Return what is wrong with a session wherever it stands, and if it stands nowhere yet."""
    return _in_order(_of_sessions(facts, [facts.sessions[code]]))


def clashes_of_session(facts: Facts, code: str) -> tuple[Clash, ...]:
    """Return what is wrong with a session and with each of its places."""
    found = [clash for placed in facts.by_session.get(code, ()) for clash in clashes_at(facts, placed)]
    return _in_order({clash.key: clash for clash in (*found, *clashes_of_itself(facts, code))}.values())


def meetings(things: Sequence[T], placed_of: Iterable[Placed], reach: timedelta) -> Iterator[tuple[T, T]]:
    """Yield each two that overlap or are less than `reach` apart, the earlier first; both run in order of start."""
    near: list[tuple[datetime, T]] = []
    for thing, placed in zip(things, placed_of, strict=True):
        starts_at = placed.starts_at
        near = [(until, other) for until, other in near if until > starts_at]
        for _, other in near:
            yield other, thing
        near.append((placed.ends_at + reach, thing))


def _among_people(facts: Facts) -> Iterator[Clash]:
    for stays in facts.by_person.values():
        if len(stays) > 1:
            for one, other in meetings(stays, (stay.placed for stay in stays), facts.longest_walk):
                yield from _judge_people(facts, one, other)


def _among_rooms(facts: Facts) -> Iterator[Clash]:
    """A pair that shares several rooms is judged once."""
    judged: set[tuple[str, str]] = set()
    for room, slots in facts.by_room.items():
        if not facts.rooms[room].allows_parallel:
            for one, other in meetings(slots, slots, _AT_ONCE):
                if (one.slot, other.slot) not in judged:
                    judged.add((one.slot, other.slot))
                    yield from _judge_rooms(facts, one, other)


def _of_slots(facts: Facts, slots: Iterable[Placed]) -> Iterator[Clash]:
    judges = [(rule, rule.of_slot) for rule in RULES if rule.of_slot]
    for placed in slots:
        for rule, judge in judges:
            yield from _found(facts, rule, judge(facts, placed), (placed,))


def _of_sessions(facts: Facts, sessions: Iterable[Planned]) -> Iterator[Clash]:
    judges = [(rule, rule.of_session) for rule in RULES if rule.of_session]
    for session in sessions:
        for rule, judge in judges if not session.is_cancelled else ():
            slots = facts.by_session.get(session.code, ())
            yield from _found(facts, rule, judge(facts, session), slots, (session.code,))


def _person_against_others(facts: Facts, stay: Stay) -> Iterator[Clash]:
    begins, ends = stay.placed.starts_at - facts.longest_walk, stay.placed.ends_at + facts.longest_walk
    for other in facts.by_person.get(stay.person, ()):
        there = other.placed
        if there.slot != stay.placed.slot and there.starts_at < ends and there.ends_at > begins:
            is_first = place_in_time(stay.placed) <= place_in_time(there)
            yield from _judge_people(facts, *((stay, other) if is_first else (other, stay)))


def _rooms_against_others(facts: Facts, placed: Placed) -> Iterator[Clash]:
    others = {
        other.slot: other
        for room in placed.rooms
        for other in facts.by_room.get(room, ())
        if other.slot != placed.slot and other.starts_at < placed.ends_at and placed.starts_at < other.ends_at
    }
    for other in others.values():
        yield from _judge_rooms(facts, *sorted((placed, other), key=place_in_time))


def _judge_people(facts: Facts, one: Stay, other: Stay) -> Iterator[Clash]:
    for rule in RULES:
        if rule.of_person is not None:
            yield from _found(facts, rule, rule.of_person(facts, one, other), (one.placed, other.placed))


def _judge_rooms(facts: Facts, one: Placed, other: Placed) -> Iterator[Clash]:
    for rule in RULES:
        if rule.of_room is not None:
            yield from _found(facts, rule, rule.of_room(facts, one, other), (one, other))


def _found(
    facts: Facts, rule: Rule, fault: Fault | None, slots: Sequence[Placed], codes: tuple[str, ...] = ()
) -> Iterator[Clash]:
    if fault is None:
        return
    severity = fault.severity or rule.severity
    key = _seal(rule, fault, severity)
    yield Clash(
        key=key,
        rule=rule.name,
        severity=severity,
        headline=fault.headline,
        where=fault.where,
        slots=tuple(placed.slot for placed in slots),
        codes=codes or tuple(dict.fromkeys(placed.code for placed in slots)),
        subject=fault.subject,
        starts_at=slots[0].starts_at if slots else None,
        waived=facts.waived.get(key),
    )


def _seal(rule: Rule, fault: Fault, severity: Severity) -> str:
    """Return what stands for the fault as it is now."""
    parts = [rule.name, severity.value, fault.subject, fault.detail]
    for placed in fault.slots:
        parts += [placed.slot, placed.starts_at.isoformat(), placed.ends_at.isoformat(), ",".join(placed.rooms)]
    return sha256("\n".join(parts).encode()).hexdigest()


def _in_order(clashes: Iterable[Clash]) -> tuple[Clash, ...]:
    """Worst first, then rule by rule, then by time; what has no time comes last."""

    def place(clash: Clash) -> tuple[int, int, bool, float, str]:
        at = clash.starts_at.timestamp() if clash.starts_at else 0.0
        return _GRADES.index(clash.severity), _ORDER[clash.rule], not clash.starts_at, at, clash.sentence

    return tuple(sorted(clashes, key=place))
