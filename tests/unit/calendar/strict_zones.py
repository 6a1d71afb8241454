"""From a local time and a VTIMEZONE to an instant, by RFC 5545 section 3.6.5; no zone database is asked."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tests.unit.calendar.strict import Broken, Component, Property

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True, order=True)
class Onset:
    """From `at` (UTC, naive) on, clocks stand `offset` ahead of UTC."""

    at: datetime
    offset: timedelta


class Zone:
    """The onsets of a VTIMEZONE, expanded through `last_year`."""

    def __init__(self, component: Component, last_year: int) -> None:
        self.onsets = sorted(onset for part in component.parts for onset in _onsets(part, last_year))
        if len({onset.at for onset in self.onsets}) < len(self.onsets):
            raise Broken("Two observances begin at once.")

    def instant(self, local: datetime) -> datetime:
        """Return the one instant at which the zone's clock shows `local`.

        Raises:
            Broken: where the clock shows it never or twice, or where no observance has begun yet.
        """
        ends = [*(later.at for _, later in pairwise(self.onsets)), datetime.max]  # noqa: DTZ901 - UTC, naive as all here
        found = [
            local - onset.offset
            for onset, end in zip(self.onsets, ends, strict=True)
            if onset.at <= local - onset.offset < end
        ]
        if len(found) != 1:
            raise Broken(f"The clock shows {local} {len(found)} times.")
        return found[0].replace(tzinfo=UTC)


def zones_in(root: Component) -> dict[str, Zone]:
    """Return the calendar's zones by TZID; each may stand there once."""
    last_year = max([2000, *(int(event.properties["DTSTART"].value[:4]) for event in root.all("VEVENT"))]) + 1
    found: dict[str, Zone] = {}
    for component in root.all("VTIMEZONE"):
        if (tzid := component.text("TZID")) in found:
            raise Broken(f"{tzid} is there twice.")
        found[tzid] = Zone(component, last_year)
    return found


def instant(prop: Property, zones: dict[str, Zone]) -> datetime:
    """Return what a DTSTART or DTEND means; floating is Broken."""
    if prop.value.endswith("Z"):
        if prop.params:
            raise Broken("A UTC time has no TZID.")
        return clock(prop.value[:-1]).replace(tzinfo=UTC)
    if set(prop.params) != {"TZID"} or prop.params["TZID"] not in zones:
        raise Broken(f"No zone for {prop.params}.")
    return zones[prop.params["TZID"]].instant(clock(prop.value))


def clock(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - a clock's face has no zone of its own


def _onsets(component: Component, last_year: int) -> list[Onset]:
    first = clock(component.properties["DTSTART"].value)
    before, now = (_offset(component.properties[name].value) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    rule = component.properties.get("RRULE")
    days = (
        [_day(rule.value, year, first) for year in range(first.year, max(first.year, last_year) + 1)]
        if rule
        else [first]
    )
    if days[:1] != [first]:
        raise Broken(f"The rule of {component.name} does not begin with its DTSTART.")
    return [Onset(day - before, now) for day in days]


def _day(rule: str, year: int, first: datetime) -> datetime:
    parts = dict(part.split("=") for part in rule.split(";"))
    week, weekday, month = int(parts["BYDAY"][:-2]), _WEEKDAYS.index(parts["BYDAY"][-2:]), int(parts["BYMONTH"])
    days = [
        day
        for day in range(1, calendar.monthrange(year, month)[1] + 1)
        if calendar.weekday(year, month, day) == weekday
    ]
    return first.replace(year=year, month=month, day=days[week if week < 0 else week - 1])


def _offset(value: str) -> timedelta:
    size = timedelta(hours=int(value[1:3]), minutes=int(value[3:5]), seconds=int(value[5:7] or 0))
    return -size if value[0] == "-" else size
