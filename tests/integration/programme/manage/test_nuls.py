"""A NUL in a query or a form, which PostgreSQL takes for no text, breaks no page of the programme."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.programme.services import releasing
from eventsite.summits.queries import find_summit
from tests.fixtures.cast import SLUG, Cast, Member

As = Callable[[Member], FlaskClient]
DESK = f"/manage/{SLUG}"
NAMES = (
    "at", "day", "event", "from", "hide", "kind", "lack", "mail", "mark", "minutes", "next", "on", "page", "person",
    "q", "removed", "room", "rule", "scope", "second", "session", "severity", "show", "shown", "since", "slot", "sort",
    "starts", "state", "to", "track", "version", "what", "who", "with", "zoom",
)  # fmt: skip
EVERYTHING = "&".join(f"{name}=%00" for name in [*NAMES, "%00"])
PAGES = (
    "/", "/programme", "/clashes", "/sessions/new", "/sessions/SC-1", "/sessions/SC-1/edit", "/sessions/SC-1/history",
    "/board", "/board/bulk", "/release", "/releases", "/releases/1", "/releases/1/restore", "/readiness", "/trail",
    "/people/ada-example", "/venue", "/events", "/orders", "/orders.csv", "/seats.csv", "/passes", "/money", "/team",
)  # fmt: skip
PUBLIC = ("/", "/agenda", "/changes", "/people/", "/sessions/SC-1", "/my-agenda")

pytestmark = pytest.mark.usefixtures("draft")


@pytest.mark.parametrize(
    "ending",
    [
        "/board/place?session=%00", "/board/place?session=SC-2%00", "/board/try?session=%00",
        "/release?scope=slot&slot=%00", "/release?scope=slot&slot=SC-%002", "/release?scope=event&event=%00",
        "/board/news?since=%00", "/board/bulk?what=swap&one=%00",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_names_nothing(cast: Cast, as_member: As, ending: str) -> None:
    assert as_member(cast.owner).get(f"{DESK}{ending}").status_code == 404


def test_a_nul_under_any_name_breaks_no_page(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        releasing.release(summit, name="One")
    client = as_member(cast.owner)
    pages = [f"{DESK}{ending}" for ending in PAGES] + [f"/{SLUG}{ending}" for ending in PUBLIC]
    answers = {page: client.get(f"{page}?{EVERYTHING}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 404)


def test_a_nul_in_a_form_names_nothing(cast: Cast, as_member: As) -> None:
    client, nul = as_member(cast.owner), dict.fromkeys((*NAMES, "do", "seal", "name", "reason"), "\0")
    posts = ["/board/place", "/board/bulk", "/release", "/sessions/new", "/sessions/SC-1/edit"]
    assert {post: client.post(f"{DESK}{post}", data=nul).status_code for post in posts} == {
        "/board/place": 404, "/board/bulk": 422, "/release": 422, "/sessions/new": 422, "/sessions/SC-1/edit": 422,
    }  # fmt: skip
