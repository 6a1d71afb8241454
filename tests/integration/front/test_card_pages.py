"""Social cards over HTTP."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from tests.fixtures.queries import counted_queries
from tests.integration.calendar.releases import publish
from tests.integration.front.hostile import SLUG, archive, hostile
from tests.integration.front.pointing import asked_just_now
from tests.unit.calendar.samples import make_snapshot


@pytest.mark.parametrize("path", ["/card.png", "/sessions/panel/card.png", "/sessions/lunch/card.png"])
def test_a_card_is_a_picture_drawn_once(app: Flask, path: str) -> None:
    publish(app, make_snapshot())
    client = app.test_client()
    response = client.get(f"/{SLUG}{path}")
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert Image.open(BytesIO(response.data)).size == (1200, 630)
    with asked_just_now(app, SLUG), counted_queries() as queries:
        assert client.get(f"/{SLUG}{path}").data == response.data
    assert queries.count == 0


def test_an_archive_has_cards(app: Flask) -> None:
    publish(app, archive())
    for path in ("/smart-cities-2018/card.png", "/smart-cities-2018/sessions/panel/card.png"):
        assert app.test_client().get(path).status_code == 200


def test_hostile_texts_are_only_drawn(app: Flask) -> None:
    publish(app, hostile())
    response = app.test_client().get(f"/{SLUG}/sessions/panel/card.png")
    assert (response.status_code, len(response.data) < 60_000) == (200, True)


def test_pages_name_their_cards(app: Flask) -> None:
    publish(app, make_snapshot())
    page = app.test_client().get(f"/{SLUG}/venue").get_data(as_text=True)
    assert f'<meta property="og:image" content="http://localhost/{SLUG}/card.png">' in page
    session = app.test_client().get(f"/{SLUG}/sessions/panel").get_data(as_text=True)
    assert f'<meta property="og:image" content="http://localhost/{SLUG}/sessions/panel/card.png">' in session
