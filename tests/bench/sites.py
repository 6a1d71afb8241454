"""The summits that are measured: one of 300 sessions made here, and a real one where its file is to be had."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.people.services.signing_in import make_account
from eventsite.programme.services import releasing
from eventsite.programme.states import Role, SessionKind
from eventsite.summits.models import Room, Summit
from eventsite.summits.services.team import make_owner
from tests.drafts import add_person, add_session, add_summit
from tests.on_sale import add_pass, add_selling_summit, add_terms

MADE = "made"
REAL = "fosdem-2026"
SHOP = "summit"
SEATS = 50
SESSIONS, ROOMS, PEOPLE = 300, 20, 200
WORDS = (
    "A city buys a sensor once and pays for it for twenty years. This session follows one purchase from the first "
    "sentence of the tender to the last invoice, and asks at each step who could have shared the cost."
)
#: 09:00 in New York.
MORNING = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)


def real_file() -> Path | None:
    """Return the real schedule, if EVENTSITE_REAL_DATA says where such files are."""
    folder = os.environ.get("EVENTSITE_REAL_DATA")
    return Path(folder) / "schedules" / "fosdem-2026.xml" if folder else None


def slugs() -> list[str]:
    return [MADE, SHOP] + ([REAL] if real_file() else [])


def stock() -> Summit:
    """Add a summit with a pass there is plenty of, and one with few."""
    summit = add_selling_summit(SHOP)
    add_terms(summit)
    add_pass(summit, "Few", size=SEATS)
    add_pass(summit, "All access", size=1_000_000)
    return summit


def make_site(app: Flask) -> None:
    """Make and release a summit of 300 sessions on one day, the size that peers were measured at, and a shop."""
    with app.app_context(), transaction():
        summit = add_summit(MADE, starts_on=MORNING.date(), ends_on=MORNING.date())
        summit.rooms += [Room(slug=f"room-{n}", name=f"Room {n}", seats=80, position=n + 2) for n in range(ROOMS)]
        db.session.flush()
        people = [add_person(f"Person {n}") for n in range(PEOPLE)]
        for n in range(SESSIONS):
            line_up = {people[(n * 3 + k) % PEOPLE]: Role.PANELIST if k else Role.MODERATOR for k in range(4)}
            starts_at = MORNING + timedelta(minutes=35 * (n // ROOMS))
            add_session(
                summit,
                f"S{n}",
                starts_at=starts_at,
                minutes=30,
                room=f"room-{n % ROOMS}",
                kind=SessionKind.PANEL,
                line_up=line_up,
                title=f"What city number {n} learned by buying together",
                abstract=WORDS,
                description=WORDS,
            )
        owner = make_account(email="bench@example.org", name="Bench")
        make_owner(summit, owner)
        make_owner(stock(), owner)
        releasing.release(summit, name="First")


def the_summit(slug: str) -> Summit:
    return db.session.scalars(sa.select(Summit).filter_by(slug=slug)).one()


def the_account() -> Account:
    return db.session.scalars(sa.select(Account).filter_by(email="bench@example.org")).one()
