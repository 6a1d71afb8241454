"""One VTIMEZONE, trimmed to the years in use, from what the zone really does.

Where each change of the clock keeps the same "second Sunday of March" through all those years it is written as a
yearly rule, because Outlook reads nothing else; otherwise each change stands for itself. The years begin one early,
so that the observance in force on the first day has begun before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from eventsite.calendar.ics import Text, written

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
Rule = dict[str, str | int]
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Observance:
    """An offset in force; `daylight` is what daylight saving adds to it, negative in an Irish winter."""

    offset: timedelta
    daylight: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of the clock at local time `at`, as the clock stood before."""

    at: datetime
    before: timedelta
    now: Observance


@lru_cache(maxsize=64)
def vtimezone(time_zone: str, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of an IANA zone, right for every local time in these years; about 2 ms the first time."""
    zone = ZoneInfo(time_zone)
    onsets = _with_a_beginning(zone, first_year, list(_onsets(zone, first_year - 1, last_year)))
    winter = min(onset.now.daylight for onset in onsets)
    component = Timezone()
    component.add("TZID", Text(time_zone))
    for onset, rule in _in_years(onsets, last_year - first_year + 2):
        component.add_component(_observance(onset, rule, is_summer=onset.now.daylight > winter))
    return written(component)


def is_ambiguous(local: datetime) -> bool:
    """Tell whether the clock shows this local time twice; iCalendar can only name the first, so it needs UTC."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _observed(zone: ZoneInfo, moment: datetime) -> Observance:
    local = moment.astimezone(zone)
    return Observance(local.utcoffset() or timedelta(), local.dst() or timedelta(), local.tzname() or "")


def _onsets(zone: ZoneInfo, first_year: int, last_year: int) -> Iterator[Onset]:
    """Yield every change, found day by day and then to the second."""
    moment, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC) + _DAY
    before = _observed(zone, moment)
    while moment < end:
        if (now := _observed(zone, moment + _DAY)) != before:
            at = _change(zone, moment, moment + _DAY, before)
            yield Onset((at + before.offset).replace(tzinfo=None), before.offset, now)
            before = now
        moment += _DAY


def _change(zone: ZoneInfo, before: datetime, after: datetime, old: Observance) -> datetime:
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        before, after = (middle, after) if _observed(zone, middle) == old else (before, middle)
    return after


def _with_a_beginning(zone: ZoneInfo, first_year: int, onsets: list[Onset]) -> list[Onset]:
    """Put what was in force a year early in front, where no change has happened before the first year."""
    if onsets and onsets[0].at < datetime(first_year, 1, 1):  # noqa: DTZ001 - local times, as the zone's clock shows them
        return onsets
    start = datetime(first_year - 1, 1, 1, tzinfo=UTC)
    now = _observed(zone, start)
    return [Onset(start.replace(tzinfo=None), now.offset, now), *onsets]


def _in_years(onsets: list[Onset], years: int) -> Iterator[tuple[Onset, Rule | None]]:
    """Yield each kind of change once with its yearly rule, or else every change without one."""
    kinds: dict[tuple[timedelta, Observance], list[Onset]] = defaultdict(list)
    for onset in onsets:
        kinds[onset.before, onset.now].append(onset)
    rules = {kind: _rule([onset.at for onset in found]) for kind, found in kinds.items() if len(found) == years}
    if len(rules) == len(kinds) and all(rules.values()):
        yield from ((found[0], rules[kind]) for kind, found in kinds.items())
    else:
        yield from ((onset, None) for onset in onsets)


def _rule(days: list[datetime]) -> Rule | None:
    """Return the yearly rule these local times follow, one in each year, or None."""
    first = days[0]
    if len({(day.month, day.weekday(), day.time()) for day in days}) > 1 or len({day.year for day in days}) < len(days):
        return None
    weeks = {(day.day - 1) // 7 + 1 for day in days}
    is_last = all((day + 7 * _DAY).month != day.month for day in days)
    if not is_last and len(weeks) > 1:
        return None
    week = -1 if is_last else min(weeks)
    return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": f"{week}{_WEEKDAYS[first.weekday()]}"}


def _observance(onset: Onset, rule: Rule | None, *, is_summer: bool) -> TimezoneStandard | TimezoneDaylight:
    component = TimezoneDaylight() if is_summer else TimezoneStandard()
    component.add("DTSTART", onset.at)
    component.add("TZOFFSETFROM", onset.before)
    component.add("TZOFFSETTO", onset.now.offset)
    component.add("TZNAME", Text(onset.now.name))
    if rule:
        component.add("RRULE", rule)
    return component
