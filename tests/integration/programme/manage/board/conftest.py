"""The board of the draft: SC-1 at 09:00 on Sunday in the hall, SC-2 in the tray, SC-3 a draft in the attic."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from eventsite.core.db import db, transaction
from eventsite.programme.models import Session, Slot
from eventsite.summits.models import Event
from eventsite.summits.queries import find_summit
from tests.drafts import NINE, add_session
from tests.fixtures.cast import SLUG, Cast, Member

SUNDAY = "2026-11-01"
#: 09:00 in minutes after 04:00.
NINE_AT = 300
BOARD = f"/manage/{SLUG}/board"
JSON = {"Accept": "application/json"}


@dataclass
class Seat:
    """A browser at the board: `place` sends a drop, as a module does."""

    client: FlaskClient
    summit: str = SLUG
    asked: dict[str, str] = field(default_factory=lambda: {"day": SUNDAY})

    @property
    def board(self) -> str:
        return f"/manage/{self.summit}/board"

    def look(self, **asked: str) -> str:
        return self.client.get(self.board, query_string={**self.asked, **asked}).text

    def place(self, code: str, slot: str, version: int, *, json: bool = True, **fields: Any) -> TestResponse:
        data = {"session": code, "slot": slot, "version": version, "show": f"day={SUNDAY}", **fields}
        return self.client.post(f"{self.board}/place", data=data, headers=JSON if json else {})

    def undo(self, *, json: bool = True) -> TestResponse:
        """Press the undo button of the page."""
        form = re.search(r"<form[^>]*data-undo>(.*?)</form>", self.look(), re.DOTALL)
        assert form is not None
        data: dict[str, list[str]] = {}
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form[1]):
            data.setdefault(name, []).append(value)
        return self.client.post(f"{self.board}/place", data=data, headers=JSON if json else {})


@dataclass(frozen=True)
class Stood:
    """Where a session stands, as the database says."""

    version: int
    slots: tuple[tuple[str, str, datetime, datetime, tuple[str, ...]], ...]

    @property
    def slot(self) -> str:
        return self.slots[0][0]


@pytest.fixture
def seat(cast: Cast, draft: None, as_member: Callable[[Member], FlaskClient]) -> Callable[..., Seat]:
    """Give `seat()`: the owner at the board; `seat(cast.viewer)` is somebody else."""

    def sit(who: Member | None = None) -> Seat:
        return Seat(as_member(who or cast.owner))

    return sit


@pytest.fixture
def stood(app: Flask) -> Callable[[str], Stood]:
    """Give `stood("SC-1")`: uuid, uid, start, end and rooms of its slots, by start."""

    def read(code: str) -> Stood:
        with app.app_context():
            summit = find_summit(SLUG)
            assert summit is not None
            session = db.session.scalars(db.select(Session).filter_by(summit_id=summit.id, code=code)).one()
            slots = db.session.scalars(
                db.select(Slot).filter_by(session_id=session.id).order_by(Slot.starts_at, Slot.id)
            )
            return Stood(session.version, tuple(
                (str(s.uuid), s.uid, s.starts_at, s.ends_at, tuple(room.slug for room in s.rooms)) for s in slots
            ))  # fmt: skip

    return read


@pytest.fixture
def side_editor(app: Flask, draft: None, join: Callable[..., Member]) -> Member:
    """Make an editor of the side event alone, and SD-1 of it at 11:00 in the attic."""
    with app.app_context(), transaction():
        summit = find_summit(SLUG)
        assert summit is not None
        made = add_session(summit, "SD-1", title="Sidings", room="attic", starts_at=NINE + timedelta(hours=2))
        made.event = db.session.scalars(db.select(Event).filter_by(summit_id=summit.id, slug="side")).one()
    return join("Side", "editor", event="side")
