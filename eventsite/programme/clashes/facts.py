"""The whole draft of a summit as frozen values, with the indexes that make asking quick."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from eventsite.programme.clashes import loading
from eventsite.programme.clashes.hours import Hours, hours_of
from eventsite.programme.clashes.values import Hall, Hold, Placed, Planned, Seat, Stay, Waived, stays_of
from eventsite.programme.states import SessionState
from eventsite.summits.models import Summit

__all__ = ["Facts", "Hall", "Hold", "Placed", "Planned", "Seat", "Stay", "Waived", "facts_of"]

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """`slots` are all, cancelled ones too; `placed` those that count. Both stand by start.

    `walks` gives minutes for (zone, zone), either way round; `holds` leaves out the rooms that are everybody's.
    """

    zone: ZoneInfo
    first_on: date
    last_on: date
    sessions: Mapping[str, Planned]
    slots: tuple[Placed, ...]
    rooms: Mapping[str, Hall]
    events: Mapping[str, str]
    walks: Mapping[tuple[str, str], int]
    walking_minutes: int
    holds: Mapping[str, tuple[Hold, ...]]
    waived: Mapping[str, Waived]

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        return tuple(placed for placed in self.slots if not placed.session.is_cancelled)

    @cached_property
    def by_slot(self) -> Mapping[str, Placed]:
        return {placed.slot: placed for placed in self.slots}

    @cached_property
    def by_session(self) -> Mapping[str, tuple[Placed, ...]]:
        return _grouped((placed.code, placed) for placed in self.slots)

    @cached_property
    def by_room(self) -> Mapping[str, tuple[Placed, ...]]:
        return _grouped((room, placed) for placed in self.placed for room in placed.rooms)

    @cached_property
    def by_person(self) -> Mapping[str, tuple[Stay, ...]]:
        return _grouped((stay.person, stay) for placed in self.placed for stay in stays_of(placed))

    @cached_property
    def hours(self) -> tuple[Hours, ...]:
        return hours_of(self.placed, self.zone, self.first_on, self.last_on)

    @cached_property
    def longest_walk(self) -> timedelta:
        return timedelta(minutes=max([self.walking_minutes, *self.walks.values()]))

    def walk(self, one: Placed, other: Placed) -> timedelta:
        """Return the way between two slots: from the nearest room of one to the nearest of the other.

        It is nothing within a zone, and nothing is known of a room without a zone or a slot without a room.
        """
        if not one.rooms or not other.rooms or one.rooms == other.rooms:
            return timedelta()
        return timedelta(minutes=min(self.minutes(here, there) for here in one.rooms for there in other.rooms))

    def minutes(self, here: str, there: str) -> int:
        """Return the minutes between two rooms."""
        one, other = self.rooms[here].zone, self.rooms[there].zone
        if one == other or not one or not other:
            return 0
        return self.walks.get((one, other), self.walking_minutes)

    def moved(self, places: Mapping[str, tuple[datetime, datetime, tuple[str, ...]]]) -> Facts:
        """Return the facts as they would be with some slots elsewhere: slot uuid -> start, end, rooms."""
        slots = (
            Placed(placed.slot, placed.session, *places[placed.slot]) if placed.slot in places else placed
            for placed in self.slots
        )
        return replace(self, slots=in_order(slots))


def facts_of(summit: Summit) -> Facts:
    """Read the draft; 10 queries, however large the summit.

    Where somebody writes between them, a slot or room that came or went meanwhile is left out.
    """
    halls, slots = loading.halls_of(summit), loading.slots_of(summit)
    sessions = _sessions_of(summit, Counter(code for _, code, *_ in slots))
    return Facts(
        zone=summit.zone_info,
        first_on=summit.starts_on,
        last_on=summit.ends_on,
        sessions=sessions,
        slots=in_order(
            Placed(slot, sessions[code], starts_at, ends_at, tuple(room for room in rooms if room in halls))
            for slot, code, starts_at, ends_at, rooms in slots
            if code in sessions
        ),
        rooms=halls,
        events=loading.events_of(summit),
        walks=loading.walks_of(summit),
        walking_minutes=summit.walking_minutes,
        holds=loading.holds_of(summit),
        waived=loading.waived_of(summit),
    )


def _sessions_of(summit: Summit, slots: Counter[str]) -> dict[str, Planned]:
    """Return code -> session, by code; 4 queries. `slots` counts the slots of each."""
    also, people, stars = loading.also_of(summit), loading.people_of(summit), loading.stars_of(summit)
    return {
        row.code: Planned(
            code=row.code,
            title=row.title,
            event=row.event,
            also=also.get(row.code, ()),
            kind=row.kind,
            people=people.get(row.code, ()),
            stars=stars.get(row.code, 0),
            slots=slots[row.code],
            is_cancelled=row.state == SessionState.CANCELLED,
        )
        for row in loading.sessions_of(summit)
    }


def place_in_time(placed: Placed) -> tuple[datetime, datetime, str, str]:
    """Sort slots by start; the order of those that start and end together is that of their codes."""
    return placed.starts_at, placed.ends_at, placed.code, placed.slot


def in_order(slots: Iterable[Placed]) -> tuple[Placed, ...]:
    return tuple(sorted(slots, key=place_in_time))


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for key, thing in pairs:
        found[key].append(thing)
    return {key: tuple(things) for key, things in found.items()}
