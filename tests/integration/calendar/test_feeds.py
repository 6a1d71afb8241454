"""The feeds over HTTP: whole calendars, kept, compared, and not found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from eventsite.programme.releases.carrying import carry
from tests.integration.calendar.releases import publish
from tests.unit.calendar.readers import read_by_all
from tests.unit.calendar.samples import make_snapshot, uid

SUMMIT = "/smart-cities-2026"


@pytest.fixture
def released(app: Flask) -> Flask:
    """Publish the sample."""
    publish(app, make_snapshot())
    return app


def uids(response: TestResponse) -> list[str]:
    assert response.status_code == 200
    return list(read_by_all(response.data)[1])


@pytest.mark.parametrize(
    ("path", "slots", "filename"),
    [
        ("/agenda.ics", [1, 3, 4, 2], "smart-cities-2026.ics"),
        ("/agenda.ics?event=iiot", [1, 3, 2], "smart-cities-2026.ics"),
        ("/agenda.ics?day=2026-11-02&kind=talk", [3], "smart-cities-2026.ics"),
        ("/agenda.ics?q=Buying", [1, 2], "smart-cities-2026.ics"),
        ("/agenda.ics?room=attic", [1, 3, 4, 2], "smart-cities-2026.ics"),
        ("/agenda.ics?q=nothing+at+all", [], "smart-cities-2026.ics"),
        ("/sessions/panel.ics", [1, 2], "smart-cities-2026-panel.ics"),
        ("/sessions/lunch.ics", [4], "smart-cities-2026-lunch.ics"),
        ("/people/okafor.ics", [1, 3, 2], "smart-cities-2026-okafor.ics"),
    ],
)
def test_a_feed_is_a_calendar(released: Flask, path: str, slots: list[int], filename: str) -> None:
    for _ in range(2):
        response = released.test_client().get(SUMMIT + path)
        assert uids(response) == [uid(number) for number in slots]
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Content-Disposition"] == f'inline; filename="{filename}"'
        assert response.headers["Cache-Control"] == "public, max-age=0, s-maxage=5"


@pytest.mark.parametrize(
    "path",
    [
        "/elsewhere/agenda.ics",
        "/elsewhere/sessions/panel.ics",
        f"{SUMMIT}/sessions/none.ics",
        f"{SUMMIT}/people/none.ics",
        "/feeds/1-none.ics",
        "/feeds/none.ics",
        "/feeds/-.ics",
    ],
)
def test_what_is_not_there_is_not_found(released: Flask, path: str) -> None:
    assert released.test_client().get(path).status_code == 404


def test_a_summit_without_a_release_has_no_feed(client: FlaskClient) -> None:
    assert client.get(f"{SUMMIT}/agenda.ics").status_code == 404


@pytest.mark.parametrize(
    "path", ["/agenda.ics", "/agenda.ics?day=2026-11-02", "/agenda.ics?q=buying", "/sessions/panel.ics"]
)
@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_an_unchanged_feed_is_not_sent_again(released: Flask, path: str, encoding: str) -> None:
    client = released.test_client()
    first = client.get(SUMMIT + path, headers={"Accept-Encoding": encoding})
    etag = first.headers["ETag"]
    again = client.get(SUMMIT + path, headers={"Accept-Encoding": encoding, "If-None-Match": etag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert client.get(SUMMIT + path, headers={"Accept-Encoding": encoding}).data == first.data


def test_another_process_gives_the_same_bytes(released: Flask) -> None:
    from eventsite.programme.releases import public

    first = released.test_client().get(f"{SUMMIT}/agenda.ics?q=buying")
    public.forget()
    second = released.test_client().get(f"{SUMMIT}/agenda.ics?q=buying")
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])


def test_a_release_changes_only_the_feeds_it_touches(released: Flask) -> None:
    client = released.test_client()
    before = {path: client.get(SUMMIT + path).headers["ETag"] for path in ("/agenda.ics", "/people/silbey.ics")}
    past = make_snapshot()
    talk = replace(past.sessions[1], title="Talk, again")
    now = carry(
        past, replace(past, sessions=(past.sessions[0], talk, past.sessions[2])), datetime(2026, 9, 9, tzinfo=UTC)
    )
    publish(released, now, number=2)
    after = client.get(f"{SUMMIT}/agenda.ics", headers={"If-None-Match": before["/agenda.ics"]})
    assert read_by_all(after.data)[1][uid(3)].sequence == 1
    same = client.get(f"{SUMMIT}/people/silbey.ics", headers={"If-None-Match": before["/people/silbey.ics"]})
    assert same.headers["ETag"] == before["/people/silbey.ics"]
    assert client.get(f"{SUMMIT}/people/silbey.ics", headers={"If-None-Match": same.headers["ETag"]}).status_code == 304


def test_a_head_says_what_a_get_would(released: Flask) -> None:
    client = released.test_client()
    client.get(f"{SUMMIT}/agenda.ics")
    response = client.head(f"{SUMMIT}/agenda.ics")
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("path", ["/agenda.ics", "/agenda.ics?event=iiot", "/people/okafor.ics"])
def test_a_known_feed_is_kept_and_words_are_not(released: Flask, path: str) -> None:
    client, shelf = released.test_client(), released.extensions["eventsite.shelf"]
    client.get(SUMMIT + path)
    assert len(shelf) == 1
    client.get(f"{SUMMIT}/agenda.ics?q=anything")
    client.get(f"{SUMMIT}/agenda.ics?room=attic")
    client.get(f"{SUMMIT}/agenda.ics?room={'x' * 500}")
    assert len(shelf) == 1
