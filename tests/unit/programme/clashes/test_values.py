"""When a room is open to an event: everybody's, or without a gap its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventsite.programme.clashes.values import Hold, is_open
from tests.drafts import NINE

MINE, OTHERS = "mine", "others"


def held(event: str, *minutes: int) -> Hold:
    """Return a hold from one minute after nine to another, or for the whole summit."""
    starts_at, ends_at = (NINE + timedelta(minutes=minute) for minute in minutes) if minutes else (None, None)
    return Hold(event, starts_at, ends_at)


@pytest.mark.parametrize(
    ("holds", "is_so"),
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
def test_a_room_is_open_when_what_the_event_holds_covers_the_time(holds: list[Hold], is_so: bool) -> None:
    assert is_open(holds, {MINE}, NINE, NINE + timedelta(minutes=60)) is is_so


def test_a_session_of_two_events_may_stand_where_either_may() -> None:
    holds = [held(MINE, 0, 30), held(OTHERS, 30, 60)]
    assert is_open(holds, {MINE, OTHERS}, NINE, NINE + timedelta(minutes=60)) is True
