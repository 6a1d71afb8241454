"""Pages and feeds: answers a second beside a bare Flask page under the same server, queries, weight, memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.people.services.sessions import Browser, open_session
from eventsite.people.states import SignInMeans
from eventsite.programme.releases import public
from tests.bench import load, memory, sites
from tests.bench.row import Row
from tests.bench.serving import SERVERS, serving
from tests.fixtures.apps import SECRET
from tests.fixtures.queries import counted_queries

ROUNDS = 5
BROTLI = {"Accept-Encoding": "br"}
COMPILED = {
    "agenda page of 300 sessions, anonymous, br": f"/{sites.MADE}/agenda",
    "whole-summit .ics": f"/{sites.MADE}/agenda.ics",
    "schedule.json": f"/{sites.MADE}/schedule.json",
    "session page": f"/{sites.MADE}/sessions/S7",
    "people": f"/{sites.MADE}/people/",
    "passes, with what is left of them": f"/{sites.SHOP}/passes",
}


def rows(app: Flask, data: Path, url: str) -> Iterator[Row]:
    environ = {
        "EVENTSITE_DATA": str(data),
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "LINK_KEY": SECRET[::-1],
        "EVENTSITE_URL": "",
    }
    for server in SERVERS:
        yield from _against_hello(server, environ)
    yield _queries_of_compiled(app)
    yield from _queries_of_signed_in(app)
    yield from _weight(app.test_client())
    yield from memory.rows(app, data, url, _signed_in(app))


def _against_hello(server: str, environ: dict[str, str]) -> Iterator[Row]:
    with serving("tests.bench.hello:app", server) as hello, serving("app:app", server, environ, "/healthz") as ours:
        for what, path in COMPILED.items():
            yield _ratio(f"{what} ({server})", hello.url + "/", ours.url + path, BROTLI)
        etag = _etag(ours.url + COMPILED["whole-summit .ics"])
        yield _ratio(
            f"whole-summit .ics, unchanged: 304 ({server})",
            hello.url + "/",
            ours.url + COMPILED["whole-summit .ics"],
            {**BROTLI, "If-None-Match": etag},
        )


def _etag(url: str) -> str:
    import urllib.request

    with urllib.request.urlopen(urllib.request.Request(url, headers=BROTLI), timeout=10) as answer:
        return str(answer.headers["ETag"])


def _ratio(what: str, hello: str, ours: str, headers: dict[str, str]) -> Row:
    """Measure both in turn, so that a machine that slows down slows both."""
    pairs = [(load.ask(hello), load.ask(ours, headers)) for _ in range(ROUNDS)]
    ratio = median(mine.per_second / reference.per_second for reference, mine in pairs)
    slow = median(mine.p99_ms for _, mine in pairs), median(reference.p99_ms for reference, _ in pairs)
    failed = sum(mine.failed for _, mine in pairs)
    rate = median(mine.per_second for _, mine in pairs)
    measured = f"{ratio:.2f} × hello, {rate:,.0f}/s; p99 {slow[0]:.1f} ms, hello {slow[1]:.1f} ms"
    return Row(
        what, measured + (f"; {failed} failed" if failed else ""), "more than 1 × hello", ratio > 1 and not failed
    )


def _queries_of_compiled(app: Flask) -> Row:
    client, path = app.test_client(), COMPILED["agenda page of 300 sessions, anonymous, br"]
    client.get(path)
    with counted_queries() as sent:
        for _ in range(20):
            client.get(path)
    return Row(
        "SQL for 20 requests of a compiled page",
        f"{sent.count} (the pointer is read once a second)",
        "at most 1",
        sent.count <= 1,
    )


def _queries_of_signed_in(app: Flask) -> Iterator[Row]:
    slugs = [sites.MADE] + ([sites.REAL] if sites.real_file() else [])
    for slug in slugs:
        client = _signed_in(app)
        public.forget()
        with counted_queries() as sent:
            client.get(f"/{slug}/agenda")
        yield Row(
            f"agenda for a signed-in visitor, cold ({slug})", f"{sent.count} queries", "at most 5", sent.count <= 5
        )


def _signed_in(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context(), transaction():
        identity = open_session(
            sites.the_account(), means=SignInMeans.MACHINE, is_strong=True, browser=Browser("bench", "")
        )
    with client.session_transaction() as session:
        session.update(_user_id=identity, _fresh=True)
    return client


def _weight(client: FlaskClient) -> Iterator[Row]:
    """Fetch the agenda and what its markup and style sheet name, compressed as a browser asks for it."""
    page = client.get(COMPILED["agenda page of 300 sessions, anonymous, br"])
    links = set(
        re.findall(r'<(?:script|link rel="stylesheet"|link rel="modulepreload")[^>]*?(?:src|href)="([^"]+)"', page.text)
    )
    modules = {link for link in links if link.endswith(".js")}
    for module in list(modules):
        base = module.rpartition("/")[0]
        source = client.get(module).text
        names = re.findall(r'data-behaviour="([^"]+)"', page.text)
        links |= (
            {f"{base}/behaviours/{name}.js" for group in names for name in group.split()}
            if "behaviours/" in source
            else set()
        )
    sizes = [len(client.get(link, headers=BROTLI).data) for link in sorted(links)]
    total = (
        len(client.get(COMPILED["agenda page of 300 sessions, anonymous, br"], headers=BROTLI).data) + sum(sizes)
    ) / 1024
    requests = 1 + len(links) + 2  # icons and the typeface
    yield Row(
        "weight of the agenda page: HTML, CSS and JS, compressed",
        f"{total:.1f} kB in {requests} requests with icons and type",
        "under 60 kB in at most 8",
        total < 60 and requests <= 8,
    )
