"""What the pages ask of the database, however much there is; and when the public sees a change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.programme.models import Track
from eventsite.programme.services import releasing
from eventsite.summits.models import Allocation, Event, Room, Zone, ZoneWalk
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG
from tests.fixtures.queries import Statements, asked
from tests.forms import read_form
from tests.integration.desk.venue.conftest import EVENTS, HERE, VENUE, said, this_summit

#: Page -> statements; who asks is the first of them, and the nav's count of money to sort the last.
COSTS = {
    VENUE: 9,
    f"{VENUE}/rooms/hall": 10,
    f"{VENUE}/new-room": 6,
    f"{VENUE}/rooms/hall/edit": 7,
    f"{VENUE}/walks": 6,
    EVENTS: 8,
    f"{EVENTS}/main": 17,
    f"{EVENTS}/main/edit": 6,
}


def grow(count: int) -> None:
    """Give the summit more of everything."""
    summit = this_summit()
    main, hall, north = summit.events[0], summit.rooms[0], summit.zones[0]
    for n in range(count):
        zone = Zone(summit=summit, slug=f"zone-{n}", name=f"Zone {n}", position=10 + n)
        room = Room(summit=summit, zone=zone, slug=f"room-{n}", name=f"Room {n}", position=10 + n)
        event = Event(summit=summit, slug=f"event-{n}", name=f"Event {n}", position=10 + n)
        track = Track(event=main, slug=f"track-{n}", name=f"Track {n}", position=10 + n)
        held = Allocation(event=event, room=hall, starts_at=NINE, ends_at=NINE + timedelta(hours=1))
        db.session.add_all([zone, room, event, track, held, Allocation(event=main, room=room)])
        db.session.flush()
        db.session.add(ZoneWalk(zone=north, other=zone, minutes=n))
        add_session(summit, f"GROWN-{n}", track=track)
    db.session.flush()


def test_a_page_costs_the_same_however_large_the_venue(
    owner: FlaskClient, app: Flask, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    def costs() -> dict[str, int]:
        found = {}
        for path in COSTS:
            owner.get(path)
            with count_queries() as queries:
                assert owner.get(path).status_code == 200
            found[path] = len(asked(queries))
        return found

    assert costs() == COSTS
    with app.app_context(), transaction():
        grow(3)
    assert costs() == COSTS


def test_the_public_sees_a_change_with_the_next_release_and_its_review_tells_it(
    owner: FlaskClient, client: FlaskClient, app: Flask
) -> None:
    with app.app_context(), transaction():
        releasing.release(this_summit(), name="First")
    for path in (f"{VENUE}/rooms/hall/edit", f"{EVENTS}/main/edit"):
        form: Any = read_form(owner.get(path).text)
        form.setlist("name", ["Renamed " + form["name"]])
        assert owner.post(path, data=form).status_code == 302
    pages = [f"/{SLUG}/venue", f"/{SLUG}/events/main/"]
    assert ["Renamed" in client.get(path).text for path in pages] == [False, False]
    review = said(owner.get(f"{HERE}/release").text)
    assert [word in review for word in ("Renamed Hall", "Renamed Main event")] == [True, True]
    with app.app_context(), transaction():
        releasing.release(this_summit(), name="Second")
    app.extensions["eventsite.forget"]("")
    assert ["Renamed" in client.get(path).text for path in pages] == [True, True]
