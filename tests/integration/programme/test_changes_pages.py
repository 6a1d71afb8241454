"""The public page of changes and its feed, over real releases."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.programme.states import Role, SessionState
from eventsite.summits.models import Summit
from tests.drafts import add_person, add_session, add_summit
from tests.fixtures.clocks import FrozenClock

ATOM = {"a": "http://www.w3.org/2005/Atom"}
EVIL = "</script><b onclick='x'>\"Quotes\" & more ]]>"


@pytest.fixture
def client(app: Flask, frozen_clock: FrozenClock) -> FlaskClient:
    """Release three sessions; then rename one, take one out and add one, with texts that attack."""
    public.forget()
    with app.app_context(), transaction():
        summit = add_summit()
        add_session(summit, "A", title="Before", line_up={add_person("Ada Okafor"): Role.SPEAKER})
        add_session(summit, "B")
        add_session(summit, "C")
        releasing.release(summit, name="The programme")
    frozen_clock.set(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))  # the second 01:30 of that night
    with app.app_context(), transaction():
        summit = db.session.scalars(db.select(Summit)).one()
        session_of("A").title = EVIL
        session_of("B").state = SessionState.CANCELLED
        add_session(summit, "D", title="New one")
        releasing.release(summit, name=EVIL, note=EVIL)
    return app.test_client()


def session_of(code: str) -> Session:
    return db.session.scalars(db.select(Session).filter_by(code=code)).one()


def page_of(client: FlaskClient, path: str) -> str:
    response = client.get(f"/summit{path}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


@pytest.fixture
def add_releases(app: Flask) -> Callable[[int], None]:
    def add(count: int) -> None:
        for number in range(count):
            with app.app_context(), transaction():
                session_of("A").title = f"Title {number}"
                releasing.release(db.session.scalars(db.select(Summit)).one(), name=f"R{number}")

    return add


def test_releases_are_told_newest_first(client: FlaskClient) -> None:
    page = page_of(client, "/changes")
    assert re.findall(r'<h2 id="release-(\d)">', page) == ["2", "1"]
    assert "Sun 1 Nov 2026, 01:30 EST" in page
    assert "Sun 1 Nov 2026, 01:30 EDT" in page
    assert "The first release: 3 sessions, 1 person, 2 rooms, 1 event." in words(page)


@pytest.mark.parametrize("path", ["/changes", "/changes/2"])
def test_what_changed_is_told_field_by_field(client: FlaskClient, path: str) -> None:
    page = page_of(client, path)
    assert '<a href="/summit/sessions/A">&lt;/script&gt;' in page
    assert "<del>Before</del>" in page
    assert "<ins>&lt;/script&gt;&lt;b onclick=&#39;x&#39;&gt;&#34;Quotes&#34; &amp; more ]]&gt;</ins>" in page
    assert re.findall(r'<p class="muted">([^<]*)</p>', page[page.index("change-head") :]) == [
        "Changed. Talk, A",
        "Cancelled. Talk, B",
        "New. Talk, D",
    ]
    assert "<b onclick" not in page


def test_the_first_release_has_a_page_that_only_counts(client: FlaskClient) -> None:
    page = page_of(client, "/changes/1")
    assert "The first release: 3 sessions, 1 person, 2 rooms, 1 event." in words(page)
    assert '<li class="change' not in page


def test_older_releases_are_a_page_further(client: FlaskClient, add_releases: Callable[[int], None]) -> None:
    add_releases(20)
    page = page_of(client, "/changes")
    assert re.findall(r'<h2 id="release-(\d+)">', page) == [str(number) for number in range(22, 2, -1)]
    assert 'href="/summit/changes?before=3"' in page
    assert re.findall(r'<h2 id="release-(\d+)">', page_of(client, "/changes?before=3")) == ["2", "1"]


def test_a_release_of_many_changes_is_told_in_part_and_whole_on_its_pages(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        summit = db.session.scalars(db.select(Summit)).one()
        for number in range(201):
            add_session(summit, f"N{number:03}", starts_at=None)
        releasing.release(summit, name="Many")
    page = page_of(client, "/changes")
    assert "201 new sessions." in words(page)
    assert page.count('<li class="change') == 50 + 3
    assert 'href="/summit/changes/3"' in page
    counts = [page_of(client, f"/changes/3?page={number}").count('<li class="change') for number in (1, 2, 3)]
    assert counts == [100, 100, 1]
    assert client.get("/summit/changes/3?page=4").status_code == 404
    for number in ("1" + "0" * 25, "0" * 8 + "19" + "9" * 20, "1" * 5000):
        assert client.get(f"/summit/changes?before={number}").status_code == 404


def test_another_summits_release_is_not_told(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), transaction():
        other = add_summit("other")
        add_session(other, "Z")
        releasing.release(other, name="Elsewhere")
    assert "Elsewhere" not in page_of(client, "/changes")
    assert client.get("/other/changes/2").status_code == 404


def test_the_feed_is_sound(client: FlaskClient) -> None:
    response = client.get("/summit/changes.atom")
    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.data)
    assert feed.findtext("a:title", namespaces=ATOM) == "Summit: what changed"
    assert feed.findtext("a:author/a:name", namespaces=ATOM) == "Summit"
    assert feed.findtext("a:updated", namespaces=ATOM) == "2026-11-01T06:30:00Z"
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", ATOM)}
    assert links == {"self": "http://localhost/summit/changes.atom", "alternate": "http://localhost/summit/changes"}
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", namespaces=ATOM) for entry in entries] == [
        f"Release 2: {EVIL}",
        "Release 1: The programme",
    ]
    for entry in entries:
        assert len(entry.findall("a:id", ATOM)) == len(entry.findall("a:updated", ATOM)) == 1
    content = entries[0].findtext("a:content", "", ATOM)
    assert "<li><b>New one</b> (added). When: none → Sun 1 Nov, 09:00–09:45 EST; Room: none → Hall" in content
    assert "onclick='x'>" not in content


def test_ids_in_the_feed_are_there_once_and_for_ever(client: FlaskClient, add_releases: Callable[[int], None]) -> None:
    def ids() -> list[str]:
        feed = ET.fromstring(client.get("/summit/changes.atom").data)
        return [entry.text or "" for entry in feed.iter("{http://www.w3.org/2005/Atom}id")]

    before = ids()
    assert len(set(before)) == 3
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", id) for id in before)
    add_releases(1)
    after = ids()
    assert (after[0], after[2:]) == (before[0], before[1:])


def test_the_feeds_bytes_do_not_depend_on_the_clock(app: Flask, client: FlaskClient, frozen_clock: FrozenClock) -> None:
    first = client.get("/summit/changes.atom")
    frozen_clock.forward(days=400)
    app.extensions["eventsite.shelf"]._pages.clear()
    assert client.get("/summit/changes.atom").data == first.data
