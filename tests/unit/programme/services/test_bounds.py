"""When a room is open to an event: everybody's, or without a gap its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventsite.programme.services.bounds import is_open
from eventsite.summits.models import Allocation
from tests.drafts import NINE

MINE, OTHERS = 1, 2


def held(event: int, *minutes: int) -> Allocation:
    """Return an allocation from one minute after nine to another, or for the whole summit."""
    starts_at, ends_at = (NINE + timedelta(minutes=minute) for minute in minutes) if minutes else (None, None)
    return Allocation(event_id=event, room_id=1, starts_at=starts_at, ends_at=ends_at)


@pytest.mark.parametrize(
    ("allocations", "is_so"),
    [
        ([], True),
        ([held(MINE)], True),
        ([held(OTHERS)], False),
        ([held(OTHERS), held(MINE)], True),
        ([held(MINE, 0, 60)], True),
        ([held(MINE, -30, 90)], True),
        ([held(MINE, 0, 59)], False),
        ([held(MINE, 1, 60)], False),
        ([held(MINE, 0, 30), held(MINE, 30, 60)], True),
        ([held(MINE, 30, 60), held(MINE, -10, 30)], True),
        ([held(MINE, 0, 29), held(MINE, 30, 60)], False),
        ([held(MINE, 0, 60), held(OTHERS, 0, 60)], True),
        ([held(MINE, 0, 30), held(OTHERS, 30, 60)], False),
        ([held(OTHERS, 120, 180)], False),
        ([held(MINE, 120, 180)], False),
    ],
)
def test_a_room_is_open_when_what_the_event_holds_covers_the_time(allocations: list[Allocation], is_so: bool) -> None:
    assert is_open(allocations, {MINE}, NINE, NINE + timedelta(minutes=60)) is is_so


def test_a_session_of_two_events_may_stand_where_either_may() -> None:
    allocations = [held(MINE, 0, 30), held(OTHERS, 30, 60)]
    assert is_open(allocations, {MINE, OTHERS}, NINE, NINE + timedelta(minutes=60)) is True
