"""The server of the browser tests answers over HTTP, with the sample, each test its own."""

from __future__ import annotations

import json
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from eventsite.core.db import db, transaction
from eventsite.summits.models import Summit
from tests.fixtures.servers import LiveServer


def test_server_is_ready(live_server: LiveServer) -> None:
    with urlopen(f"{live_server.url}/readyz") as response:
        assert json.load(response) == {"ready": True}


def test_the_browser_reaches_it(live_server: LiveServer, page: Page) -> None:
    response = page.goto(f"{live_server.url}/healthz")
    assert response is not None
    assert response.json() == {"alive": True}


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_sample_of_its_own(live_server: LiveServer, turn: int) -> None:
    with live_server.app.app_context(), transaction():
        summits = db.session.scalars(db.select(Summit).order_by(Summit.id)).all()
        assert [summit.tagline for summit in summits] != ["changed"] * len(summits)
        for summit in summits:
            summit.tagline = "changed"
