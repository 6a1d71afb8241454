"""What is not ready, event by event, each line leading to what is behind it."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.drafting.event_readiness import EventReadiness, ReadyLine, readiness_of
from eventsite.programme.models import CoPresenter, Session
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.summits.models import Summit
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_person, add_session
from tests.fixtures.cast import SLUG, Cast, Member
from tests.fixtures.queries import Statements

As = Callable[[Member], FlaskClient]
PAGE = f"/manage/{SLUG}/readiness"

pytestmark = pytest.mark.usefixtures("draft")


def the_summit() -> Summit:
    found = find_summit(SLUG)
    assert found is not None
    return found


def read(app: Flask) -> dict[str, list[str]]:
    with app.app_context():
        return {event.slug: [line.sentence for line in event.lines] for event in readiness_of(the_summit())}


@pytest.fixture
def gaps(app: Flask) -> None:
    """Three panels without a moderator in the side event, and a keynote of both without a room."""
    with app.app_context(), transaction():
        summit = the_summit()
        side = summit.events[1]
        for number in range(3):
            guests = {add_person(f"Guest {number} {letter}"): Role.PANELIST for letter in "ab"}
            at = NINE + timedelta(hours=1 + number)
            panel = add_session(summit, f"P-{number}", starts_at=at, kind=SessionKind.PANEL, line_up=guests)
            panel.event = side
        panel.line_up[0].state = AppearanceState.INVITED
        keynote = add_session(summit, "K", title="Water", starts_at=NINE + timedelta(hours=5), kind=SessionKind.KEYNOTE)
        keynote.slots[0].places.clear()
        keynote.also.append(CoPresenter(event=side))


def test_each_event_says_what_it_lacks(app: Flask, gaps: None) -> None:
    assert read(app) == {
        "main": [
            "The talk “Pumps” has no time",
            "The keynote “Water” has no room",
            "The session “Poles” is a draft and stays unpublished",
            "The panel “Pipes” has one panelist, Bob Sample",
        ],
        "side": [
            "The keynote “Water” has no room",
            "The panel “About P-2” waits for somebody’s answer",
            "3 panels have no moderator",
        ],
    }


def test_a_line_is_a_plain_value(app: Flask) -> None:
    with app.app_context():
        main, side = readiness_of(the_summit())
    assert side == EventReadiness("side", "Side event", "square", 0, ())
    assert (side.is_ready, main.is_ready, main.sessions) == (False, False, 3)
    assert main.lines[0] == ReadyLine(
        "The talk “Pumps” has no time", 1, ("SC-2",), {"event": "main", "kind": "talk", "lack": "slot"}
    )
    assert main.lines[2] == ReadyLine(
        "The panel “Pipes” has one panelist, Bob Sample", 1, ("SC-1",),
        {"event": "main", "rule": "alone", "severity": "warn"}, is_of_clashes=True,
    )  # fmt: skip


def test_every_line_leads_to_as_many_as_it_counts(app: Flask, cast: Cast, gaps: None, as_member: As) -> None:
    client = as_member(cast.viewer)
    with app.app_context():
        lines = [line for event in readiness_of(the_summit()) for line in event.lines]
    assert len(lines) == 7
    for line in lines:
        page = client.get(f"/manage/{SLUG}/{'clashes' if line.is_of_clashes else 'programme'}", query_string=line.query)
        rows = len(re.findall(r'<li class="clash">|<th scope="row"', page.text))
        assert (line.sentence, rows) == (line.sentence, line.count)


def test_the_page_links_each_line(cast: Cast, gaps: None, as_member: As) -> None:
    page = as_member(cast.viewer).get(PAGE).text
    links = re.findall(r'<li><a href="([^"]*)">([^<]*)</a></li>', page[page.index("ready-lines") :])
    assert links[-1] == (
        f"/manage/{SLUG}/clashes?event=side&amp;rule=moderator&amp;severity=warn", "3 panels have no moderator",
    )  # fmt: skip
    assert links[0] == (f"/manage/{SLUG}/sessions/SC-2", "The talk “Pumps” has no time")


def test_what_was_called_off_lacks_nothing(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        for session in db.session.scalars(db.select(Session)):
            session.state = SessionState.CANCELLED
    assert read(app) == {"main": [], "side": []}
    assert as_member(cast.viewer).get(PAGE).text.count("Nothing is planned yet.") == 2


def test_an_event_that_is_ready_says_so(app: Flask, cast: Cast, as_member: As) -> None:
    with app.app_context(), transaction():
        for session in db.session.scalars(db.select(Session)):
            session.state = SessionState.CANCELLED
        add_session(the_summit(), "OK")
    assert as_member(cast.viewer).get(PAGE).text.count("Ready</span>") == 1


def test_the_page_costs_the_same_however_large_the_summit(
    app: Flask, cast: Cast, as_member: As, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    counts = []
    for number in range(3):
        with app.app_context(), transaction():
            add_session(the_summit(), f"R-{number}", starts_at=NINE, kind=SessionKind.PANEL)
        client = as_member(cast.owner)
        with count_queries() as queries:
            assert client.get(PAGE).status_code == 200
        counts.append(queries.count)
    assert counts == [21, 21, 21]
