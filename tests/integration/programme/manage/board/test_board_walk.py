"""Any history of placings, undos and shifts keeps what a slot is: its uuid and UID, a length, its session, no copy."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from eventsite.core.db import db
from eventsite.programme.models import Session, Slot
from eventsite.summits.queries import find_summit
from tests.fixtures.cast import SLUG, Cast
from tests.integration.programme.manage.board.conftest import SUNDAY, Seat, Stood

CODES = ("SC-1", "SC-2", "SC-3")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_walk_over_the_board_keeps_what_a_slot_is(
    app: Flask, seat: Callable[..., Seat], stood: Callable[[str], Stood], cast: Cast, seed: int
) -> None:
    dice, identity = random.Random(seed), {}
    seats = [seat(), seat(cast.teammate)]
    for _ in range(25):
        sit, code = dice.choice(seats), dice.choice(CODES)
        before = {other: stood(other) for other in CODES}
        answer = _step(dice, sit, code, before[code])
        after = {other: stood(other) for other in CODES}
        for other in CODES:
            changed = before[other].slots != after[other].slots
            assert after[other].version - before[other].version == int(changed), (code, answer)
            for uuid, uid, starts_at, ends_at, rooms in after[other].slots:
                assert identity.setdefault(uuid, (uid, other)) == (uid, other)
                assert starts_at < ends_at
                assert len(rooms) == len(set(rooms)) > 0
        if answer >= 400:
            assert before == after
    _nothing_is_left_over(app)


def _step(dice: random.Random, sit: Seat, code: str, now: Stood) -> int:
    slot = dice.choice([*(row[0] for row in now.slots), ""])
    version = now.version - (dice.random() < 0.1)
    act = dice.random()
    if act < 0.2 and "data-undo" in sit.look():
        return sit.undo().status_code
    if act < 0.35:
        return sit.place(code, slot, version, do="tray").status_code
    fields: dict[str, Any] = {
        "day": dice.choice([SUNDAY, "2026-10-31"]), "at": dice.randrange(0, 1200, 5),
        "minutes": dice.choice([0, 5, 45, 90]), "room": dice.choice([["hall"], ["attic", "hall"], ["forged"]]),
    }  # fmt: skip
    return sit.place(code, slot, version, **fields).status_code


def _nothing_is_left_over(app: Flask) -> None:
    with app.app_context():
        summit = find_summit(SLUG)
        assert summit is not None
        sessions = db.session.scalars(db.select(Session.id).filter_by(summit_id=summit.id)).all()
        slots = db.session.scalars(db.select(Slot)).all()
        assert {slot.session_id for slot in slots} <= set(sessions)
        assert len({slot.uuid for slot in slots}) == len({slot.uid for slot in slots}) == len(slots)
