"""The agenda as a visitor gets it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.programme.states import Role, SessionKind
from tests import agendas
from tests.drafts import NINE, add_person, add_session, add_summit
from tests.fixtures.clocks import FrozenClock
from tests.fixtures.queries import Statements
from tests.integration.calendar.releases import publish

AGENDA = "/summit/agenda"
STATIC = Path(__file__).parents[3] / "static"
DAY_BEFORE = NINE - timedelta(hours=24)
TITLE = re.compile(r'<h4 class="slot-title"><a [^>]*><span>(.*?)</span>')

Counting = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture(autouse=True)
def fresh_reading() -> Iterator[None]:
    public.forget()
    yield
    public.forget()


@pytest.fixture
def summit(app: Flask) -> None:
    """Release five sessions: three of Sunday, one of the Saturday before, and a break."""
    with app.app_context(), transaction():
        made = add_summit()
        ada = add_person("Ada Okafor")
        add_session(made, "A", title="Pipes & <pumps>", kind=SessionKind.PANEL, line_up={ada: Role.MODERATOR})
        add_session(made, "B", title="Curbs", room="attic")
        add_session(made, "C", title="Buses", starts_at=NINE + timedelta(hours=2))
        add_session(made, "D", title="Curbs again", starts_at=DAY_BEFORE)
        add_session(made, "L", title="Lunch", starts_at=NINE + timedelta(hours=1), kind=SessionKind.BREAK)
        releasing.release(made, name="First")


def page(client: FlaskClient, query: str = "") -> str:
    response = client.get(AGENDA + query)
    assert response.status_code == 200, response.status
    return response.text


def titles(client: FlaskClient, query: str = "") -> list[str]:
    return TITLE.findall(page(client, query))


def test_a_summit_without_a_release_has_no_agenda(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        add_summit()
    assert client.get(AGENDA).status_code == 404


def test_the_first_day_comes_first(client: FlaskClient, summit: None) -> None:
    assert titles(client) == ["Curbs again"]


def test_a_day_is_shown_by_start_and_room_with_its_breaks(client: FlaskClient, summit: None) -> None:
    found = page(client, "?day=2026-11-01")
    assert TITLE.findall(found) == ["Pipes &amp; &lt;pumps&gt;", "Curbs", "Lunch", "Buses"]
    assert "<b>3 sessions</b> on Sunday 1 November" in found
    assert "Times are EST" in found


def test_while_a_summit_runs_the_day_is_today(client: FlaskClient, summit: None, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(NINE)
    assert titles(client) == ["Pipes &amp; &lt;pumps&gt;", "Curbs", "Lunch", "Buses"]


def test_only_a_day_that_is_on_looks_at_the_clock(client: FlaskClient, summit: None, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(NINE + timedelta(days=9))
    assert 'data-behaviour="now"' not in page(client)


def test_a_page_that_is_on_knows_where_its_rows_begin(
    client: FlaskClient, summit: None, frozen_clock: FrozenClock
) -> None:
    frozen_clock.set(NINE)
    assert 'data-behaviour="now" data-zone="America/New_York" data-rows-from="2026-11-01T09:00+00:00"' in page(client)


def test_a_search_looks_through_every_day(client: FlaskClient, summit: None) -> None:
    found = page(client, "?q=CURBS")
    assert TITLE.findall(found) == ["Curbs again", "Curbs"]
    assert re.findall(r"<h2 id=\"day-[^>]*>(.*?) <small>(.*?)</small>", found) == [
        ("Saturday 31 October", "1 session"), ("Sunday 1 November", "1 session")]


def test_a_person_is_found_on_every_day(client: FlaskClient, summit: None) -> None:
    assert titles(client, "?person=ada-okafor") == ["Pipes &amp; &lt;pumps&gt;"]


def test_a_search_may_be_kept_to_a_day(client: FlaskClient, summit: None) -> None:
    assert titles(client, "?q=curbs&day=2026-11-01") == ["Curbs"]


def test_nothing_on_this_day_names_the_others(client: FlaskClient, summit: None) -> None:
    found = page(client, "?q=buses&day=2026-10-31")
    assert "Nothing here, but 1 session on other days." in found
    assert 'href="/summit/agenda?q=buses">Show every day' in found


def test_nothing_at_all_leads_back_to_everything(client: FlaskClient, summit: None) -> None:
    found = page(client, "?q=zeppelins")
    assert "No session matches “zeppelins”." in found
    assert 'href="/summit/agenda">Show the whole agenda' in found


def test_what_is_not_known_is_named_and_not_used(client: FlaskClient, summit: None) -> None:
    found = page(client, "?room=cellar&day=2026-11-01")
    assert "Not known here, and so not used: room: cellar." in found
    assert len(TITLE.findall(found)) == 4


def test_empty_fields_of_the_form_leave_a_short_address(client: FlaskClient, summit: None) -> None:
    response = client.get(AGENDA + "?day=2026-11-01&room=&kind=panel&track=&q=")
    assert (response.status_code, response.location) == (302, "/summit/agenda?day=2026-11-01&kind=panel")


def test_the_list_is_kept_when_one_asks_for_it(client: FlaskClient, summit: None) -> None:
    found = page(client, "?day=2026-11-01&view=list")
    assert 'class="agenda is-list"' in found
    assert 'href="/summit/agenda?day=2026-10-31&amp;view=list"' in found
    assert '<input type="hidden" name="view" value="list">' in found


def test_the_feed_is_what_is_shown(client: FlaskClient, summit: None) -> None:
    found = page(client, "?day=2026-11-01&room=attic")
    assert 'href="/summit/agenda.ics?day=2026-11-01&amp;room=attic">Calendar file' in found
    assert "webcal://localhost/summit/agenda.ics?day=2026-11-01&amp;room=attic" in found


def test_a_page_is_made_once_and_a_search_every_time(
    client: FlaskClient, summit: None, count_queries: Counting
) -> None:
    for query in ("", "?day=2026-11-01", "?room=attic", "?view=list"):
        first = client.get(AGENDA + query)
        with count_queries() as queries:
            assert client.get(AGENDA + query).data == first.data
        assert queries.count == 0, query
    for query in ("?q=curbs", "?room=cellar", "?view=upside-down", "?utm_source=x"):
        client.get(AGENDA + query)
        with count_queries() as queries:
            client.get(AGENDA + query)
        assert queries.count == 1, query


def test_the_style_sheet_has_the_classes_of_the_grid(client: FlaskClient, summit: None) -> None:
    found = page(client, "?day=2026-11-01")
    sheet = client.get("/summit/release-1.css")
    assert sheet.content_type == "text/css; charset=utf-8"
    used = {name for classes in re.findall(r'class="([^"]*)"', found) for name in classes.split()}
    generated = {name for name in used if re.fullmatch(r"[cwtdng]\d+", name)}
    assert {"n2", "g1", "c1", "c2", "d45"} <= generated
    assert generated - set(re.findall(r"\.([a-z]\d+) \{", sheet.text)) == set()


def test_a_release_that_is_not_there_has_no_style_sheet(client: FlaskClient, summit: None) -> None:
    for number in (2, 2**31, 10**25):  # the latter two are no numbers to a database
        assert client.get(f"/summit/release-{number}.css").status_code == 404
    assert client.get("/elsewhere/release-1.css").status_code == 404


def test_three_hundred_sessions_weigh_less_than_sixty_kilobytes(app: Flask, client: FlaskClient) -> None:
    """Page, styles and every module together, compressed; with the font and the marks, in eight requests at most."""
    rooms = [agendas.ROOMS[number % 6] for number in range(300)]
    titles = (f"What {number} streets learned from {number * 7} winters of salt, and how room {room} paid for it"
              for number, room in enumerate(rooms))
    sessions = [
        agendas.session(f"S{number}", agendas.slot(300 + number // 6 * 10, 10, room), title=title)
        for number, (room, title) in enumerate(zip(rooms, titles, strict=True))
    ]
    publish(app, agendas.programme(*sessions).snapshot)
    compressed = {"Accept-Encoding": "br"}
    html = client.get(AGENDA, headers=compressed)
    assert brotli.decompress(html.data).count(b'class="slot-title"') == 300
    text = brotli.decompress(html.data).decode()
    sheets = re.findall(r'<link rel="stylesheet" href="([^"]*)"', text)
    modules = [STATIC / "js" / name for name in ("main.js", "behaviours/stars.js", "behaviours/now.js")]
    weights = [len(html.data), *(len(client.get(sheet, headers=compressed).data) for sheet in sheets)]
    weights += [len(brotli.compress(module.read_bytes())) for module in modules]
    assert sum(weights) < 60_000, weights
    fonts_and_marks = 2
    assert 1 + len(sheets) + len(modules) + fonts_and_marks <= 8


def test_a_session_that_is_on_twice_is_one_session(app: Flask, client: FlaskClient) -> None:
    twice = agendas.session("W", agendas.slot(300), agendas.slot(1740), title="Twice")
    publish(app, agendas.programme(twice, agendas.session("B", agendas.slot(300, rooms="b"), title="Both")).snapshot)
    found = page(client, "?kind=talk")
    assert len(TITLE.findall(found)) == 3
    assert "<b>2 sessions</b>" in found
    assert re.findall(r"<small>(\d+ sessions?)</small></a>", found) == ["2 sessions", "2 sessions", "1 session"]


def test_the_hour_that_comes_twice_is_told_apart(app: Flask, client: FlaskClient) -> None:
    """At 01:30 in the night the clocks go back, a session of an hour ends at 01:30."""
    night = 21 * 60 + 30  # minutes after four
    publish(app, agendas.programme(
        agendas.session("A", agendas.slot(night, 60)), agendas.session("B", agendas.slot(night + 60, 15)),
        agendas.session("C", agendas.slot(night - 60, 15)),
    ).snapshot)
    found = page(client)
    spans = re.findall(r'<p class="slot-meta">.*?<span>(.*?)</span>', found)
    assert [re.sub("<.*?>", "", span) for span in spans] == ["00:30–00:45", "01:30 EDT–01:30 EST", "01:30–01:45 EST"]
    assert re.findall(r' id="at-([^"]*)"', found) == [
        "2026-10-31-00:30", "2026-10-31-01:30", "2026-10-31-01:30-EST"]


def test_a_day_lasts_until_four_in_the_morning(app: Flask) -> None:
    late = datetime(2026, 11, 1, 7, 30, tzinfo=UTC)  # half past two in New York
    with app.app_context(), transaction():
        made = add_summit()
        add_session(made, "N", title="Night", starts_at=late)
        releasing.release(made, name="First")
    assert titles(app.test_client(), "?day=2026-10-31") == ["Night"]
