"""Pages rendered once and answered as bytes."""

import gzip
from collections.abc import Hashable

import brotli
import pytest
from flask import Flask, g, request, session
from flask.testing import FlaskClient

from eventsite.web.compiled import CACHE_CONTROL, CompiledPages, KeptPage, Pointers, Shelf, compiled

LONG = "programme " * 200


class Site:
    """A site of three addresses whose version a test moves by hand, and which counts how often it rendered."""

    def __init__(self) -> None:
        self.version: dict[str, Hashable] = {"s": 1}
        self.rendered = 0
        self.shelf = Shelf()
        app = Flask(__name__)
        app.secret_key = "x"
        app.wsgi_app = CompiledPages(app, self.version.get, self.shelf, own=("mine",))
        app.add_url_rule("/<slug>/page", view_func=compiled("day")(self.page))
        app.add_url_rule("/<slug>/left", "left", view_func=compiled(seconds=5)(self.page))
        app.add_url_rule("/<slug>/cookie", view_func=compiled()(self.cookie))
        self.client: FlaskClient = app.test_client()

    def page(self, slug: str) -> str:
        self.rendered += 1
        if request.args.get("day") == "never":
            g.keep_compiled = False
        return f"{slug} {self.version[slug]} {LONG}"

    def cookie(self, slug: str) -> str:
        self.rendered += 1
        session["x"] = 1
        return LONG


@pytest.fixture
def site() -> Site:
    return Site()


def test_second_request_renders_nothing(site: Site) -> None:
    first, second = site.client.get("/s/page"), site.client.get("/s/page")
    assert first.data == second.data
    assert (first.headers["ETag"], first.headers["Cache-Control"]) == (second.headers["ETag"], CACHE_CONTROL)
    assert site.rendered == 1


def test_a_new_version_renders_again(site: Site) -> None:
    before = site.client.get("/s/page")
    site.version["s"] = 2
    after = site.client.get("/s/page", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.text.split()[1]) == (200, "2")


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("", None),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", None),
        ("library", None),
    ],
)
def test_each_encoding_says_the_same(site: Site, accepts: str, encoding: str | None) -> None:
    for _ in range(2):
        answer = site.client.get("/s/page", headers={"Accept-Encoding": accepts})
        assert answer.headers.get("Content-Encoding") == encoding
        unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
        assert unpack(answer.data).decode() == f"s 1 {LONG}"
        assert "Accept-Encoding" in answer.vary


def test_unchanged_is_304_without_a_body(site: Site) -> None:
    etag = site.client.get("/s/page", headers={"Accept-Encoding": "br"}).headers["ETag"]
    answer = site.client.get("/s/page", headers={"Accept-Encoding": "br", "If-None-Match": etag})
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", etag)


def test_head_says_the_length_and_sends_nothing(site: Site) -> None:
    length = len(site.client.get("/s/page").data)
    answer = site.client.head("/s/page")
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", str(length))


def test_who_has_a_session_goes_past_it(site: Site) -> None:
    site.client.get("/s/page")
    site.client.set_cookie("session", "anything")
    site.client.get("/s/page")
    assert site.rendered == 2


@pytest.mark.parametrize(
    "query",
    ["?day=never", "?other=1", "?day=1&other=1", "?day=" + "1" * 500, "?&", "?day=1&day=1", "?day=%31", "?day=1&"],
)
def test_what_is_not_known_is_not_kept(site: Site, query: str) -> None:
    for _ in range(2):
        assert site.client.get(f"/s/page{query}").status_code == 200
    assert (site.rendered, len(site.shelf)) == (2, 0)


def test_a_known_query_is_kept_apart(site: Site) -> None:
    for _ in range(2):
        site.client.get("/s/page")
        site.client.get("/s/page?day=1")
    assert (site.rendered, len(site.shelf)) == (2, 2)


@pytest.mark.parametrize("cookie", ["session =x", "a=1; session\t=x", "session  = x", "remember_token =x"])
def test_what_a_session_had_a_part_in_is_not_kept(site: Site, cookie: str) -> None:
    client = site.client.application.test_client(use_cookies=False)
    assert client.get("/s/page", headers={"Cookie": cookie}).status_code == 200
    assert len(site.shelf) == 0


def test_an_answer_that_begins_a_session_is_not_kept(site: Site) -> None:
    assert "Set-Cookie" in site.client.get("/s/cookie").headers
    assert len(site.shelf) == 0


@pytest.mark.parametrize("cookie", ["mine=1", "a=1; mine=2", "mine =1"])
def test_a_page_that_a_cookie_makes_ones_own_is_made_for_them(site: Site, cookie: str) -> None:
    site.client.get("/s/page")
    client = site.client.application.test_client(use_cookies=False)
    for _ in range(2):
        client.get("/s/page?day=1", headers={"Cookie": cookie})
    assert (site.rendered, len(site.shelf)) == (3, 1)


def test_a_page_lasts_as_long_as_it_says(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    rendered = []
    for passed in (0.0, 4.9, 5.0, 9.9, 10.0):
        now = 1000.0 + passed
        site.client.get("/s/left")
        rendered.append(site.rendered)
    assert (rendered, len(site.shelf)) == ([1, 1, 2, 2, 3], 1)


def test_nobody_else_keeps_a_page_that_lasts_some_seconds(site: Site) -> None:
    answers = [site.client.get("/s/left") for _ in range(2)]
    assert [answer.headers["Cache-Control"] for answer in answers] == ["no-cache", "no-cache"]
    again = site.client.get("/s/left", headers={"If-None-Match": answers[0].headers["ETag"]})
    assert (again.status_code, site.rendered) == (304, 1)


def test_shelf_is_bounded_by_bytes() -> None:
    shelf = Shelf(most_bytes=10_000)
    for number in range(50):
        shelf.put(number, KeptPage(b"x" * 1000, [], "e", False))
        shelf.get(0)
    assert len(shelf) == 5
    assert shelf.get(0) is not None, "the page that is asked for most stays"


@pytest.mark.parametrize("accepts", ["br", "gzip", ""])
def test_a_text_is_kept_compressed_whoever_asked(site: Site, accepts: str) -> None:
    site.client.get("/s/page", headers={"Accept-Encoding": accepts})
    page = site.shelf.get((1, "/s/page", ""))
    assert page is not None
    assert sum(len(body) for body, _ in page.encodings.values()) + len(page.packed) < page.weight < len(LONG)


def test_pointers_ask_once_a_second_and_at_once_when_told() -> None:
    asked: list[int] = []

    def read() -> dict[str, Hashable]:
        asked.append(1)
        return {"s": len(asked)}

    pointers = Pointers(read, for_seconds=60)
    assert [pointers("s"), pointers("s"), pointers("unknown")] == [1, 1, None]
    pointers.forget()
    assert pointers("s") == 2


def test_pointers_keep_what_they_knew_while_the_database_is_away() -> None:
    answers: list[dict[str, Hashable] | Exception] = [{"s": 1}, OSError("away"), {"s": 2}]

    def read() -> dict[str, Hashable]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    pointers = Pointers(read, for_seconds=0)
    assert [pointers("s"), pointers("s"), pointers("s")] == [1, 1, 2]
