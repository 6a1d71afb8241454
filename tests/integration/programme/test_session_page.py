"""One session as a visitor gets it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import transaction
from eventsite.programme.models import Resource
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.programme.states import ResourceKind, Role, SessionKind, SessionState
from tests.drafts import NINE, add_person, add_session, add_slot, add_summit
from tests.fixtures.clocks import FrozenClock

PAGE = "/summit/sessions/A"


@pytest.fixture(autouse=True)
def fresh_reading() -> Iterator[None]:
    public.forget()
    yield
    public.forget()


@pytest.fixture
def summit(app: Flask) -> None:
    """Release a panel with four people, something beside it, something after it, and a cancelled session."""
    with app.app_context(), transaction():
        made = add_summit()
        people = [add_person(name) for name in ("Ada Okafor", "Noor Applewhite", "Mari Silbey")]
        panel = add_session(
            made, "A", title="Buying </script> together", kind=SessionKind.PANEL, language="en",
            abstract="Two departments, **one** contract.", reconstructed="The hour is a guess.",
            line_up=dict(zip(people, (Role.PANELIST, Role.PANELIST, Role.MODERATOR), strict=True)),
        )
        panel.resources.append(
            Resource(kind=ResourceKind.CASE_STUDY, title="A case", publisher="A city", year=2025, position=0))
        add_slot(panel, starts_at=NINE + timedelta(hours=24), room="attic")
        add_session(made, "B", title="Beside", room="attic", starts_at=NINE + timedelta(minutes=30))
        add_session(made, "C", title="After", starts_at=NINE + timedelta(hours=1))
        gone = add_session(made, "X", title="Gone", starts_at=NINE + timedelta(hours=3))
        add_session(made, "T", title="Someday", starts_at=None)
        releasing.release(made, name="First")
        gone.state = SessionState.CANCELLED
        releasing.release(made, name="Second")


def page(client: FlaskClient, path: str = PAGE) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.status
    return response.text


def test_what_is_not_in_the_release_is_not_there(client: FlaskClient, summit: None) -> None:
    assert client.get("/summit/sessions/NOPE").status_code == 404
    assert client.get("/elsewhere/sessions/A").status_code == 404


def test_the_moderator_comes_first_then_the_panel_in_its_order(client: FlaskClient, summit: None) -> None:
    found = page(client)
    people = re.findall(r'<p class="role">(.*?)</p>\s*<h3 class="person-name"><a [^>]*>(.*?)</a>', found)
    assert people == [("Moderator", "Mari Silbey"), ("Panelist", "Ada Okafor"), ("Panelist", "Noor Applewhite")]


def test_it_says_when_where_and_in_which_zone(client: FlaskClient, summit: None) -> None:
    found = page(client)
    assert '<time datetime="2026-11-01T09:00-05:00">Sun 1 Nov, 09:00</time>' in found
    assert '<time datetime="2026-11-01T09:45-05:00">09:45</time> EST' in found
    assert "Hall <small>100 seats</small>" in found


def test_its_other_times_are_listed(client: FlaskClient, summit: None) -> None:
    found = page(client)
    assert "and 1 other time" in found
    assert re.search(r'<ul class="times">.*Mon 2 Nov, 09:00.*Attic.*</ul>', found, re.DOTALL)


def test_it_names_what_is_on_beside_it_and_what_comes_next(client: FlaskClient, summit: None) -> None:
    side = page(client).partition("<aside")[2]
    assert re.findall(r"<h2 id=\"\w+\">(.*?)</h2>", side)[:2] == ["At the same time", "Next in Hall"]
    assert re.findall(r'<a href="/summit/sessions/(\w)">', side) == ["B", "C"]


def test_what_is_reconstructed_says_so(client: FlaskClient, summit: None) -> None:
    assert "<b>Reconstructed.</b> The hour is a guess." in page(client)


def test_a_resource_says_its_kind_who_made_it_and_when(client: FlaskClient, summit: None) -> None:
    assert "<small>Case study, A city, 2025</small>" in page(client)


def test_search_engines_read_the_same(client: FlaskClient, summit: None) -> None:
    found = page(client)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', found, re.DOTALL)
    assert [json.loads(block)["name"] for block in blocks] == ["Buying </script> together"]
    assert '<meta property="og:image" content="http://localhost/summit/sessions/A/card.png">' in found
    assert '<link rel="canonical" href="http://localhost/summit/sessions/A">' in found


def test_it_can_be_kept(client: FlaskClient, summit: None) -> None:
    found = page(client)
    assert 'href="/summit/sessions/A/star" data-star="A"' in found
    assert 'href="/summit/sessions/A.ics">Phone or desktop calendar' in found
    assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in found
    assert "dates=20261101T140000Z%2F20261101T144500Z" in found
    assert "webcal://localhost/summit/sessions/A.ics" in found


def test_what_is_cancelled_is_never_on_now(client: FlaskClient, summit: None, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(NINE)
    assert 'data-behaviour="now"' in page(client)
    assert 'data-behaviour="now"' not in page(client, "/summit/sessions/X")


def test_a_session_leads_to_its_event(client: FlaskClient, summit: None) -> None:
    events = re.findall(r'<dt>Event</dt><dd><a href="([^"]*)"', page(client))
    assert [client.get(event).status_code for event in events] == [200] * len(events)


def test_a_cancelled_session_says_so_and_cannot_be_added(client: FlaskClient, summit: None) -> None:
    found = page(client, "/summit/sessions/X")
    assert "<b>Cancelled.</b> This session does not take place." in found
    assert '<h1 class="is-off">Gone</h1>' in found
    assert "Add to calendar" not in found


def test_a_session_without_a_time_says_so(client: FlaskClient, summit: None) -> None:
    assert "Not scheduled yet" in page(client, "/summit/sessions/T")


def test_the_clock_is_looked_at_only_on_its_day(client: FlaskClient, summit: None, frozen_clock: FrozenClock) -> None:
    frozen_clock.set(NINE - timedelta(days=3))
    assert 'data-behaviour="now"' not in page(client)
    frozen_clock.set(NINE)
    public.forget()
    assert '<dd data-behaviour="now">' in page(client, PAGE + "?fresh")
