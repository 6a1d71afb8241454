"""A summit with two events and its team, and what the tests of teams ask of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.core.outbox import Outbox
from eventsite.people.models import Account
from eventsite.summits.models import Event, Summit, TeamMember
from eventsite.summits.queries import find_summit
from tests.fixtures.cast import SLUG, Cast

LINK = re.compile(r"http://localhost(/account/invitations/[\w-]+)")


@pytest.fixture
def summit(app: Flask, cast: Cast) -> str:
    """Give the cast's summit the events 'main' and 'side'; return its slug."""
    with app.app_context(), transaction():
        home = the_summit()
        home.events.append(Event(slug="main", name="Main event", position=0))
        home.events.append(Event(slug="side", name="Side event", position=1))
    return cast.slug


def the_summit() -> Summit:
    found = find_summit(SLUG)
    assert found is not None
    return found


def team_of(app: Flask) -> dict[str, list[str]]:
    """Return mail address -> roles of the summit's team, as 'editor' or 'editor/side'."""
    with app.app_context():
        rows = db.select(TeamMember).filter_by(summit_id=the_summit().id).order_by(TeamMember.id)
        found: dict[str, list[str]] = {}
        for row in db.session.scalars(rows):
            found.setdefault(row.account.email, []).append(f"{row.role}/{row.event.slug}" if row.event else row.role)
        return {email: sorted(roles) for email, roles in sorted(found.items())}


def account_of(id: int) -> Account:
    return db.session.get_one(Account, id)


@pytest.fixture
def mails(app: Flask, tmp_path: Path) -> Callable[[], list[tuple[str, str]]]:
    """Give `mails()`: let the worker do what is due, and return (to, path of the link) of every mail, oldest first."""

    def read() -> list[tuple[str, str]]:
        outbox: Outbox = app.extensions["eventsite.outbox"]
        with app.app_context():
            outbox.deliver_due()
        found = []
        for file in sorted((tmp_path / "mail").glob("*.eml")):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            texts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
            paths = {path for text in texts for path in LINK.findall(text)}
            assert len(paths) == 1
            found.append((mail["To"], paths.pop()))
        return found

    return read
