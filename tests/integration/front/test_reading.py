"""The venue, the news, and the organizers' own pages."""

from __future__ import annotations

from datetime import date

from flask import Flask
from msgspec.structs import replace

from eventsite.core import markdown
from eventsite.programme.releases.snapshot import ReleasedArticle, ReleasedPage, Text
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import SLUG
from tests.unit.calendar.samples import make_snapshot


def text(source: str) -> Text:
    return Text(source=source, html=markdown.render(source))


def page_of(app: Flask, path: str) -> str:
    response = app.test_client().get(f"/{SLUG}{path}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_venue_shows_the_way_and_the_rooms(app: Flask) -> None:
    publish(app, make_snapshot(venue_travel=text("## By train\n\nGet off.")))
    page = page_of(app, "/venue")
    assert "<h3>By train</h3>\n<p>Get off.</p>" in page
    assert (
        'href="https://www.openstreetmap.org/?mlat=33.885400&amp;mlon=-84.458500#map=17/33.885400/-84.458500"' in page
    )
    assert 'href="geo:33.885400,-84.458500"' in page
    assert f'href="/{SLUG}/agenda?room=hall-a"' in page
    assert '<td class="num">400</td>' in page


def test_a_room_may_have_no_seats_to_tell_of(app: Flask) -> None:
    publish(app, make_snapshot())
    assert '<td class="num"></td>' in page_of(app, "/venue")


def test_the_news_are_listed_and_read(app: Flask) -> None:
    article = ReleasedArticle(
        slug="out", title="Out", body=text("# Big\n\n### Small"), published_on=date(2026, 9, 1), session="panel"
    )
    publish(app, replace(make_snapshot(), news=(article,)))
    assert f'href="/{SLUG}/news/out"' in page_of(app, "/news/")
    page = page_of(app, "/news/out")
    assert "<h2>Big</h2>\n<h3>Small</h3>" in page
    assert page.count(f'href="/{SLUG}/sessions/panel"') == 2  # a panel of two slots
    assert '<meta property="og:type" content="article">' in page


def test_an_article_about_nothing_in_the_programme_has_no_line_of_it(app: Flask) -> None:
    article = ReleasedArticle(slug="out", title="Out", body=text("Words"), published_on=date(2026, 9, 1))
    publish(app, replace(make_snapshot(), news=(article,)))
    assert "In the programme" not in page_of(app, "/news/out")


def test_no_news_says_where_changes_are(app: Flask) -> None:
    publish(app, make_snapshot())
    assert "There is no news yet" in page_of(app, "/news/")


def test_an_organizers_page_is_read(app: Flask) -> None:
    publish(
        app,
        replace(
            make_snapshot(), pages=(ReleasedPage(slug="terms", title="Terms", body=text("#### Money\n\nIs due.")),)
        ),
    )
    page = page_of(app, "/pages/terms")
    assert "<h1>Terms</h1>" in page
    assert "<h2>Money</h2>\n<p>Is due.</p>" in page
