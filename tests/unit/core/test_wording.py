"""How times and counts are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from eventsite.core import wording

NEW_YORK, ISTANBUL = ZoneInfo("America/New_York"), ZoneInfo("Europe/Istanbul")
#: Half past one in the night the clocks go back, for the second time.
AGAIN = datetime(2026, 11, 1, 6, 30, tzinfo=UTC).astimezone(NEW_YORK)


def test_a_moment_is_shown_as_its_own_clock_does() -> None:
    assert (wording.clock(AGAIN), wording.zone(AGAIN)) == ("01:30", "EST")
    assert (wording.day(AGAIN), wording.day_long(AGAIN), wording.day_short(AGAIN)) == (
        "Sun 1 Nov", "Sunday 1 November", "Sun 1")
    assert wording.iso(AGAIN) == "2026-11-01T01:30-05:00"
    assert wording.iso(AGAIN.date()) == "2026-11-01"


def test_a_time_that_comes_twice_is_known_and_has_two_places() -> None:
    first, later = datetime(2026, 11, 1, 5, 30, tzinfo=UTC).astimezone(NEW_YORK), AGAIN.replace(hour=2, fold=0)
    assert [wording.is_twice(at) for at in (first, AGAIN, later)] == [True, True, False]
    assert [wording.anchor(at) for at in (first, AGAIN, later)] == ["01:30", "01:30-EST", "02:30"]


def test_a_zone_without_letters_says_how_far_it_is() -> None:
    assert wording.zone(AGAIN.astimezone(ISTANBUL)) == "UTC+03"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 10, 29), date(2026, 10, 29), "29 October 2026"),
        (date(2026, 10, 29), date(2026, 10, 31), "29–31 October 2026"),
        (date(2026, 10, 31), date(2026, 11, 2), "31 October – 2 November 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 December 2026 – 1 January 2027"),
    ],
)
def test_dates_say_nothing_twice(first: date, last: date, said: str) -> None:
    assert wording.dates(first, last) == said


@pytest.mark.parametrize(
    ("starts", "minutes", "said"),
    [
        (datetime(2026, 11, 2, 14, 30, tzinfo=UTC), 45, "Mon 2 Nov, 09:30–10:15 EST"),
        (datetime(2026, 11, 3, 3, 0, tzinfo=UTC), 180, "Mon 2 Nov, 22:00–Tue 3 Nov, 01:00 EST"),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 60, "Sun 1 Nov, 01:30 EDT–01:30 EST"),
    ],
)
def test_a_span_tells_another_day_and_another_clock(starts: datetime, minutes: int, said: str) -> None:
    local, ends = (at.astimezone(NEW_YORK) for at in (starts, starts + timedelta(minutes=minutes)))
    assert wording.span(local, ends) == said
    assert wording.span(local, ends, on=local.date()) == said.split(", ", 1)[1]
    assert wording.span(local, ends, on=date(2026, 10, 1)) == said


@pytest.mark.parametrize(("number", "said"), [(0, "0 sessions"), (1, "1 session"), (1079, "1,079 sessions")])
def test_a_count_fits_its_thing(number: int, said: str) -> None:
    assert wording.counted(number, "session") == said


@pytest.mark.parametrize(
    ("words", "said"), [([], ""), (["one"], "one"), (["one", "two"], "one and two"), (list("abc"), "a, b and c")]
)
def test_a_list_is_read_aloud(words: list[str], said: str) -> None:
    assert wording.listed(words) == said


def test_a_count_knows_irregular_things() -> None:
    assert wording.counted(2, "entry", "entries") == "2 entries"


@pytest.mark.parametrize(
    ("name", "edition", "title"),
    [("Summit", "2026", "Summit 2026"), ("Summit 2026", "2026", "Summit 2026"), ("Summit", "", "Summit")],
)
def test_a_summit_is_titled_with_its_edition_once(name: str, edition: str, title: str) -> None:
    assert wording.title_of(name, edition) == title
