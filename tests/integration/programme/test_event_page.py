"""One co-located event."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from eventsite.programme.states import SessionKind
from tests.integration.calendar.releases import publish
from tests.unit.calendar.samples import MONDAY, make_session, make_slot, make_snapshot

SLUG = "smart-cities-2026"


def page_of(app: Flask, event: str) -> str:
    response = app.test_client().get(f"/{SLUG}/events/{event}/")
    assert response.status_code == 200
    page = response.get_data(as_text=True)
    return page[page.index("<main") : page.index("</main>")]


def sessions_on(page: str) -> list[str]:
    return re.findall(rf'class="lines-title"><a href="/{SLUG}/sessions/([\w-]+)"', page)


def test_an_event_shows_its_own_sessions_and_those_it_shares_by_day(app: Flask) -> None:
    publish(app, make_snapshot())
    page = page_of(app, "iiot")
    assert re.findall(r'<h2 id="day-[^"]*">([^<]*)</h2>', page) == ["Monday 2 November", "Tuesday 3 November"]
    assert sessions_on(page) == ["panel", "talk", "panel"]
    assert "2 sessions" in page


def test_breaks_are_not_listed(app: Flask) -> None:
    publish(app, make_snapshot())
    assert sessions_on(page_of(app, "cities")) == ["panel", "panel"]


def test_an_event_can_be_had_as_a_calendar(app: Flask) -> None:
    publish(app, make_snapshot())
    page = page_of(app, "iiot")
    assert f'href="webcal://localhost/{SLUG}/agenda.ics?event=iiot"' in page
    assert f'href="/{SLUG}/agenda.ics?event=iiot"' in page


def test_tracks_lead_to_the_agenda_where_there_are_several(app: Flask) -> None:
    sessions = [
        make_session(code, make_slot(n), track=track)
        for n, (code, track) in enumerate([("a", "money"), ("b", "money"), ("c", "streets")])
    ]
    publish(app, make_snapshot(*sessions))
    page = page_of(app, "cities")
    tracks = re.findall(r'href="[^"]*\?track=cities\.(\w+)">([^<]*)</a> <span[^>]*>([^<]*)<', page)
    assert tracks == [("money", "Who pays; how", "2 sessions"), ("streets", "Streets", "1 session")]
    assert "track=" not in page_of(app, "iiot")


def test_featured_panels_stand_first_where_there_are_many_sessions(app: Flask) -> None:
    sessions = [make_session(f"s{n}", make_slot(n)) for n in range(6)]
    panel = make_session("p", make_slot(9, MONDAY + timedelta(hours=5)), is_featured=True, kind=SessionKind.PANEL)
    publish(app, make_snapshot(*sessions, panel))
    assert sessions_on(page_of(app, "cities")) == ["p", "s0", "s1", "s2", "s3", "s4", "s5", "p"]


def test_a_large_event_leads_to_the_agenda(app: Flask) -> None:
    sessions = [make_session(f"s{n}", make_slot(n), is_featured=n == 7) for n in range(61)]
    publish(app, make_snapshot(*sessions))
    page = page_of(app, "cities")
    assert sessions_on(page) == ["s7"]
    assert f'href="/{SLUG}/agenda?event=cities">See all 61 sessions in the agenda' in page


def test_an_event_without_sessions_says_so(app: Flask) -> None:
    publish(app, make_snapshot(make_session("a", make_slot(1))))
    assert "No session is announced yet" in page_of(app, "iiot")
    publish(app, make_snapshot(make_session("a", make_slot(1)), registration="closed"), number=2)
    assert "Its sessions are not in this archive" in page_of(app, "iiot")
