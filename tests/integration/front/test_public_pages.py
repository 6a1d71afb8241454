"""What is true of every public page: it works, is compiled, says 404 for what is not there, and trusts nobody."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.programme.releases import public
from tests.fixtures.queries import counted_queries
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import EVIL, SLUG, archive, hostile
from tests.integration.front.pointing import asked_just_now
from tests.unit.calendar.samples import make_snapshot

#: Below the summit; the hostile sample has all of them, the archive the bare ones.
PAGES = (
    "/",
    "/now",
    "/venue",
    "/news/",
    "/news/out",
    "/pages/terms",
    "/people/",
    "/people/?q=data",
    "/people/okafor",
    "/events/cities/",
    "/changes",
    "/changes/1",
)
COMPILED = tuple(path for path in PAGES if path != "/now" and "?" not in path)
BARE = ("/", "/now", "/venue", "/news/", "/people/", "/events/cities/", "/changes", "/changes/1")
NOTHING = (
    "/news/nothing",
    "/pages/nothing",
    "/people/nobody",
    "/events/nothing/",
    "/sessions/nothing/card.png",
    "/changes/0",
    "/changes/2",
    "/changes/99999999999",
    "/changes/1?page=2",
    "/changes/1?page=0",
    "/changes/1?page=x",
    "/changes?before=x",
    "/changes?before=3",
    "/changes?before=-1",
)
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture
def evil_client(app: Flask) -> FlaskClient:
    publish(app, hostile())
    return app.test_client()


class Elements(HTMLParser):
    """Collects what would run, or lead astray."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        if tag == "img" or any(name.startswith("on") for name in names) or "style" in names:
            self.found.append(self.get_starttag_text() or tag)
        if tag == "script" and "src" not in names and dict(attrs).get("type") != "application/ld+json":
            self.found.append(self.get_starttag_text() or tag)


def things(page: str) -> list[dict[str, object]]:
    return [json.loads(block) for block in JSON_LD.findall(page)]


def test_every_page_survives_hostile_texts(evil_client: FlaskClient) -> None:
    for path in PAGES:
        response = evil_client.get(f"/{SLUG}{path}")
        page = response.get_data(as_text=True)
        assert (path, response.status_code, Elements(page).found, len(things(page))) == (path, 200, [], 1)
        assert "{{ 7*7 }}" in unescape(page)


def test_every_page_says_what_it_is_to_machines(evil_client: FlaskClient) -> None:
    names = ["og:site_name", "og:title", "og:description", "og:type", "og:url", "og:image"]
    for path in PAGES:
        page = evil_client.get(f"/{SLUG}{path}").get_data(as_text=True)
        (thing,) = things(page)
        assert thing["@context"] == "https://schema.org"
        assert str(thing["url"]).startswith(f"http://localhost/{SLUG}")
        assert re.findall(r'<meta property="(og:\w+)" content="[^"]+">', page)[:6] == names
        assert re.search(r"<title>[^<]+</title>", page)


def test_hostile_texts_arrive_whole_in_json_ld(evil_client: FlaskClient) -> None:
    (thing,) = things(evil_client.get(f"/{SLUG}/people/okafor").get_data(as_text=True))
    assert (thing["name"], thing["jobTitle"]) == (EVIL, EVIL)


def test_hostile_texts_make_a_sound_feed_and_sitemap(evil_client: FlaskClient) -> None:
    feed = ET.fromstring(evil_client.get(f"/{SLUG}/changes.atom").data)
    title = feed.findtext("{http://www.w3.org/2005/Atom}title")
    assert title == f"{EVIL}: what changed".replace("\x0b", "")
    assert ET.fromstring(evil_client.get("/sitemap.xml").data).tag.endswith("urlset")


def test_every_page_of_an_archive_works(app: Flask) -> None:
    publish(app, archive())
    client = app.test_client()
    for path in BARE:
        response = client.get("/smart-cities-2018" + path)
        assert (path, response.status_code, len(things(response.get_data(as_text=True)))) == (path, 200, 1)


def test_an_unknown_summit_has_no_pages(app: Flask) -> None:
    publish(app, make_snapshot())
    client = app.test_client()
    paths = [*PAGES, "/card.png", "/sessions/panel/card.png", "/changes.atom"]
    assert {path: client.get("/elsewhere" + path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_what_is_not_there_is_not_there(app: Flask) -> None:
    publish(app, make_snapshot())
    client = app.test_client()
    assert {path: client.get(f"/{SLUG}{path}").status_code for path in NOTHING} == dict.fromkeys(NOTHING, 404)


def test_a_page_is_made_once(evil_client: FlaskClient) -> None:
    for path in COMPILED:
        first = evil_client.get(f"/{SLUG}{path}")
        assert first.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"
        with asked_just_now(evil_client.application, SLUG), counted_queries() as queries:
            second = evil_client.get(f"/{SLUG}{path}")
        assert (path, second.data == first.data, queries.count) == (path, True, 0)
        assert second.headers["ETag"] == first.headers["ETag"]


def test_a_page_costs_few_queries(app: Flask) -> None:
    """The release and what it holds; the home page asks for the other editions too, the changes for the releases."""
    publish(app, hostile())
    publish(app, archive())
    client = app.test_client()
    costs = {}
    for path in PAGES:
        public.forget()
        with asked_just_now(app, SLUG), counted_queries() as queries:
            client.get(f"/{SLUG}{path}")
        costs[path] = queries.count
    assert costs == {path: 4 if path == "/" else 3 if "changes" in path else 2 for path in PAGES}
