"""A summit with two zones, three rooms and two events, somebody who edits one of them, and another summit like it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.people.states import SignInMeans
from eventsite.programme.models import CoPresenter, Track
from eventsite.summits.models import Allocation, Event, Room, Summit, TeamMember, Zone, ZoneWalk
from eventsite.summits.queries import find_summit
from eventsite.summits.states import TeamRole
from tests.drafts import add_session, fill_summit
from tests.fixtures.apps import close, make_app
from tests.fixtures.cast import ELSEWHERE, MADE_AT, SLUG, Cast, Member, signed_in

HERE = f"/manage/{SLUG}"
VENUE, EVENTS = f"{HERE}/venue", f"{HERE}/events"
As = Callable[[Member], FlaskClient]


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give an application that sells nothing: a venue needs no bank."""
    app = make_app(tmp_path, database_url)
    yield app
    close(app)


def this_summit(slug: str = SLUG) -> Summit:
    found = find_summit(slug)
    assert found is not None
    return found


def lay_out(summit: Summit) -> None:
    """Give a summit north (hall), south (attic) and a cellar nowhere; 'side' holds the attic, 'main' has two tracks."""
    fill_summit(summit)
    side = Event(slug="side", name="Side event", short_name="Side", position=1)
    north, south = Zone(slug="north", name="North", position=0), Zone(slug="south", name="South", position=1)
    summit.events.append(side)
    summit.zones += [north, south]
    hall, attic = summit.rooms
    hall.zone, attic.zone = north, south
    summit.rooms.append(Room(slug="cellar", name="Cellar", position=2))
    db.session.flush()
    talks = Track(event=summit.events[0], slug="talks", name="Talks", position=0)
    idle = Track(event=summit.events[0], slug="idle", name="Idle", position=1)
    db.session.add_all([
        Allocation(event=side, room=attic), talks, idle, Track(event=side, slug="own", name="Own", position=0),
        ZoneWalk(zone=north, other=south, minutes=12),
    ])  # fmt: skip
    db.session.flush()
    add_session(summit, "SC-1", title="Pipes under pressure", track=talks).also.append(CoPresenter(event=side))
    add_session(summit, "SC-2", title="Pumps", room="attic")


@pytest.fixture
def house(app: Flask, cast: Cast) -> Member:
    """Lay both summits out alike, and give an account that edits the side event of the first."""
    with app.app_context(), transaction():
        summit = this_summit()
        lay_out(summit)
        lay_out_elsewhere(this_summit(ELSEWHERE))
        bound = Account(email="bound@example.org", name="Bound", created_at=MADE_AT)
        role = TeamMember(summit=summit, account=bound, role=TeamRole.EDITOR, event=summit.events[1])
        db.session.add_all([bound, role, signed_in(bound, "a session of bound", SignInMeans.MACHINE, is_strong=True)])
        db.session.flush()
        return Member(bound.id, bound.email, "a session of bound")


def lay_out_elsewhere(summit: Summit) -> None:
    """Give the other summit a dojo of its own that nobody here may name."""
    event, zone = Event(slug="far", name="Far", position=0), Zone(slug="east", name="East", position=0)
    summit.events.append(event)
    summit.zones.append(zone)
    dojo = Room(slug="dojo", name="Dojo", zone=zone, position=0)
    summit.rooms.append(dojo)
    db.session.add_all([Allocation(event=event, room=dojo), Track(event=event, slug="kata", name="Kata", position=0)])
    db.session.flush()


@pytest.fixture
def owner(house: Member, cast: Cast, as_member: As) -> FlaskClient:
    return as_member(cast.owner)


@pytest.fixture
def read(app: Flask) -> Callable[..., object]:
    """Give `read(lambda summit: ...)`: what the database says of the summit now."""

    def answer(question: Callable[[Summit], object]) -> object:
        with app.app_context():
            return question(this_summit())

    return answer


def said(page: str) -> str:
    """Return the words of a page's main part."""
    return words(page[page.index("<main") :])


def flashed(client: FlaskClient, path: str) -> str:
    """Return what the next page says first."""
    page = client.get(path).text
    return words(page[page.index("</header>") : page.index("<main")])


def refused(page: str) -> list[str]:
    """Return the sentences that say what is wrong, above the form and at its fields."""
    notices = re.findall(r'<div class="notice notice-bad".*?</div>\s*</div>', page, re.DOTALL)
    fields = re.findall(r'<p class="field-error".*?</p>', page, re.DOTALL)
    return [words(found) for found in (*notices, *fields)]


def words(part: str) -> str:
    return re.sub(" ([,.])", r"\1", " ".join(unescape(re.sub("<[^>]+>", " ", part)).split()))
