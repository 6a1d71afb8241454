"""Which entries a feed holds, what it is called, and that its bytes hang on nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from eventsite.calendar import feeds
from eventsite.calendar.feeds import agenda_feed, person_feed, personal_feed, session_feed
from eventsite.core.links import Site
from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.states import SessionKind
from tests.unit.calendar import strict
from tests.unit.calendar.readers import read_by_all
from tests.unit.calendar.samples import (
    MONDAY,
    SITE,
    as_programme,
    make_programme,
    make_session,
    make_slot,
    make_snapshot,
    uid,
)

BASE = "https://summit.example/smart-cities-2026"
EVERYTHING = AgendaFilter()


@pytest.mark.parametrize(
    ("asked", "slots", "name"),
    [
        (EVERYTHING, [1, 3, 4, 2], "Smart Cities Summit 2026"),
        (AgendaFilter(event=("cities",)), [1, 4, 2], "Smart Cities Summit 2026 · Cities"),
        (AgendaFilter(event=("cities", "iiot")), [1, 3, 4, 2], "Smart Cities Summit 2026 · Cities, IIoT"),
        (AgendaFilter(event=("iiot",)), [1, 3, 2], "Smart Cities Summit 2026 · IIoT"),
        (AgendaFilter(day=(date(2026, 11, 2),)), [1, 3], "Smart Cities Summit 2026 · Mon 2 Nov"),
        (AgendaFilter(room=("hall-a",)), [1, 2], "Smart Cities Summit 2026 · Hall A"),
        (AgendaFilter(track=("cities.money",)), [1, 2], "Smart Cities Summit 2026 · Who pays; how"),
        (AgendaFilter(kind=(SessionKind.BREAK, SessionKind.TALK)), [3], "Smart Cities Summit 2026 · Break, Talk"),
        (AgendaFilter(person=("silbey",)), [1, 2], "Smart Cities Summit 2026 · Mari Silbey"),
        (AgendaFilter(q="buying"), [1, 2], "Smart Cities Summit 2026 · “buying”"),
        (
            AgendaFilter(event=("iiot",), person=("applewhite", "lee", "okafor", "silbey")),
            [1, 3, 2],
            "Smart Cities Summit 2026 · IIoT · 4 people",
        ),
        (AgendaFilter(person=("lee",)), [], "Smart Cities Summit 2026 · Sam Lee"),
    ],
    ids=lambda value: value.query() or "everything" if isinstance(value, AgendaFilter) else "",
)
def test_a_filter_is_a_feed(asked: AgendaFilter, slots: list[int], name: str) -> None:
    assert_read(agenda_feed(make_programme(), asked, SITE).body, name, slots)


def assert_read(body: bytes, name: str, slots: list[int]) -> None:
    found_name, found = read_by_all(body)
    assert (found_name, list(found)) == (name, [uid(number) for number in slots])


def addresses(body: bytes) -> tuple[str, str]:
    root = strict.read(body)
    return root.properties["SOURCE"].value, root.properties["URL"].value


def test_a_feed_names_its_own_address_and_its_page() -> None:
    programme = make_programme()
    asked = AgendaFilter(room=("hall-a",), q="a b")
    assert addresses(agenda_feed(programme, EVERYTHING, SITE).body) == (f"{BASE}/agenda.ics", f"{BASE}/agenda")
    assert addresses(agenda_feed(programme, asked, SITE).body) == (
        f"{BASE}/agenda.ics?room=hall-a&q=a+b",
        f"{BASE}/agenda?room=hall-a&q=a+b",
    )


def test_a_feed_of_one_event_has_its_colour() -> None:
    def color(*events: str) -> str:
        return (
            strict.read(agenda_feed(make_programme(), AgendaFilter(event=events), SITE).body).properties["COLOR"].value
        )

    assert [color(), color("cities"), color("iiot"), color("cities", "iiot")] == [
        "darkslategray", "teal", "chocolate", "darkslategray",
    ]  # fmt: skip


def test_a_session_has_a_feed_of_all_its_slots() -> None:
    programme = make_programme()
    feed = session_feed(programme, programme.sessions["panel"], SITE)
    assert_read(feed.body, "Buying together · Smart Cities Summit 2026", [1, 2])
    assert addresses(feed.body) == (f"{BASE}/sessions/panel.ics", f"{BASE}/sessions/panel")
    assert feed.filename == "smart-cities-2026-panel.ics"


def test_a_break_has_a_feed_of_its_own() -> None:
    programme = make_programme()
    assert_read(
        session_feed(programme, programme.sessions["lunch"], SITE).body, "Lunch · Smart Cities Summit 2026", [4]
    )


def test_a_person_has_a_feed_without_breaks() -> None:
    lunch = make_session(
        "lunch", make_slot(9), kind=SessionKind.BREAK, line_up=make_programme().sessions["panel"].line_up
    )
    programme = make_programme(lunch, *make_programme().snapshot.sessions[:2])
    feed = person_feed(programme, programme.people["okafor"], SITE)
    assert_read(feed.body, "Ada Okafor · Smart Cities Summit 2026", [1, 3, 2])
    assert addresses(feed.body) == (f"{BASE}/people/okafor.ics", f"{BASE}/people/okafor")
    assert feed.filename == "smart-cities-2026-okafor.ics"


def test_a_personal_feed_joins_summits_and_zones() -> None:
    here = make_programme()
    berlin = make_programme(make_session("night", make_slot(7, MONDAY)), slug="berlin", time_zone="Europe/Berlin")
    body = personal_feed(
        [(berlin, frozenset({"night"})), (here, frozenset({"talk", "gone", "lunch"}))], "/feeds/x.ics", SITE
    ).body
    assert_read(body, "My agenda", [7, 3])
    assert [zone.text("TZID") for zone in strict.read(body).all("VTIMEZONE")] == ["Europe/Berlin", "America/New_York"]
    assert addresses(body) == ("https://summit.example/feeds/x.ics", "https://summit.example/")


def test_two_summits_of_a_zone_share_it() -> None:
    later = make_programme(make_session("next", make_slot(8, MONDAY + timedelta(days=900))), slug="next")
    body = personal_feed(
        [(make_programme(), frozenset({"talk"})), (later, frozenset({"next"}))], "/feeds/x.ics", SITE
    ).body
    assert_read(body, "My agenda", [3, 8])


def test_a_personal_feed_without_stars_is_a_calendar() -> None:
    assert_read(personal_feed([], "/feeds/x.ics", SITE).body, "My agenda", [])


def test_a_summit_without_sessions_is_a_calendar() -> None:
    empty = as_programme(replace(make_snapshot(), sessions=()))
    assert_read(agenda_feed(empty, EVERYTHING, SITE).body, "Smart Cities Summit 2026", [])


def test_a_session_in_another_year_than_its_summit_has_its_zone() -> None:
    """New York's rule changed with 2007."""
    starts_at = datetime(2007, 3, 20, 15, tzinfo=UTC)
    programme = make_programme(
        make_session("late", make_slot(1, starts_at)), starts_on=date(2006, 12, 30), ends_on=date(2006, 12, 31)
    )
    _, found = read_by_all(agenda_feed(programme, EVERYTHING, SITE).body)
    assert found[uid(1)].starts_at == starts_at


def test_the_same_release_gives_the_same_bytes() -> None:
    first, second = make_programme(), make_programme()
    assert first is not second
    assert agenda_feed(first, EVERYTHING, SITE) == agenda_feed(second, EVERYTHING, SITE)
    assert agenda_feed(first, EVERYTHING, SITE) == agenda_feed(first, EVERYTHING, SITE)


def test_another_address_of_the_site_gives_other_bytes() -> None:
    programme = make_programme()
    here = agenda_feed(programme, EVERYTHING, SITE).body
    there = agenda_feed(programme, EVERYTHING, Site("http://127.0.0.1:5000")).body
    assert here.replace(b"\r\n ", b"").count(b"https://summit.example/") == 2 + 2 * 4
    assert b"https://summit.example/" not in there.replace(b"\r\n ", b"")


def test_an_entry_is_made_once_for_all_feeds(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(feeds, "vevent", lambda entry, programme, site: made.append(entry.slot.uid) or b"")
    programme = make_programme()
    for asked in (AgendaFilter(event=("iiot",)), EVERYTHING, EVERYTHING, AgendaFilter(q="talk")):
        agenda_feed(programme, asked, SITE)
    assert made == [uid(1), uid(3), uid(2), uid(4)]


def test_a_feed_is_called_after_its_summit_with_the_edition_once() -> None:
    feed = agenda_feed(make_programme(name="Summit 2026", edition="2026"), EVERYTHING, SITE)
    assert b"X-WR-CALNAME:Summit 2026\r\n" in feed.body
