"""A trimmed VTIMEZONE tells every local time of its years as the zone database does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Timezone

from eventsite.calendar.zones import is_ambiguous, vtimezone
from tests.unit.calendar import strict
from tests.unit.calendar.strict import Broken, Component
from tests.unit.calendar.strict_zones import Zone

#: Zones that do something unusual, and the years in which they do.
UNUSUAL = [
    ("America/New_York", 2026),
    ("America/New_York", 2007),  # its rule changed
    ("Europe/Berlin", 2026),
    ("Europe/Dublin", 2026),  # winter is the exception
    ("Europe/Moscow", 2011),  # summer time for good
    ("Africa/Casablanca", 2026),  # by the moon
    ("Australia/Lord_Howe", 2026),  # half an hour
    ("Asia/Kolkata", 2026),
    ("Asia/Kathmandu", 2026),
    ("Pacific/Apia", 2011),  # left out a day
    ("America/Caracas", 2016),  # moved by half an hour
    ("Asia/Tehran", 2022),  # a date of its own calendar
    ("UTC", 2026),
]


def component_of(time_zone: str, first_year: int, last_year: int) -> Component:
    written = vtimezone(time_zone, first_year, last_year)
    return strict.read(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + written + b"END:VCALENDAR\r\n").parts[0]


def local_times(zone: ZoneInfo, year: int, step: timedelta) -> Iterator[datetime]:
    """Yield each local time of the year that the clock shows once, with its zone."""
    moment = datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)
    while (local := moment.astimezone(zone)).year == year:
        if not is_ambiguous(local):
            yield local
        moment += step


@pytest.mark.parametrize(("time_zone", "year"), UNUSUAL)
def test_every_half_hour_is_told(time_zone: str, year: int) -> None:
    rules = Zone(component_of(time_zone, year, year), year + 1)
    for local in local_times(ZoneInfo(time_zone), year, timedelta(minutes=30)):
        assert rules.instant(local.replace(tzinfo=None)) == local.astimezone(UTC)


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWZ")
def test_every_zone_of_the_database_is_told(letter: str) -> None:
    for time_zone in sorted(name for name in available_timezones() if name.startswith(letter)):
        component = component_of(time_zone, 2026, 2026)
        assert component.text("TZID") == time_zone
        rules = Zone(component, 2027)
        for local in local_times(ZoneInfo(time_zone), 2026, timedelta(hours=31)):
            assert (time_zone, rules.instant(local.replace(tzinfo=None))) == (time_zone, local.astimezone(UTC))


def test_several_years_are_told() -> None:
    rules = Zone(component_of("Europe/Berlin", 2019, 2027), 2028)
    for year in (2019, 2023, 2027):
        for local in local_times(ZoneInfo("Europe/Berlin"), year, timedelta(hours=1)):
            assert rules.instant(local.replace(tzinfo=None)) == local.astimezone(UTC)


def test_a_time_before_the_first_onset_is_found() -> None:
    rules = Zone(component_of("America/New_York", 2026, 2026), 2027)
    with pytest.raises(Broken, match="0 times"):
        rules.instant(datetime.fromisoformat("2025-01-15T09:00"))


def test_what_icalendar_makes_of_a_zone_is_found_wrong() -> None:
    """It lets summer begin an hour late, which is why `zones` stands here at all."""
    made = Timezone.from_tzinfo(ZoneInfo("America/New_York"), first_date=date(2025, 1, 1), last_date=date(2027, 1, 1))
    made.pop("COMMENT")
    for part in made.subcomponents:
        part.pop("RDATE", None)
    written = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + made.to_ical() + b"END:VCALENDAR\r\n"
    rules = Zone(strict.read(written).parts[0], 2026)
    with pytest.raises(Broken, match="0 times"):
        rules.instant(datetime.fromisoformat("2025-03-09T03:30"))


def test_a_regular_zone_has_two_yearly_rules() -> None:
    parts = component_of("America/New_York", 2026, 2026).parts
    assert [(part.name, part.properties["RRULE"].value) for part in parts] == [
        ("DAYLIGHT", "FREQ=YEARLY;BYDAY=2SU;BYMONTH=3"),
        ("STANDARD", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"),
    ]


def test_summer_is_daylight_where_winter_is_the_exception() -> None:
    parts = component_of("Europe/Dublin", 2026, 2026).parts
    assert [(part.name, part.text("TZNAME")) for part in parts] == [("DAYLIGHT", "IST"), ("STANDARD", "GMT")]


@pytest.mark.parametrize("time_zone", ["Asia/Kolkata", "Asia/Kathmandu", "UTC", "Asia/Tokyo", "Etc/GMT+5"])
def test_a_zone_without_summer_time_is_one_standard(time_zone: str) -> None:
    assert [part.name for part in component_of(time_zone, 2026, 2027).parts] == ["STANDARD"]


def test_the_last_week_of_a_month_is_not_taken_for_the_fourth() -> None:
    """In 2025 and 2026 the last Sunday of October is the fourth: what counts is what 2027 will do."""
    berlin = component_of("Europe/Berlin", 2026, 2026)
    assert [part.properties["RRULE"].value for part in berlin.parts] == [
        "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "twice"),
    [(4, 59, False), (5, 0, True), (6, 59, True), (7, 0, False)],
    ids=["before", "first", "last", "after"],
)
def test_the_hour_shown_twice_is_known(hour: int, minute: int, twice: bool) -> None:
    moment = datetime(2026, 11, 1, hour, minute, tzinfo=UTC)
    assert is_ambiguous(moment.astimezone(ZoneInfo("America/New_York"))) is twice
