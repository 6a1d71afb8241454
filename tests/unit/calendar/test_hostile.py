"""Whatever stands in a programme, whenever it happens: three readers find the same instants and words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from eventsite.calendar.feeds import agenda_feed, personal_feed
from eventsite.calendar.ics import many_lines, one_line
from eventsite.core import markdown
from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.releases.snapshot import Billing, ReleasedRoom, ReleasedSession, ReleasedSlot, Text
from eventsite.programme.states import Role
from tests.unit.calendar.readers import read_by_all
from tests.unit.calendar.samples import (
    RELEASED,
    SITE,
    as_programme,
    make_programme,
    make_session,
    make_slot,
    make_snapshot,
)

#: Zone -> a year in which it changes its clock, where it does.
ZONES = {
    "America/New_York": 2026,
    "Europe/Berlin": 2026,
    "Europe/Dublin": 2026,
    "Asia/Kolkata": 2026,
    "Asia/Kathmandu": 2026,
    "Australia/Lord_Howe": 2026,
    "America/St_Johns": 2026,
    "Africa/Casablanca": 2026,
    "Pacific/Apia": 2011,
    "Pacific/Chatham": 2026,
    "UTC": 2026,
}
EVIL = (
    "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
    "a, b; c: d \"e\" 'f' \\ \\n \\N \\, ^n ^' =",
    "\N{RIGHT-TO-LEFT OVERRIDE}\u05e9\u05dc\u05d5\u05dd\N{POP DIRECTIONAL FORMATTING} \u0645\u0631\u062d\u0628\u0627",
    "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}\U0001f1e9\U0001f1ea",
    "\x00\x07\x0b\x0c\x1b\x1c\x7f\x85\u2028\u2029\ufeff",
    "\t tab \t",
    "x" * 10_000,
    "\N{FACE WITH TEARS OF JOY}" * 2_500,
)


@cache
def changes_of_clock(time_zone: str) -> tuple[datetime, ...]:
    zone, hour = ZoneInfo(time_zone), timedelta(minutes=30)
    moments = [datetime(ZONES[time_zone], 1, 1, tzinfo=UTC) + n * hour for n in range(365 * 48)]
    return tuple(m for m in moments if m.astimezone(zone).utcoffset() != (m - hour).astimezone(zone).utcoffset())


@st.composite
def starts(draw: st.DrawFn, time_zone: str) -> datetime:
    """Draw an instant near a change of the clock, near a midnight, or anywhere in the year."""
    zone, year = ZoneInfo(time_zone), ZONES[time_zone]
    days = st.integers(0, 364).map(lambda day: datetime(year, 1, 1, tzinfo=zone) + timedelta(days=day))
    near = [days, *(st.just(change) for change in changes_of_clock(time_zone))]
    moment = draw(st.one_of(near)).astimezone(UTC) + timedelta(minutes=draw(st.integers(-180, 180)))
    return min(max(moment, datetime(year, 1, 2, tzinfo=UTC)), datetime(year, 12, 30, tzinfo=UTC))


words = st.one_of(st.sampled_from(EVIL), st.text(max_size=60))


@st.composite
def sessions(draw: st.DrawFn, number: int, time_zone: str) -> ReleasedSession:
    slot = make_slot(number, draw(starts(time_zone)), draw(st.integers(1, 26 * 60)), changed_at=RELEASED)
    billing = Billing(
        person="okafor", name=draw(words), role=draw(st.sampled_from([Role.MODERATOR, Role.HOST])), title=draw(words)
    )
    return make_session(
        f"s{number}",
        slot,
        title=draw(words),
        subtitle=draw(words),
        abstract=Text(source=draw(words)),
        line_up=(billing,),
    )


@st.composite
def programmes(draw: st.DrawFn) -> tuple[ReleasedSession, str, str]:
    time_zone = draw(st.sampled_from(sorted(ZONES)))
    return draw(sessions(1, time_zone)), time_zone, draw(words)


@given(programmes())
@example(
    (make_session("x", make_slot(1), title=EVIL[0], abstract=Text(source=EVIL[1])), "Australia/Lord_Howe", EVIL[0])
)
@settings(max_examples=250, deadline=None)
def test_any_programme_is_read_as_it_is(drawn: tuple[ReleasedSession, str, str]) -> None:
    session, time_zone, evil = drawn
    slot = session.slots[0]
    snapshot = make_snapshot(session, time_zone=time_zone, name=evil, venue_name=evil)
    rooms = (ReleasedRoom(slug="hall-a", name=evil, zone=evil),)
    programme = as_programme(replace(snapshot, rooms=rooms, events=(replace(snapshot.events[0], name=evil),)))
    name, found = read_by_all(agenda_feed(programme, AgendaFilter(), SITE).body)
    read = found.pop(slot.uid)
    assert found == {}
    assert (read.starts_at, read.ends_at) == (slot.starts_at, slot.ends_at)
    assert (read.title, name) == (one_line(session.title), one_line(f"{evil} 2026" if "2026" not in evil else evil))
    assert read.description.endswith(f"\n\n{read.url}")
    assert many_lines(markdown.to_text(session.abstract.source)) in read.description
    assert read.categories == tuple(filter(None, (one_line(evil), "Talk")))
    assert one_line(evil) in read.place


@st.composite
def two_summits(draw: st.DrawFn) -> list[tuple[ReleasedSlot, str]]:
    zones = draw(st.lists(st.sampled_from(sorted(ZONES)), min_size=1, max_size=3))
    return [
        (make_slot(number, draw(starts(zone)), draw(st.integers(1, 600))), zone) for number, zone in enumerate(zones)
    ]


@given(two_summits())
@settings(max_examples=100, deadline=None)
def test_any_personal_feed_is_read_as_it_is(drawn: list[tuple[ReleasedSlot, str]]) -> None:
    starred = [
        (make_programme(make_session("talk", slot), slug=f"s{number}", time_zone=zone), frozenset({"talk"}))
        for number, (slot, zone) in enumerate(drawn)
    ]
    _, found = read_by_all(personal_feed(starred, "/feeds/x.ics", SITE).body)
    expected = {slot.uid: (slot.starts_at, slot.ends_at) for slot, _ in drawn}
    assert {uid: (read.starts_at, read.ends_at) for uid, read in found.items()} == expected


def test_the_clocks_change_as_these_tests_believe() -> None:
    found = {zone: len(changes_of_clock(zone)) for zone in ZONES}
    without = {"Asia/Kolkata", "Asia/Kathmandu", "UTC"}
    assert {zone for zone, count in found.items() if count == 0} == without
    assert found["Pacific/Apia"] == 3
