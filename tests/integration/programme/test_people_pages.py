"""Who speaks: the register, its search, and one person."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace

from eventsite.core import markdown
from eventsite.programme.releases.snapshot import Link, ReleasedPerson, Text
from tests.integration.calendar.releases import publish
from tests.unit.calendar.samples import PANEL, make_session, make_slot, make_snapshot

SLUG = "smart-cities-2026"


@pytest.fixture
def released(app: Flask) -> FlaskClient:
    """Publish the sample, with one person who has an accent and a profile."""
    zoe = ReleasedPerson(
        code="zoe",
        name="Zoë <Umberleigh>",
        headline="Makes one cost fit two budgets",
        biography=Text(source="## Life\n\n*Long*.", html=markdown.render("## Life\n\n*Long*.")),
        links=(Link(label="Her site", url="https://example.org/zoe"),),
    )
    sample = make_snapshot()
    publish(app, replace(sample, people=(*sample.people, zoe)))
    return app.test_client()


def page_of(client: FlaskClient, path: str) -> str:
    response = client.get(f"/{SLUG}{path}")
    assert response.status_code == 200
    return response.get_data(as_text=True)


def people_on(page: str) -> list[str]:
    main = page[page.index("<main") : page.index("</main>")]
    return re.findall(rf'href="/{SLUG}/people/(\w+)"', main)


def test_everybody_stands_under_a_letter(released: FlaskClient) -> None:
    page = page_of(released, "/people/")
    assert people_on(page) == ["okafor", "silbey", "applewhite", "lee", "zoe"]
    assert re.findall(r'<h2 class="register-letter"[^>]*>(.)</h2>', page) == ["A", "M", "N", "S", "Z"]
    assert re.findall(r'href="#(letter-\d)">(.)<', page) == [
        (f"letter-{n}", letter) for n, letter in enumerate("AMNSZ", 1)
    ]


@pytest.mark.parametrize(
    ("q", "codes"),
    [
        ("zoe", ["zoe"]),
        ("ZOË  umber", ["zoe"]),
        ("city of example", ["okafor"]),
        ("fit+two", ["zoe"]),
        ("nobody+at+all", []),
        ("<script>", []),
    ],
)
def test_search_finds_names_titles_and_organizations(released: FlaskClient, q: str, codes: list[str]) -> None:
    page = page_of(released, f"/people/?q={q}")
    assert people_on(page) == codes
    assert f"{len(codes)} {'person' if len(codes) == 1 else 'people'} found" in page


def test_a_search_is_not_kept_and_not_indexed(app: Flask, released: FlaskClient) -> None:
    before = len(app.extensions["eventsite.shelf"])
    page = page_of(released, "/people/?q=zoe")
    assert len(app.extensions["eventsite.shelf"]) == before
    assert '<meta name="robots" content="noindex">' in page
    page_of(released, "/people/")
    assert len(app.extensions["eventsite.shelf"]) == before + 1


def test_a_search_for_nothing_shows_everybody(released: FlaskClient) -> None:
    assert len(people_on(page_of(released, "/people/?q=+"))) == 5


def test_a_search_that_finds_nobody_leads_to_the_agenda(released: FlaskClient) -> None:
    assert f'href="/{SLUG}/agenda?q=attic"' in page_of(released, "/people/?q=attic")


def test_a_very_long_register_is_light(app: Flask) -> None:
    people = tuple(ReleasedPerson(code=f"p{n}", name=f"Person Number {n}", headline="Office") for n in range(1216))
    publish(app, replace(make_snapshot(), people=people, sessions=()))
    response = app.test_client().get(f"/{SLUG}/people/", headers={"Accept-Encoding": "br"})
    assert len(response.data) < 30_000
    assert len(people_on(page_of(app.test_client(), "/people/"))) == 1216


def test_nobody_announced_yet_leads_to_the_agenda(app: Flask) -> None:
    publish(app, replace(make_snapshot(make_session("talk", make_slot(1))), people=()))
    assert "Nobody is announced yet" in page_of(app.test_client(), "/people/")


def test_a_person_is_told_as_billed(released: FlaskClient) -> None:
    page = page_of(released, "/people/okafor")
    assert "<h1>Ada Okafor</h1>" in page
    assert '<p class="lead">Chief Data Officer, City of Example</p>' in page
    assert re.findall(rf'class="lines-title"><a href="/{SLUG}/sessions/(\w+)"', page) == ["panel", "talk", "panel"]
    assert f'href="webcal://localhost/{SLUG}/people/okafor.ics"' in page
    assert f'href="/{SLUG}/people/okafor.ics"' in page


def test_a_profile_shows_biography_and_links(released: FlaskClient) -> None:
    page = page_of(released, "/people/zoe")
    assert "<h1>Zoë &lt;Umberleigh&gt;</h1>" in page
    assert "<h3>Life</h3>\n<p><em>Long</em>.</p>" in page
    assert 'href="https://example.org/zoe" rel="noopener nofollow ugc"' in page
    assert "The times are not set yet" in page


def test_the_tile_of_a_person_is_the_same_everywhere(released: FlaskClient) -> None:
    tile = re.compile(r'<svg class="monogram".*?</svg>', re.DOTALL)
    (alone,) = tile.findall(page_of(released, "/people/okafor"))
    assert alone in tile.findall(page_of(released, "/people/"))
    assert alone in tile.findall(page_of(released, "/"))


def test_a_cancelled_session_of_a_person_says_so(app: Flask) -> None:
    publish(app, make_snapshot(make_session("talk", make_slot(1), is_cancelled=True, line_up=PANEL[:1])))
    assert "Cancelled" in page_of(app.test_client(), "/people/okafor")
