"""A summit with two events, three sessions and three people, and another summit with things of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.programme.models import Track
from eventsite.programme.releases import public
from eventsite.programme.states import Role, SessionKind, SessionState
from eventsite.summits.models import Event, Room
from eventsite.summits.queries import find_summit
from tests.drafts import add_person, add_session, fill_summit
from tests.fixtures.cast import ELSEWHERE, Cast, Member
from tests.forms import read_form

As = Callable[[Member], FlaskClient]


@pytest.fixture(autouse=True)
def fresh_reading() -> Iterator[None]:
    """Forget what earlier tests released: a new database brings the same ids again."""
    public.forget()
    yield
    public.forget()


@pytest.fixture
def draft(app: Flask, cast: Cast) -> None:
    """SC-1 is a panel of two at 09:00 on 1 November in the hall, SC-2 is unscheduled, SC-3 a draft in the attic."""
    with app.app_context(), audit.acting("command:import"), transaction():
        summit, elsewhere = find_summit(cast.slug), find_summit(ELSEWHERE)
        assert summit is not None
        assert elsewhere is not None
        fill_summit(summit)
        summit.events.append(Event(slug="side", name="Side event", short_name="Side", position=1))
        ada, bob = add_person("Ada Example"), add_person("Bob Sample")
        tracks = [
            Track(event=event, slug=slug, name=slug.title(), position=0)
            for event, slug in zip(summit.events, ("water", "iron"), strict=True)
        ]
        _add(summit, *tracks)
        add_session(
            summit,
            "SC-1",
            title="Pipes",
            kind=SessionKind.PANEL,
            line_up={ada: Role.MODERATOR, bob: Role.PANELIST},
            abstract="Old  \nabstract",
            language="en",
            track=tracks[0],
        )
        add_session(summit, "SC-2", title="Pumps", starts_at=None)
        add_session(summit, "SC-3", title="Poles", room="attic", state=SessionState.DRAFT)
        elsewhere.events.append(Event(slug="far", name="Far event", position=0))
        elsewhere.rooms.append(Room(slug="dojo", name="Dojo", position=0))
        _add(summit, Track(event=elsewhere.events[0], slug="bamboo", name="Bamboo", position=0))
        add_session(elsewhere, "FAR-1", starts_at=None, line_up={add_person("Chie Stranger"): Role.SPEAKER})


@pytest.fixture
def side_editor(draft: None, join: Callable[..., Member]) -> Member:
    """Make somebody who may edit the event 'side' of the summit, and nothing else of it."""
    return join("Side", "editor", event="side")


def _add(*things: Any) -> None:
    from eventsite.core.db import db

    db.session.add_all(things)
    db.session.flush()


class Editor:
    """One organizer at the form of one session: `typed` is what the form holds, `press` sends it."""

    def __init__(self, client: FlaskClient, path: str) -> None:
        self.client, self.path = client, path
        self.page = client.get(path).text
        self.typed: MultiDict[str, str] = read_form(self.page)

    def type(self, **fields: str) -> Editor:
        """Put text into fields; a dash in a name is written as two underscores."""
        for name, value in fields.items():
            self.typed[name.replace("__", "-")] = value
        return self

    def press(self, do: str = "save", status: int = 200) -> str:
        """Press a button and read the form that comes back."""
        answer = self.send(do)
        assert answer.status_code == status, answer.text
        self.page = answer.text
        self.typed = read_form(self.page)
        return self.page

    def save(self) -> str:
        """Save; return where it leads."""
        answer = self.send("save")
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    def send(self, do: str) -> TestResponse:
        return self.client.post(self.path, data=MultiDict([*self.typed.items(multi=True), ("do", do)]))


@pytest.fixture
def edit(cast: Cast, draft: None, as_member: As) -> Callable[..., Editor]:
    """Give `edit("SC-1")`: the owner at the form of a session; `by` is somebody else, no code a new session."""

    def open_form(code: str = "", by: Member | None = None) -> Editor:
        ending = f"sessions/{code}/edit" if code else "sessions/new"
        return Editor(as_member(by or cast.owner), f"/manage/{cast.slug}/{ending}")

    return open_form
