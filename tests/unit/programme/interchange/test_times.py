"""Instants, durations and zones: what the wild writes, and the two nights a year when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventsite.programme.interchange import errors, times
from eventsite.programme.interchange.raw import RawDay, RawSession

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def session(**fields: object) -> RawSession:
    return RawSession(**{"where": "line 1", "name": "Talk", "id": "1", "duration": "00:30", **fields})


def start(zone: ZoneInfo = BERLIN, **fields: object) -> datetime:
    return times.span(session(**fields), zone)[0]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0:45", timedelta(minutes=45)),
        ("00:45", timedelta(minutes=45)),
        ("26:00", timedelta(hours=26)),
        ("00:90", timedelta(minutes=90)),
        ("01:30:00", timedelta(hours=1, minutes=30)),
        ("1:02:00", timedelta(days=1, hours=2)),
        ("00:00", timedelta()),
    ],
)
def test_durations_of_every_dialect_are_read(text: str, length: timedelta) -> None:
    assert times.duration(text, where="line 1", what="it") == length


@pytest.mark.parametrize("text", ["", "45", "-0:30", "00:30h", "PT45M", "1:2:3:4", "٠٠:٣٠"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(errors.MalformedField):
        times.duration(text, where="line 1", what="it")


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-01T10:00:00+02:00",
        "2026-07-01T10:00+02:00",
        "2026-07-01 10:00:00+0200",
        "2026-07-01T08:00:00Z",
        "2026-07-01T08:00:00.000+00:00",
        "2026-07-01T10:00:00",
    ],
)
def test_instants_of_every_dialect_are_read(text: str) -> None:
    assert start(date=text) == datetime(2026, 7, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2026-07-01", "10:00", "2026-13-01T10:00:00Z", "2026-07-01T25:00:00Z", "2026-07-01T10:00:00+99:00"]
)
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(errors.MalformedField):
        start(date=text)


def test_an_instant_in_utc_stands_for_any_zone_but_its_clock_is_the_zones() -> None:
    assert start(date="2026-07-01T08:00:00Z", start="10:00") == datetime(2026, 7, 1, 8, tzinfo=UTC)
    with pytest.raises(
        errors.WrongTime, match="starts at 08:00, but its date 2026-07-01T08:00:00Z is 10:00 in Europe/Berlin"
    ):
        start(date="2026-07-01T08:00:00Z", start="08:00")


def test_an_offset_of_winter_in_summer_is_refused() -> None:
    with pytest.raises(errors.WrongTime, match="then it is 11:00 in Europe/Berlin"):
        start(date="2026-07-01T10:00:00+01:00")


@pytest.mark.parametrize(("offset", "hour"), [("-04:00", 5), ("-05:00", 6)])
def test_the_hour_that_comes_twice_is_told_apart_by_its_offset(offset: str, hour: int) -> None:
    assert start(NEW_YORK, date=f"2026-11-01T01:30:00{offset}", start="01:30") == datetime(
        2026, 11, 1, hour, 30, tzinfo=UTC
    )


@pytest.mark.parametrize("offset", ["", "+01:00", "+02:00"])
def test_the_hour_that_is_skipped_is_refused(offset: str) -> None:
    with pytest.raises(errors.WrongTime):
        start(date=f"2026-03-29T02:30:00{offset}")


def test_a_session_over_the_change_of_clocks_keeps_its_length() -> None:
    starts_at, ends_at = times.span(session(date="2026-10-25T01:00:00+02:00", duration="04:00"), BERLIN)
    assert (ends_at - starts_at, ends_at.astimezone(BERLIN).hour) == (timedelta(hours=4), 4)


@pytest.mark.parametrize(
    ("clock", "day", "hour"),
    [("09:30", 1, 7), ("9:30", 1, 7), ("01:30", 1, 23), ("08:59", 2, 6)],
)
def test_old_files_give_the_day_and_the_clock(clock: str, day: int, hour: int) -> None:
    """What starts before the day does belongs to the night after it."""
    window = RawDay(
        where="line 1", date="2026-07-01", start="2026-07-01T09:00:00+02:00", end="2026-07-02T08:59:00+02:00"
    )
    assert start(start=clock, day=window) == datetime(2026, 7, day, hour, 30 if clock != "08:59" else 59, tzinfo=UTC)


def test_a_day_without_a_window_is_a_day() -> None:
    assert start(start="01:30", day=RawDay(date="2026-07-01")) == datetime(2026, 6, 30, 23, 30, tzinfo=UTC)


def test_no_date_at_all_is_refused() -> None:
    with pytest.raises(errors.MissingField, match=r"At line 1: session 1 has no date\. Say when it starts."):
        start()


@pytest.mark.parametrize(
    "name", ["Factory", "localtime", "europe/berlin", "../etc/passwd", "/etc/passwd", "CET+1", "x" * 500]
)
def test_what_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(errors.UnknownTimeZone):
        times.zone_called(name)
