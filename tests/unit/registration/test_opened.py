"""What a seat opens: for any pass and any programme, and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.models import Session
from eventsite.programme.releases.public import Programme
from eventsite.registration.models import Entitlement, Line, Order, PassType
from eventsite.registration.opened import (
    agenda_filter,
    days_in_words,
    opened_by,
    opened_days,
    opened_entries,
    what_it_opens,
)
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit
from tests.unit.calendar.samples import EVENTS, MONDAY, make_programme, make_session, make_slot

SAT, SUN, MON, TUE = (date(2026, 10, 31) + timedelta(days=n) for n in range(4))
DAYS = (SAT, SUN, MON)
CODES = ("panel", "talk", "lunch", "secret")
PROGRAMME = make_programme()  # a panel of both events on Monday and Tuesday, a talk of iiot and a break on Monday


def summit(events: int = 2) -> Summit:
    found = Summit(slug="s", name="S", time_zone="America/New_York", starts_on=SAT, ends_on=MON, currency="USD")
    found.events = [Event(slug=e.slug, name=f"Draft of {e.name}", position=e.position) for e in EVENTS[:events]]
    return found


def seat(*things: Opens | str | date | Session, choice: str | date | None = None, of: Summit | None = None) -> Line:
    """Return a seat of a pass that opens these: events by slug, days, sessions; `choice` is what the buyer chose."""
    found = of or summit()
    events = {event.slug: event for event in found.events}
    parts = []
    for thing in things:
        if isinstance(thing, Opens):
            parts.append(Entitlement(kind=thing))
        elif isinstance(thing, str):
            parts.append(Entitlement(kind=Opens.EVENT, event=events[thing]))
        elif isinstance(thing, Session):
            parts.append(Entitlement(kind=Opens.SESSION, session=thing))
        else:
            parts.append(Entitlement(kind=Opens.DAY, on_date=thing))
    made = PassType(code="pass", name="Pass", extras="", entitlements=parts)
    line = Line(pass_type=made, order=Order(summit=found))
    line.event = events[choice] if isinstance(choice, str) else None
    line.on_date = choice if isinstance(choice, date) else None
    return line


def session(code: str) -> Session:
    return Session(code=code, title="The draft's own title")


things = st.one_of(
    st.just(Opens.SUMMIT),
    st.just(Opens.ANY_EVENT),
    st.just(Opens.ANY_DAY),
    st.sampled_from([event.slug for event in EVENTS]),
    st.sampled_from(DAYS),
    st.sampled_from(CODES).map(session),
)
choices = st.one_of(st.none(), st.sampled_from([event.slug for event in EVENTS]), st.sampled_from(DAYS))


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Draw a programme with sessions at any hour, before and after the summit too, some of them cancelled."""
    made = []
    for number, code in enumerate(draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1)), start=1):
        hours = draw(st.integers(-72, 48))
        slot = make_slot(number, MONDAY + timedelta(hours=hours), is_cancelled=draw(st.booleans()))
        also = ("iiot",) if draw(st.booleans()) else ()
        made.append(make_session(code, slot, also=also, is_cancelled=draw(st.booleans())))
    return make_programme(*made)


@given(st.lists(things, min_size=1, max_size=4), choices, programmes())
def test_whatever_it_opens_is_on_a_day_it_opens(
    opens: list[Opens | str | date | Session], choice: str | date | None, programme: Programme
) -> None:
    line = seat(*opens, choice=choice)
    days = opened_days(line, programme)
    assert days == sorted(set(days))
    assert {programme.day_of(entry.slot.starts_at) for entry in opened_entries(line, programme)} <= set(days)
    assert not any(entry.is_cancelled for entry in opened_entries(line, programme))


@given(st.lists(things, min_size=1, max_size=3), things, choices, programmes())
def test_a_pass_that_opens_more_opens_no_less(
    opens: Sequence[Opens | str | date | Session],
    more: Opens | str | date | Session,
    choice: str | date | None,
    programme: Programme,
) -> None:
    less, larger = seat(*opens, choice=choice), seat(*opens, more, choice=choice)
    assert set(opened_entries(less, programme)) <= set(opened_entries(larger, programme))


@given(st.lists(things, min_size=1, max_size=4), choices, programmes())
def test_its_words_name_no_draft(
    opens: list[Opens | str | date | Session], choice: str | date | None, programme: Programme
) -> None:
    words = what_it_opens(seat(*opens, choice=choice), programme)
    assert all(line and "\n" not in line for line in words)
    assert not any("draft" in line.casefold() for line in words)


class CountingZone(ZoneInfo):
    """New York's, which counts how often it is asked what its clocks show."""

    asked = 0

    def fromutc(self, moment: datetime) -> datetime:  # type: ignore[override]  # a ZoneInfo takes no other
        CountingZone.asked += 1
        return super().fromutc(moment)


@pytest.mark.parametrize("opens", [Opens.SUMMIT, "iiot", MON])
def test_a_programme_is_put_into_days_once(opens: Opens | str | date) -> None:
    programme, line = make_programme(), seat(opens)
    programme.zone = CountingZone("America/New_York")
    CountingZone.asked = 0
    for _ in range(3):
        assert (MON in opened_days(line, programme), len(what_it_opens(line, programme))) == (True, 1)
        assert opened_entries(line, programme) != []
    assert CountingZone.asked == len(programme.entries)


def test_the_whole_summit_is_everything() -> None:
    line = seat(Opens.SUMMIT)
    assert opened_days(line) == [SAT, SUN, MON]
    assert opened_days(line, PROGRAMME) == [SAT, SUN, MON, TUE]
    assert opened_entries(line, PROGRAMME) == list(PROGRAMME.entries)


def test_a_choice_opens_what_was_chosen() -> None:
    assert opened_by(seat(Opens.ANY_EVENT, choice="iiot")).events == {"iiot"}
    assert opened_by(seat(Opens.ANY_DAY, choice=SUN)).days == {SUN}
    assert opened_days(seat(Opens.ANY_DAY, choice=SUN), PROGRAMME) == [SUN]


def test_an_event_is_on_the_days_it_has_sessions_on() -> None:
    line = seat("iiot")
    assert opened_days(line) == [SAT, SUN, MON]
    assert opened_days(line, PROGRAMME) == [MON, TUE]
    assert [entry.session.code for entry in opened_entries(line, PROGRAMME)] == ["panel", "talk", "panel"]


def test_an_event_of_which_nothing_is_public_is_on_all_days() -> None:
    without = make_programme(make_session("talk", make_slot(1), event="cities"))
    assert opened_days(seat("iiot"), without) == [SAT, SUN, MON]


def test_a_session_opens_its_days_alone() -> None:
    line = seat(session("talk"))
    assert (opened_days(line), opened_days(line, PROGRAMME)) == ([], [MON])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (seat(Opens.SUMMIT), ["All events, Sat 31 Oct to Tue 3 Nov"]),
        (seat(Opens.SUMMIT, of=summit(1)), ["Everything, Sat 31 Oct to Tue 3 Nov"]),
        (seat("iiot"), ["Industrial IoT World, Mon 2 and Tue 3 Nov"]),
        (
            seat("iiot", "cities"),
            ["Smart Cities, Summit, Mon 2 and Tue 3 Nov", "Industrial IoT World, Mon 2 and Tue 3 Nov"],
        ),
        (seat(Opens.ANY_DAY, choice=SUN), ["All events, Sun 1 Nov"]),
        (seat(SAT, MON), ["All events, Sat 31 Oct and Mon 2 Nov"]),
        (seat(session("talk")), ["Talk, Mon 2 Nov, 09:00–09:45 EST"]),
        (seat(session("secret")), ["One session that is not announced yet"]),
    ],
)
def test_it_is_said_in_words(line: Line, words: list[str]) -> None:
    assert what_it_opens(line, PROGRAMME) == words


def test_a_session_after_midnight_tells_the_day_it_ends_on() -> None:
    programme = make_programme(make_session("talk", make_slot(1, MONDAY + timedelta(hours=14), minutes=120)))
    assert what_it_opens(seat(session("talk")), programme) == ["Talk, Mon 2 Nov, 23:00–Tue 3 Nov, 01:00 EST"]


def test_without_a_release_events_are_on_all_days() -> None:
    assert what_it_opens(seat("iiot")) == ["Draft of Industrial IoT World, all days"]
    assert what_it_opens(seat(Opens.SUMMIT)) == ["All events, Sat 31 Oct to Mon 2 Nov"]


def test_extras_are_said_last() -> None:
    line = seat(Opens.SUMMIT)
    line.pass_type.extras = "Lunch every day\n\n  Recordings  \n"
    assert what_it_opens(line, PROGRAMME)[1:] == ["Lunch every day", "Recordings"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], ""),
        ([SUN], "Sun 1 Nov"),
        ([SUN, MON], "Sun 1 and Mon 2 Nov"),
        ([SUN, MON, TUE], "Sun 1 to Tue 3 Nov"),
        ([SAT, SUN], "Sat 31 Oct and Sun 1 Nov"),
        ([SAT, SUN, TUE], "Sat 31 Oct, Sun 1 Nov and Tue 3 Nov"),
    ],
)
def test_days_are_said_shortly(days: list[date], words: str) -> None:
    assert days_in_words(days) == words


@pytest.mark.parametrize(
    ("line", "query"),
    [
        (seat(Opens.SUMMIT), ""),
        (seat("iiot"), "event=iiot"),
        (seat(SAT, SUN), "day=2026-10-31&day=2026-11-01"),
        (seat("iiot", session("talk")), ""),
    ],
)
def test_the_agenda_shows_what_it_opens(line: Line, query: str) -> None:
    assert agenda_filter(line).query() == query
