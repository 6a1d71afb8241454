"""The next free places for a session: where and when it would be without a clash that blocks or warns.

Free time is found by arithmetic, a gap at a time, and what is offered is then put before the rules like any other
place, so that a rule which this arithmetic knows nothing of is kept too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from statistics import median_low

from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.hours import Hours
from eventsite.programme.clashes.sweep import clashes_at
from eventsite.programme.clashes.trying import imagine
from eventsite.programme.clashes.values import Placed, stays_of
from eventsite.programme.releases.public import programme_day
from eventsite.programme.states import Severity

#: Starts are offered on these minutes of the clock.
STEP = timedelta(minutes=5)
MOST = 3
#: So many of them in the room where it stands, so that a way out of it is always shown.
MOST_HERE = 2
USUAL = timedelta(minutes=45)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """`rooms` are slugs."""

    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]


def alternatives(
    facts: Facts,
    what: str,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    rooms: Sequence[str] = (),
    most: int = MOST,
) -> tuple[Place, ...]:
    """Return the next free places for the slot with uuid `what`, or one more slot of the session with that code.

    Next to where it stands, or to what is asked for. The same day comes before others; on a day the same room (at most
    twice) before others; then what is nearest in time. Only hours that the summit uses on that day are offered, in
    rooms that the event may use and that hold who starred the session, when everybody can be there in time.
    A slot in several rooms keeps them all.

    Raises:
        KeyError: when there is no such slot, session or room.
    """
    wanted = _wanted(facts, what, starts_at, ends_at, tuple(rooms))
    return tuple(islice(_free(facts, wanted), most))


def _wanted(
    facts: Facts, what: str, starts_at: datetime | None, ends_at: datetime | None, rooms: tuple[str, ...]
) -> Placed:
    now = facts.by_slot.get(what)
    starts_at = starts_at or (now.starts_at if now else facts.hours[0].opens_at)
    length = now.ends_at - now.starts_at if now else _usual_length(facts, what)
    _, wanted = imagine(facts, what, starts_at, ends_at or starts_at + length, rooms or (now.rooms if now else ()))
    return wanted


def _usual_length(facts: Facts, code: str) -> timedelta:
    kind = facts.sessions[code].kind
    return median_low([p.ends_at - p.starts_at for p in facts.placed if p.kind == kind] or [USUAL])


def _free(facts: Facts, wanted: Placed) -> Iterator[Place]:
    today = programme_day(wanted.starts_at, facts.zone)
    for day in sorted(facts.hours, key=lambda day: (day.on != today, day.on)):
        on_that_day = _at_same_clock(facts, wanted, day)
        here = (place for place in _places(facts, on_that_day, day, [wanted.rooms]) if wanted.rooms)
        elsewhere = _places(facts, on_that_day, day, _other_rooms(facts, wanted))
        for place in chain(islice(here, MOST_HERE), elsewhere):
            yield Place(place.starts_at, place.ends_at, place.rooms)


def _other_rooms(facts: Facts, wanted: Placed) -> list[tuple[str, ...]]:
    return [] if len(wanted.rooms) > 1 else [(room,) for room in facts.rooms if (room,) != wanted.rooms]


def _at_same_clock(facts: Facts, wanted: Placed, day: Hours) -> Placed:
    """Return what is wanted at the same time of another day."""
    starts = wanted.starts_at.astimezone(facts.zone)
    shift = day.on - programme_day(wanted.starts_at, facts.zone)
    starts_at = (starts + shift).astimezone(wanted.starts_at.tzinfo)
    return replace(wanted, starts_at=starts_at, ends_at=starts_at + (wanted.ends_at - wanted.starts_at))


def _places(facts: Facts, wanted: Placed, day: Hours, choices: Iterable[tuple[str, ...]]) -> Iterator[Placed]:
    """Yield free places of a day in some rooms, large enough ones first, the nearest in time first."""
    length = wanted.ends_at - wanted.starts_at
    found = []
    people: dict[tuple[str, ...], list[Span]] = {}
    for order, rooms in enumerate(choices):
        is_tight = sum(facts.rooms[room].seats or wanted.session.audience for room in rooms) < wanted.session.audience
        there = replace(wanted, rooms=rooms)
        zones = tuple(facts.rooms[room].zone for room in rooms)
        if zones not in people:
            people[zones] = list(_people_taken(facts, there))
        for opens_at, closes_at in _gaps(facts, there, day, people[zones]):
            if (starts_at := _nearest(wanted.starts_at, opens_at, closes_at - length)) is not None:
                place = replace(there, starts_at=starts_at, ends_at=starts_at + length)
                found.append((is_tight, abs(starts_at - wanted.starts_at), order, starts_at, place))
    now = facts.by_slot.get(wanted.slot)
    for *_, place in sorted(found, key=lambda row: row[:4]):
        if place != now and not any(c.severity != Severity.INFO for c in clashes_at(facts, place)):
            yield place


def _nearest(wanted: datetime, first: datetime, last: datetime) -> datetime | None:
    """Return the start nearest to what is wanted, on a step of the clock unless it is just that; None without room."""
    if first <= wanted <= last:
        return wanted
    past = timedelta(minutes=(first if wanted < first else last).minute % 5)
    if wanted > last:
        starts_at = last.replace(second=0, microsecond=0) - past
    else:
        starts_at = first if not past and not first.second else first.replace(second=0, microsecond=0) - past + STEP
    return starts_at if first <= starts_at <= last else None


def _gaps(facts: Facts, there: Placed, day: Hours, people: Iterable[Span]) -> Iterator[Span]:
    """Yield the times of a day in which nothing is in these rooms; `people` are times when somebody is elsewhere."""
    busy = sorted(chain(_rooms_taken(facts, there, day), people))
    for opens_at, closes_at in _held(facts, there, day):
        reached = opens_at
        for starts_at, ends_at in busy:
            if starts_at >= closes_at:
                break
            if starts_at > reached:
                yield reached, starts_at
            reached = max(reached, ends_at)
        if reached < closes_at:
            yield reached, closes_at


def _rooms_taken(facts: Facts, there: Placed, day: Hours) -> Iterator[Span]:
    for room in there.rooms:
        if not facts.rooms[room].allows_parallel:
            for other in facts.by_room.get(room, ()):
                if other.slot != there.slot and other.ends_at > day.opens_at and other.starts_at < day.closes_at:
                    yield other.starts_at, other.ends_at


def _people_taken(facts: Facts, there: Placed) -> Iterator[Span]:
    """Yield when somebody of the session is bound elsewhere, with the way from and to there."""
    for person in (stay.person for stay in stays_of(there) if stay.is_bound):
        for stay in facts.by_person.get(person, ()):
            if stay.is_bound and stay.placed.slot != there.slot:
                way = facts.walk(stay.placed, there)
                yield stay.placed.starts_at - way, stay.placed.ends_at + way


def _held(facts: Facts, there: Placed, day: Hours) -> list[Span]:
    """Return the hours of a day in which the event may use all these rooms."""
    open_in = [(day.opens_at, day.closes_at)]
    for room in there.rooms:
        if holds := facts.holds.get(room):
            mine = [hold for hold in holds if hold.event in there.session.events]
            spans = _joined([(hold.starts_at or day.opens_at, hold.ends_at or day.closes_at) for hold in mine])
            open_in = [
                (max(opens, begins), min(closes, ends))
                for opens, closes in open_in
                for begins, ends in spans
                if max(opens, begins) < min(closes, ends)
            ]
    return open_in


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for starts_at, ends_at in sorted(spans):
        if joined and starts_at <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends_at))
        else:
            joined.append((starts_at, ends_at))
    return joined
