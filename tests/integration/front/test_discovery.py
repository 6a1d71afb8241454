"""What machines ask for first."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree as ET

from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from eventsite.programme.releases.snapshot import ReleasedArticle, ReleasedPage, Text
from tests.fixtures.queries import counted_queries
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import SLUG, archive
from tests.unit.calendar.samples import MONDAY, make_session, make_slot, make_snapshot

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def pages(client: FlaskClient) -> dict[str, str]:
    """Return path -> when it last changed."""
    response = client.get("/sitemap.xml")
    assert (response.status_code, response.mimetype) == (200, "application/xml")
    urls = ET.fromstring(response.data).findall("s:url", NAMES)
    return {
        (url.findtext("s:loc", "", NAMES)).removeprefix("http://localhost"): url.findtext("s:lastmod", "", NAMES)
        for url in urls
    }


def test_robots_are_told_where_not_to_go(app: Flask) -> None:
    response = app.test_client().get("/robots.txt")
    assert (response.status_code, response.mimetype) == (200, "text/plain")
    assert response.get_data(as_text=True).splitlines() == [
        "User-agent: *",
        "Disallow: /manage/",
        "Disallow: /account/",
        "Disallow: /feeds/",
        "Disallow: /orders/",
        "Disallow: /tickets/",
        "Sitemap: http://localhost/sitemap.xml",
    ]


def test_the_sitemap_holds_every_page_and_each_can_be_had(app: Flask) -> None:
    article = ReleasedArticle(slug="out", title="Out", body=Text(), published_on=date(2026, 9, 1))
    page = ReleasedPage(slug="terms", title="Terms", body=Text())
    sessions = (make_session("a&b", make_slot(1, changed_at=MONDAY)), make_session("c"))
    publish(app, replace(make_snapshot(*sessions), news=(article,), pages=(page,)))
    client = app.test_client()
    released = "2026-09-01T08:30:15+00:00"
    assert pages(client) == {
        f"/{SLUG}/": released,
        f"/{SLUG}/agenda": released,
        f"/{SLUG}/changes": released,
        f"/{SLUG}/people/": released,
        f"/{SLUG}/news/": released,
        f"/{SLUG}/venue": released,
        f"/{SLUG}/events/cities/": released,
        f"/{SLUG}/events/iiot/": released,
        f"/{SLUG}/sessions/a&b": "2026-11-02T14:00:00+00:00",
        f"/{SLUG}/sessions/c": released,
        **{f"/{SLUG}/people/{code}": released for code in ("applewhite", "lee", "okafor", "silbey")},
        f"/{SLUG}/news/out": released,
        f"/{SLUG}/pages/terms": released,
    }
    assert {path: client.get(path).status_code for path in pages(client)} == dict.fromkeys(pages(client), 200)


def test_the_sitemap_holds_every_summit_and_no_empty_pages(app: Flask) -> None:
    publish(app, make_snapshot())
    publish(app, archive())
    found = [path for path in pages(app.test_client()) if path.startswith("/smart-cities-2018/")]
    assert sorted(found) == [
        "/smart-cities-2018/",
        "/smart-cities-2018/agenda",
        "/smart-cities-2018/changes",
        "/smart-cities-2018/events/cities/",
        "/smart-cities-2018/events/iiot/",
        "/smart-cities-2018/sessions/panel",
    ]


def test_an_empty_site_has_an_empty_sitemap(app: Flask) -> None:
    assert pages(app.test_client()) == {}


def test_the_sitemap_is_answered_with_304_and_one_query(app: Flask) -> None:
    publish(app, make_snapshot())
    client = app.test_client()
    etag = client.get("/sitemap.xml").headers["ETag"]
    with counted_queries() as queries:
        again = client.get("/sitemap.xml", headers={"If-None-Match": etag})
    assert (again.status_code, again.data, queries.count) == (304, b"", 1)
