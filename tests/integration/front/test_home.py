"""Where everybody arrives."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from flask import Flask
from msgspec.structs import replace

from eventsite.core import markdown
from eventsite.programme.releases.snapshot import ReleasedArticle, Snapshot, Text
from eventsite.programme.states import SessionKind
from tests.fixtures.clocks import FrozenClock
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import SLUG, archive
from tests.unit.calendar.samples import MONDAY, PANEL, make_session, make_slot, make_snapshot


def page_of(app: Flask, path: str = f"/{SLUG}/") -> str:
    response = app.test_client().get(path)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def section(page: str, heading: str) -> str:
    """Return the section whose heading has this id."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page, re.DOTALL)
    return found.group() if found else ""


def links(text: str) -> list[str]:
    return re.findall(r'<a[^>]* href="(/[^"]*)"', text)


def next_year() -> Snapshot:
    return make_snapshot(slug="next", edition="2027", starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 2))


def test_the_site_leads_to_the_one_summit_there_is_to_go_to(app: Flask, frozen_clock: FrozenClock) -> None:
    publish(app, make_snapshot())
    publish(app, archive())
    response = app.test_client().get("/")
    assert (response.status_code, response.headers["Location"]) == (302, f"/{SLUG}/")


def test_a_summit_is_to_go_to_until_its_last_day_is_over_where_it_is(app: Flask, frozen_clock: FrozenClock) -> None:
    publish(app, make_snapshot())
    frozen_clock.set(datetime(2026, 11, 3, 4, 59, tzinfo=UTC))  # 23:59 in Atlanta
    assert app.test_client().get("/").status_code == 302
    frozen_clock.forward(minutes=1)
    assert app.test_client().get("/").status_code == 200


def test_the_site_lists_several_summits_the_coming_ones_first(app: Flask, frozen_clock: FrozenClock) -> None:
    publish(app, archive())
    publish(app, next_year())
    publish(app, make_snapshot())
    page = page_of(app, "/")
    assert links(section(page, "coming")) == [f"/{SLUG}/", "/next/"]
    assert links(section(page, "past")) == ["/smart-cities-2018/"]


def test_the_site_says_what_to_do_first(app: Flask) -> None:
    page = page_of(app, "/")
    assert "Nothing is public yet" in page
    assert "flask --app app demo" in page


def test_a_draft_is_not_listed(app: Flask, cast: object) -> None:
    assert "Nothing is public yet" in page_of(app, "/")


def test_the_list_tells_what_was_released_and_not_the_draft(app: Flask, frozen_clock: FrozenClock) -> None:
    from eventsite.core.db import db, transaction
    from eventsite.summits.models import Summit

    publish(app, archive())
    with app.app_context(), transaction():
        db.session.query(Summit).one().name = "A secret name"
    assert "Smart Cities Summit 2018" in page_of(app, "/")
    assert "A secret name" not in page_of(app, "/")


def test_home_shows_events_with_their_sessions(app: Flask) -> None:
    publish(app, make_snapshot())
    page = section(page_of(app), "events")
    assert "Two events, one roof" in page
    assert re.findall(r"\d+ sessions?", page) == ["1 session", "2 sessions"]
    assert links(page) == [f"/{SLUG}/events/cities/", f"/{SLUG}/events/iiot/"]


def test_home_shows_featured_panels_before_other_sessions(app: Flask) -> None:
    sessions = (
        make_session("talk", make_slot(1), is_featured=True),
        make_session("lost", make_slot(2), is_featured=True, is_cancelled=True),
        make_session("panel", make_slot(3, MONDAY.replace(hour=20)), is_featured=True, kind=SessionKind.PANEL),
        make_session("plain", make_slot(4)),
    )
    publish(app, make_snapshot(*sessions))
    page = section(page_of(app), "featured")
    assert links(page)[0] == f"/{SLUG}/agenda"
    assert [link for link in links(page) if "/sessions/" in link] == [
        f"/{SLUG}/sessions/panel",
        f"/{SLUG}/sessions/talk",
    ]
    assert "All 3 sessions" in page


def test_home_shows_people_of_featured_panels_first_and_not_too_many(app: Flask) -> None:
    featured = make_session("late", make_slot(1, MONDAY.replace(hour=20)), is_featured=True, line_up=PANEL[1:])
    early = make_session("early", make_slot(2), line_up=PANEL[:1])
    publish(app, make_snapshot(early, featured))
    page = section(page_of(app), "speakers")
    assert [link.rpartition("/")[2] for link in links(page)] == ["", "silbey", "applewhite", "okafor"]
    assert "4 people in the programme" in page


def test_home_shows_the_latest_news(app: Flask) -> None:
    news = tuple(
        ReleasedArticle(slug=f"n{n}", title=f"News {n}", body=Text(), published_on=date(2026, 9, n))
        for n in (5, 4, 3, 2)
    )
    publish(app, replace(make_snapshot(), news=news))
    page = section(page_of(app), "news")
    assert links(page) == [f"/{SLUG}/news/", *(f"/{SLUG}/news/n{n}" for n in (5, 4, 3))]


def test_home_draws_the_score_with_a_link_for_each_day(app: Flask) -> None:
    sessions = [make_session(f"s{n}", make_slot(n, MONDAY.replace(day=2 + n % 2))) for n in range(4)]
    publish(app, make_snapshot(*sessions))
    page = page_of(app)
    score = page[page.index("<figure") : page.index("</figure>")]
    assert links(score) == [f"/{SLUG}/agenda?day=2026-11-02", f"/{SLUG}/agenda?day=2026-11-03"]
    assert re.findall(r"\d+ sessions", score) == ["2 sessions", "2 sessions"]
    assert 'path class="e-circle"' in score


def test_home_of_a_small_archive_has_no_picture_and_says_it_is_closed(app: Flask) -> None:
    publish(app, archive())
    page = page_of(app, "/smart-cities-2018/")
    assert "<figure" not in page
    assert "These pages are an archive" in page
    assert "Its sessions are not in this archive" in page


def test_registration_opens_soon_only_before_the_end(app: Flask) -> None:
    publish(app, make_snapshot())
    publish(app, make_snapshot(slug="old", starts_on=date(2026, 2, 1), ends_on=date(2026, 2, 2)))
    assert "Opens soon" in page_of(app)
    assert "Opens soon" not in page_of(app, "/old/")


def test_home_links_every_other_edition_as_soon_as_it_is_released(app: Flask) -> None:
    publish(app, make_snapshot())
    assert section(page_of(app), "editions") == ""
    publish(app, archive())
    publish(app, next_year())
    assert links(section(page_of(app), "editions")) == ["/next/", "/smart-cities-2018/"]


def test_home_shows_the_summary_as_it_was_rendered(app: Flask) -> None:
    publish(app, make_snapshot(summary=Text(source="**One** roof", html=markdown.render("**One** roof"))))
    assert "<p><strong>One</strong> roof</p>" in page_of(app)


def test_home_tells_the_module_when_the_summit_runs(app: Flask) -> None:
    publish(app, make_snapshot())
    found = re.search(r'<section[^>]*data-behaviour="onnow"[^>]*>', page_of(app))
    assert found
    assert " hidden>" in found.group()
    assert dict(re.findall(r'data-(now|starts|ends)="([^"]*)"', found.group())) == {
        "now": f"/{SLUG}/now",
        "starts": "2026-11-02T14:00+00:00",
        "ends": "2026-11-03T16:45+00:00",
    }


def test_a_summit_is_titled_with_its_edition_once(app: Flask, frozen_clock: FrozenClock) -> None:
    publish(app, make_snapshot(name="Smart Cities 2026", edition="2026"))
    page = page_of(app)
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == ["Smart Cities 2026"]
    assert re.findall(r"<title>(.*?),", page) == ["Smart Cities 2026"]
