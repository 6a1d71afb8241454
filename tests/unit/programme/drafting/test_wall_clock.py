"""From a day and two times of the summit's clock to instants, on the nights when clocks move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventsite.programme.drafting import wall_clock
from eventsite.programme.drafting.wall_clock import MissingHour, NoLength, NotADay, NotATime, Typed, span, typed

NEW_YORK, TOKYO, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Australia/Lord_Howe")
FORWARD, BACK = "2026-03-08", "2026-11-01"  # the nights in New York


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "zone", "starts_at", "ends_at"),
    [
        (Typed("2026-10-26", "10:30", "11:15"), NEW_YORK, "2026-10-26T14:30", "2026-10-26T15:15"),
        (Typed("2026-10-26", "9:05", "11:15:00"), NEW_YORK, "2026-10-26T13:05", "2026-10-26T15:15"),
        (Typed("2026-10-26", "10:30", "11:15"), TOKYO, "2026-10-26T01:30", "2026-10-26T02:15"),
        (Typed("2026-10-31", "23:00", "00:30"), NEW_YORK, "2026-11-01T03:00", "2026-11-01T04:30"),
        (Typed(BACK, "00:30", "01:30"), NEW_YORK, "2026-11-01T04:30", "2026-11-01T05:30"),
        (Typed(BACK, "01:30", "01:45", second=True), NEW_YORK, "2026-11-01T06:30", "2026-11-01T06:45"),
        (Typed(BACK, "00:30", "01:30", second=True), NEW_YORK, "2026-11-01T04:30", "2026-11-01T06:30"),
        (Typed(BACK, "01:45", "02:15"), NEW_YORK, "2026-11-01T05:45", "2026-11-01T07:15"),
        (Typed(FORWARD, "01:30", "03:30"), NEW_YORK, "2026-03-08T06:30", "2026-03-08T07:30"),
        (Typed("2026-03-07", "23:00", "03:00"), NEW_YORK, "2026-03-08T04:00", "2026-03-08T07:00"),
    ],
)
def test_a_row_becomes_two_instants(row: Typed, zone: ZoneInfo, starts_at: str, ends_at: str) -> None:
    assert span(row, zone) == (utc(starts_at), utc(ends_at))


@pytest.mark.parametrize(
    ("row", "refusal", "part", "sentence"),
    [
        (Typed("", "10:00", "11:00"), NotADay, "on", "Choose the day, as in 2026-10-26."),
        (
            Typed("26 Oct", "10:00", "11:00"),
            NotADay,
            "on",
            "26 Oct is no day of this century. Write one as 2026-10-26.",
        ),
        (
            Typed("0001-01-01", "10:00", "11:00"),
            NotADay,
            "on",
            "0001-01-01 is no day of this century. Write one as 2026-10-26.",
        ),
        (
            Typed("2026-02-29", "10:00", "11:00"),
            NotADay,
            "on",
            "2026-02-29 is no day of this century. Write one as 2026-10-26.",
        ),
        (Typed("2026-10-26", "", "11:00"), NotATime, "starts", "Give the start, as in 10:30."),
        (Typed("2026-10-26", "10:00", "24:00"), NotATime, "ends", "24:00 is no time. Write the end as 10:30."),
        (
            Typed("2026-10-26", "10:00", "10:00"),
            NoLength,
            "ends",
            "This starts and ends at 10:00. Give it a later end.",
        ),
        (
            Typed(FORWARD, "02:30", "04:00"),
            MissingHour,
            "starts",
            "02:30 does not exist on Sun 8 Mar 2026: the clocks go forward by 60 minutes then. Choose another time.",
        ),
        (
            Typed("2026-03-07", "23:00", "02:00"),
            MissingHour,
            "ends",
            "02:00 does not exist on Sun 8 Mar 2026: the clocks go forward by 60 minutes then. Choose another time.",
        ),
        (
            Typed(BACK, "01:00", "00:59"),
            wall_clock.TooLong,
            "ends",
            "This is longer than 24 hours. Make a slot for each day.",
        ),
    ],
)
def test_what_is_no_slot_is_refused_with_advice(
    row: Typed, refusal: type[wall_clock.BadTime], part: str, sentence: str
) -> None:
    with pytest.raises(refusal) as raised:
        span(row, NEW_YORK)
    assert (raised.value.part, str(raised.value)) == (part, sentence)


def test_half_an_hour_is_missing_where_clocks_move_by_half_an_hour() -> None:
    with pytest.raises(MissingHour, match="forward by 30 minutes"):
        span(Typed("2026-10-04", "02:15", "03:00"), LORD_HOWE)


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = wall_clock.problems(Typed("", "x", "10:00"), NEW_YORK)
    assert [problem.part for problem in found] == ["on", "starts"]
    assert wall_clock.problems(Typed("2026-10-26", "10:00", "11:00"), NEW_YORK) == []


@pytest.mark.parametrize(
    ("row", "twice"),
    [
        (Typed(BACK, "01:00", "03:00"), True),
        (Typed(BACK, "02:00", "03:00"), False),
        (Typed("2026-10-31", "23:00", "01:15"), True),
        (Typed(FORWARD, "02:30", "04:00"), False),
        (Typed("", "", ""), False),
    ],
)
def test_a_time_that_comes_twice_is_known(row: Typed, twice: bool) -> None:
    assert wall_clock.is_typed_twice(row, NEW_YORK) is twice


@pytest.mark.parametrize("hour", range(30))
@pytest.mark.parametrize("zone", [NEW_YORK, TOKYO, LORD_HOWE], ids=str)
def test_what_is_shown_is_read_back_as_the_same_instants(hour: int, zone: ZoneInfo) -> None:
    starts_at = utc("2026-10-31T22:10") + timedelta(hours=hour)
    ends_at = starts_at + timedelta(minutes=25)
    assert span(typed(starts_at, ends_at, zone), zone) == (starts_at, ends_at)
