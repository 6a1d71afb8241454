"""The table of what may be wrong with a programme. A rule looks at one thing and finds nothing or one fault.

Some look at a person in two slots that meet or nearly do, some at two slots in one room, some at one slot, some at one
session. To add a rule is to add a line to RULES, with a function of one of these four shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eventsite.core import wording
from eventsite.programme.clashes import sentences
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.values import Hold, Placed, Planned, Seat, Stay, is_open
from eventsite.programme.drafting.readiness import is_moderated
from eventsite.programme.states import PUBLIC_ROLES, Role, SessionKind, Severity

#: More than this many times the seats is worth a warning; up to it, not everybody who starred a session will come.
CROWDED = 1.5


@dataclass(frozen=True, slots=True)
class Fault:
    """`headline` says what is wrong, `where` what with, in words. `subject` is who or what, as codes and slugs.

    `slots` are those that it depends on: once one of them moves, it is another fault. `detail` is what else has to
    stay for it to be the same.
    """

    subject: str
    headline: str
    where: str = ""
    slots: tuple[Placed, ...] = ()
    detail: str = ""
    severity: Severity | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`severity` holds where a fault does not say its own; `label` heads a list, `name` stands in addresses."""

    name: str
    severity: Severity
    label: str
    of_person: Callable[[Facts, Stay, Stay], Fault | None] | None = None
    of_room: Callable[[Facts, Placed, Placed], Fault | None] | None = None
    of_slot: Callable[[Facts, Placed], Fault | None] | None = None
    of_session: Callable[[Facts, Planned], Fault | None] | None = None


def in_two_places(facts: Facts, one: Stay, other: Stay) -> Fault | None:
    if not (one.is_bound and other.is_bound and _meet(one.placed, other.placed)):
        return None
    return Fault(one.person, f"{one.name} is in two places", *_both(facts, one.placed, other.placed))


def too_far_to_walk(facts: Facts, one: Stay, other: Stay) -> Fault | None:
    """`one` is the earlier; who goes from one end of the house to the other needs the time for it."""
    if not (one.is_bound and other.is_bound) or _meet(one.placed, other.placed):
        return None
    way, left = facts.walk(one.placed, other.placed), other.placed.starts_at - one.placed.ends_at
    if left >= way:
        return None
    has = f"has {sentences.minutes(left)}" if left else "has no time"
    headline = f"{one.name} {has} for a walk of {sentences.minutes(way)}"
    return Fault(one.person, headline, *_both(facts, one.placed, other.placed), detail=str(way))


def away_from_bench(facts: Facts, one: Stay, other: Stay) -> Fault | None:
    if one.is_bound == other.is_bound or not _meet(one.placed, other.placed):
        return None
    waiting, bound = (other, one) if one.is_bound else (one, other)
    headline = f"{one.name} is on the bench of {sentences.quoted(waiting.placed.title)}, but could not step in"
    return Fault(one.person, headline, sentences.place(facts, bound.placed), (one.placed, other.placed))


def used_twice(facts: Facts, one: Placed, other: Placed) -> Fault | None:
    """All the rooms that two slots share are one fault."""
    if not _meet(one, other):
        return None
    shared = [room for room in one.rooms if room in other.rooms and not facts.rooms[room].allows_parallel]
    if not shared:
        return None
    verb = "is" if len(shared) == 1 else "are"
    where = f"{sentences.time(facts, one)}, and {sentences.time(facts, other, after=one)}"
    return Fault(",".join(shared), f"{sentences.rooms(facts, shared)} {verb} used twice", where, (one, other))


def not_allocated(facts: Facts, placed: Placed) -> Fault | None:
    """A room that somebody holds is, at any time, for those alone who hold it then; who presents it too counts.

    A warning: who edits the whole summit may mean it. Who edits one event is refused by the service that places.
    """
    others = [room for room in placed.rooms if not _is_open(facts.holds.get(room, ()), placed)]
    if not others:
        return None
    holds = [hold for room in others for hold in facts.holds[room]]
    then = {hold.event for hold in holds if hold.overlaps(placed.starts_at, placed.ends_at)}
    whose = wording.listed([name for slug, name in facts.events.items() if slug in then - set(placed.session.events)])
    reason = f"only for {whose} then" if whose else f"not {facts.events[placed.event]}’s for all of that time"
    verb = "is" if len(others) == 1 else "are"
    headline = f"{sentences.rooms(facts, others)} {verb} {reason}"
    return Fault(",".join(others), headline, sentences.time(facts, placed), (placed,))


def too_small(facts: Facts, placed: Placed) -> Fault | None:
    """The rooms of a slot are counted together; where nobody counted the seats of one, nothing is known."""
    seats = sum(facts.rooms[room].seats or 0 for room in placed.rooms)
    audience = placed.session.audience
    if audience <= seats or not all(facts.rooms[room].seats for room in placed.rooms) or not placed.rooms:
        return None
    has = "has" if len(placed.rooms) == 1 else "have"
    stars = wording.counted(placed.stars, "person", "people")
    times = f", given {placed.session.slots} times" if placed.session.slots > 1 else ""
    headline = f"{sentences.rooms(facts, placed.rooms)} {has} {wording.counted(seats, 'seat')}, and {stars} starred it"
    severity = Severity.WARN if audience > CROWDED * seats else Severity.INFO
    where = sentences.time(facts, placed)
    return Fault(",".join(placed.rooms), headline + times, where, (placed,), severity=severity)


def without_moderator(_facts: Facts, session: Planned) -> Fault | None:
    if session.kind != SessionKind.PANEL or is_moderated(session.people):
        return None
    return Fault(session.code, f"The panel {sentences.quoted(session.title)} has no moderator", detail=_who(session))


def of_one(_facts: Facts, session: Planned) -> Fault | None:
    """A moderator alone with one panelist is no panel either; one with nobody at all only lacks its moderator."""
    if session.kind != SessionKind.PANEL or not _on_stage(session):
        return None
    guests = {seat.person: seat.name for seat in _on_stage(session) if seat.role != Role.MODERATOR}
    if len(guests) > 1:
        return None
    who = f"one panelist, {next(iter(guests.values()))}" if guests else "a moderator and no panelist"
    return Fault(session.code, f"The panel {sentences.quoted(session.title)} has {who}", detail=_who(session))


RULES: tuple[Rule, ...] = (
    Rule("person", Severity.BLOCK, "Person in two places", of_person=in_two_places),
    Rule("room", Severity.BLOCK, "Room used twice", of_room=used_twice),
    Rule("walk", Severity.WARN, "Too little time to walk", of_person=too_far_to_walk),
    Rule("allocation", Severity.WARN, "Room held by another event", of_slot=not_allocated),
    Rule("seats", Severity.WARN, "Room too small", of_slot=too_small),
    Rule("moderator", Severity.WARN, "Panel without a moderator", of_session=without_moderator),
    Rule("alone", Severity.WARN, "Panel of one", of_session=of_one),
    Rule("bench", Severity.INFO, "Bench that could not step in", of_person=away_from_bench),
)


def _meet(one: Placed, other: Placed) -> bool:
    """What ends when the other starts does not meet it."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _both(facts: Facts, one: Placed, other: Placed) -> tuple[str, tuple[Placed, Placed]]:
    return f"{sentences.place(facts, one)}, and {sentences.place(facts, other, after=one)}", (one, other)


def _is_open(holds: Sequence[Hold], placed: Placed) -> bool:
    return is_open(holds, placed.session.events, placed.starts_at, placed.ends_at)


def _on_stage(session: Planned) -> list[Seat]:
    return [seat for seat in session.people if seat.is_coming and seat.role in PUBLIC_ROLES]


def _who(session: Planned) -> str:
    return ",".join(sorted({seat.person for seat in _on_stage(session)}))
