"""When people are told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.telling.timing import EVENING, GATHERING, MORNING, due_at

NEW_YORK = ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("released", "told"),
    [
        ("2026-10-30 10:00", "2026-10-30 10:15"),
        ("2026-10-30 20:44", "2026-10-30 20:59"),
        ("2026-10-30 20:45", "2026-10-31 08:00"),
        ("2026-10-30 23:50", "2026-10-31 08:00"),
        ("2026-10-31 03:00", "2026-10-31 08:00"),
        ("2026-10-31 07:45", "2026-10-31 08:00"),
        ("2026-10-31 22:00", "2026-11-01 08:00"),  # the night that is an hour longer
        ("2026-12-31 22:00", "2027-01-01 08:00"),
    ],
)
def test_people_are_told_later_and_never_by_night(released: str, told: str) -> None:
    assert due_at(at(released), NEW_YORK) == at(told)


def test_what_is_urgent_is_told_at_once() -> None:
    assert due_at(at("2026-10-31 03:00"), NEW_YORK, is_urgent=True) == at("2026-10-31 03:00")


@given(st.integers(0, 2 * 366 * 24 * 60), st.sampled_from(["Asia/Tokyo", "America/New_York"]))
def test_it_is_always_day_and_soon(minutes: int, name: str) -> None:
    zone, released = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    due = due_at(released, zone)
    assert MORNING <= due.astimezone(zone).time() < EVENING
    assert GATHERING <= due - released <= timedelta(hours=12, minutes=15)
