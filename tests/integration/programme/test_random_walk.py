"""Any history of edits and releases keeps what calendars rely on. A long run of it is `make soak`."""

from __future__ import annotations

import os
import random
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.calendar.entries import vevent
from eventsite.core.db import db, transaction
from eventsite.core.links import Site
from eventsite.programme.models import Appearance, Release, Session, Slot
from eventsite.programme.releases import diff, snapshot
from eventsite.programme.releases.public import Programme
from eventsite.programme.services import releasing
from eventsite.programme.services.releasing import NothingToRelease
from eventsite.programme.states import Role, SessionState
from eventsite.summits.models import Room, Summit
from tests.drafts import NINE, add_person, add_session, add_slot, add_summit

SITE = Site("https://summit.example")
UNSEEN = re.compile(rb"^(SEQUENCE|DTSTAMP|LAST-MODIFIED)[^\r]*\r\n", re.MULTILINE)


class Walk:
    """An organizer who does one thing after another, without a plan."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.made = 0
        self.entries: dict[str, tuple[int, bytes]] = {}

    def step(self) -> None:
        with transaction():
            act = self.dice.choice(
                (
                    self.add,
                    self.add,
                    self.move,
                    self.move,
                    self.add_another_slot,
                    self.drop_slot,
                    self.retitle,
                    self.turn,
                    self.bill,
                    self.unbill,
                    self.delete,
                    self.rename_room,
                )
            )
            act(db.session.scalars(sa.select(Summit)).one())

    def any_session(self) -> Session | None:
        found = db.session.scalars(sa.select(Session).order_by(Session.id)).all()
        return self.dice.choice(found) if found else None

    def add(self, summit: Summit) -> None:
        self.made += 1
        add_session(summit, f"S{self.made}", starts_at=NINE + timedelta(minutes=5 * self.dice.randrange(200)))

    def move(self, summit: Summit) -> None:
        if slot := self.any_slot():
            slot.starts_at += timedelta(minutes=5 * self.dice.randrange(-20, 20))
            slot.ends_at = slot.starts_at + timedelta(minutes=5 * self.dice.randrange(1, 20))
            slot.places[0].room = self.dice.choice(summit.rooms)

    def any_slot(self) -> Slot | None:
        found = db.session.scalars(sa.select(Slot).order_by(Slot.id)).all()
        return self.dice.choice(found) if found else None

    def add_another_slot(self, _summit: Summit) -> None:
        if session := self.any_session():
            add_slot(session, starts_at=NINE + timedelta(minutes=5 * self.dice.randrange(200)))

    def drop_slot(self, _summit: Summit) -> None:
        if slot := self.any_slot():
            slot.session.slots.remove(slot)

    def retitle(self, _summit: Summit) -> None:
        if session := self.any_session():
            session.title = self.dice.choice(("One", "Two", "Three; four, five", "Line\nbreak"))

    def turn(self, _summit: Summit) -> None:
        if session := self.any_session():
            session.state = self.dice.choice(list(SessionState))

    def bill(self, _summit: Summit) -> None:
        self.made += 1
        if session := self.any_session():
            person = add_person(f"Person {self.made}")
            session.line_up.append(Appearance(person=person, role=Role.SPEAKER, position=self.made))

    def unbill(self, _summit: Summit) -> None:
        if (session := self.any_session()) and session.line_up:
            session.line_up.pop()

    def delete(self, _summit: Summit) -> None:
        if session := self.any_session():
            db.session.delete(session)

    def rename_room(self, summit: Summit) -> None:
        room: Room = self.dice.choice(summit.rooms)
        room.name = self.dice.choice(("Hall", "Great Hall", "Attic", "Cellar"))

    def release(self) -> None:
        with transaction():
            try:
                releasing.release(db.session.scalars(sa.select(Summit)).one(), name="Next")
            except NothingToRelease:
                return
        self.check()

    def check(self) -> None:
        """Nothing released is lost; SEQUENCE moves exactly with what an entry shows."""
        made = db.session.scalars(sa.select(Release).order_by(Release.number.desc()).limit(1)).one()
        programme = Programme(
            snapshot.unpack(made.snapshot), release_id=made.id, number=made.number, released_at=made.created_at
        )
        now = {
            entry.slot.uid: (entry.slot.sequence, UNSEEN.sub(b"", vevent(entry, programme, SITE)))
            for entry in programme.entries
        }
        assert len(now) == len(programme.entries), "a UID is used once"
        for uid, (sequence, shown) in self.entries.items():
            new_sequence, new_shown = now[uid]
            assert new_sequence == sequence + (new_shown != shown)
        assert diff.compare(programme.snapshot, programme.snapshot) == ()
        assert diff.unpack(made.changes)
        self.entries = now


def walk(app: Flask, seed: int, steps: int) -> Walk:
    walker = Walk(seed)
    with app.app_context():
        with transaction():
            add_summit()
        for number in range(steps):
            walker.step()
            if number % 5 == 4:
                walker.release()
    return walker


@pytest.mark.parametrize("seed", [1, 2])
def test_a_walk_keeps_what_calendars_rely_on(app: Flask, seed: int) -> None:
    assert len(walk(app, seed, 150).entries) > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 8))
def test_a_long_walk_keeps_what_calendars_rely_on(app: Flask, seed: int) -> None:
    assert len(walk(app, seed, int(os.environ.get("EVENTSITE_SOAK_STEPS", "2000"))).entries) > 100
