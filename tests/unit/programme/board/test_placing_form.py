"""What is typed about a place: read exactly, refused with a sentence, never lost."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from werkzeug.datastructures import MultiDict

from eventsite.programme.drafting.wall_clock import BadTime
from eventsite.programme.forms.placing import Placing

NEW_YORK = ZoneInfo("America/New_York")


def read(**fields: str) -> Placing:
    return Placing.from_args(MultiDict(fields))


@pytest.mark.parametrize(
    ("fields", "starts_at", "ends_at"),
    [
        ({"on": "2026-10-29", "starts": "09:50", "minutes": "45"}, (29, 13, 50), (29, 14, 35)),
        ({"day": "2026-10-29", "at": "350", "minutes": "45"}, (29, 13, 50), (29, 14, 35)),
        ({"day": "2026-10-29", "at": "1190", "minutes": "40"}, (30, 3, 50), (30, 4, 30)),
        ({"on": "2026-11-01", "starts": "01:30", "minutes": "30"}, (32, 5, 30), (32, 6, 0)),
        ({"on": "2026-11-01", "starts": "01:30", "minutes": "30", "second": "y"}, (32, 6, 30), (32, 7, 0)),
    ],
)  # fmt: skip
def test_a_place_in_time_is_read(
    fields: dict[str, str], starts_at: tuple[int, int, int], ends_at: tuple[int, int, int]
) -> None:
    def instant(day: int, hour: int, minute: int) -> datetime:
        return datetime(2026, 10 + day // 32, day % 31 or 31, hour, minute, tzinfo=UTC)

    assert read(**fields).span(NEW_YORK) == (instant(*starts_at), instant(*ends_at))


@pytest.mark.parametrize(
    ("fields", "part", "sentence"),
    [
        ({"minutes": "0"}, "minutes", "A session needs a length. Give at least 5 minutes."),
        ({"minutes": "-30"}, "minutes", "A session needs a length. Give at least 5 minutes."),
        ({"minutes": ""}, "minutes", "Give the length in minutes, as in 45."),
        ({"minutes": "9" * 5000}, "minutes", "Give the length in minutes, as in 45."),
        ({"minutes": "1441"}, "minutes", "This is longer than 24 hours. Make a slot for each day."),
        ({"starts": "25:00"}, "starts", "25:00 is no time. Write the start as 10:30."),
        ({"starts": ""}, "starts", "Give the start, as in 10:30."),
        ({"on": "someday"}, "on", "someday is no day of this century. Write one as 2026-10-26."),
        ({"on": "2026-03-08", "starts": "02:30"}, "starts",
         "02:30 does not exist on Sun 8 Mar 2026: the clocks go forward by 60 minutes then. Choose another time."),
        ({"at": "soon"}, "starts", "This time is not on that day. Choose a start, as in 10:30."),
        ({"at": "99999"}, "starts", "This time is not on that day. Choose a start, as in 10:30."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_what_to_do(fields: dict[str, str], part: str, sentence: str) -> None:
    good = {"on": "2026-10-29", "starts": "09:00", "minutes": "45"}
    with pytest.raises(BadTime) as refused:
        read(**(good | fields)).span(NEW_YORK)
    assert (refused.value.part, str(refused.value)) == (part, sentence)


def test_what_a_module_asked_is_shown_on_the_clock() -> None:
    shown = read(day="2026-10-31", at="1350", minutes="30").in_clock(NEW_YORK)
    assert (shown.on, shown.starts, shown.second, shown.minutes) == ("2026-11-01", "01:30", True, "30")


def test_a_room_is_named_once_and_the_first_stays_first() -> None:
    placing = Placing.from_args(MultiDict([("room", "hall"), ("room", ""), ("room", "attic"), ("room", "hall")]))
    assert placing.rooms == ("hall", "attic")


@pytest.mark.parametrize(
    ("version", "seen"), [("3", 3), ("", 0), ("-1", 0), ("x", 0), ("٣", 0), ("9" * 30, int("9" * 20))]
)
def test_the_version_that_was_seen_is_a_number(version: str, seen: int) -> None:
    assert read(version=version).seen == seen
