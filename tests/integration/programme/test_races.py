"""Organizers and visitors at once, on both databases: nothing is lost, nothing is counted twice."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.programme.models import Release, Session, Star
from eventsite.programme.releases import snapshot
from eventsite.programme.services import releasing
from eventsite.programme.services.releasing import NothingToRelease
from eventsite.summits.models import Summit
from tests.drafts import add_session, add_summit

EDITORS, RELEASERS, VISITORS = 3, 2, 3


def all_at_once(app: Flask, works: list[Callable[[], None]]) -> None:
    """Run each piece of work in a thread of its own, all from the same moment; raise what one of them raised."""
    together = Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            together.wait(20)
            work()

    with ThreadPoolExecutor(len(works)) as pool:
        list(pool.map(run, works))


def edit(code: str, rounds: int) -> Callable[[], None]:
    """One organizer moves one session on, five minutes a time."""

    def work() -> None:
        for _ in range(rounds):
            with transaction():
                session = db.session.scalars(sa.select(Session).filter_by(code=code).with_for_update()).one()
                session.slots[0].starts_at += timedelta(minutes=5)
                session.slots[0].ends_at += timedelta(minutes=5)

    return work


def release(rounds: int) -> Callable[[], None]:
    def work() -> None:
        for _ in range(rounds):
            try:
                with transaction():
                    releasing.release(db.session.scalars(sa.select(Summit)).one(), name="Next")
            except NothingToRelease:
                continue

    return work


def star(app: Flask, rounds: int, seed: int) -> Callable[[], None]:
    """One visitor stars sessions in any order, some of them twice."""
    dice, browser = random.Random(seed), app.test_client()

    def work() -> None:
        for _ in range(rounds):
            answer = browser.post(f"/summit/sessions/S{dice.randrange(EDITORS)}/star", data={"action": "star"})
            assert answer.status_code == 303

    return work


def race(app: Flask, rounds: int) -> None:
    with app.app_context(), transaction():
        summit = add_summit()
        for number in range(EDITORS):
            add_session(summit, f"S{number}")
        releasing.release(summit, name="First")
    works = [edit(f"S{number}", rounds) for number in range(EDITORS)]
    works += [release(rounds) for _ in range(RELEASERS)]
    works += [star(app, rounds, seed) for seed in range(VISITORS)]
    all_at_once(app, works)
    with app.app_context():
        release(1)()
        check(rounds)


def check(rounds: int) -> None:
    """Every edit is in the last release, numbers have no gap, SEQUENCE never falls, a star is one row."""
    found = db.session.scalars(sa.select(Release).order_by(Release.number)).all()
    assert [made.number for made in found] == list(range(1, len(found) + 1))
    snapshots = [snapshot.unpack(made.snapshot) for made in found]
    first, last = ({s.code: s.slots[0] for s in taken.sessions} for taken in (snapshots[0], snapshots[-1]))
    for code, slot in last.items():
        assert slot.starts_at - first[code].starts_at == timedelta(minutes=5 * rounds)
        sequences = [s.slots[0].sequence for taken in snapshots for s in taken.sessions if s.code == code]
        assert sequences == sorted(sequences)
    stars = db.session.execute(sa.select(Star.agenda_id, Star.session_code)).all()
    assert len(stars) == len(set(stars))
    assert len({agenda for agenda, _ in stars}) == VISITORS


def test_organizers_and_visitors_at_once_lose_nothing(app: Flask) -> None:
    race(app, rounds=6)


@pytest.mark.soak
def test_a_long_race_loses_nothing(app: Flask) -> None:
    race(app, rounds=int(os.environ.get("EVENTSITE_SOAK_ROUNDS", "200")))
