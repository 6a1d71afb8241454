"""Two who let the same clash stand at once: one does, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import sqlalchemy as sa
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.people.models import Account
from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import find_clashes
from eventsite.programme.models import Waiver
from eventsite.programme.services import waiving
from eventsite.summits.models import Summit
from tests.drafts import NINE, add_session, add_summit

HANDS = 4


def test_a_clash_is_waived_once_by_however_many(app: Flask) -> None:
    with app.app_context():
        with transaction():
            summit = add_summit()
            add_session(summit, "A")
            add_session(summit, "B")
            db.session.add(Account(email="ada@example.org", name="Ada", created_at=NINE))
        (clash,) = find_clashes(facts_of(db.session.scalars(sa.select(Summit)).one()))
    together = Barrier(HANDS)

    def waive(number: int) -> str:
        with app.app_context():
            together.wait(20)
            try:
                with transaction():
                    summit = db.session.scalars(sa.select(Summit)).one()
                    by = db.session.scalars(sa.select(Account)).one()
                    waiving.waive(summit=summit, key=clash.key, reason=f"Reason {number}", by=by)
            except waiving.WaivedAlready:
                return "told"
            return "waived"

    with ThreadPoolExecutor(HANDS) as pool:
        assert sorted(pool.map(waive, range(HANDS))) == ["told", "told", "told", "waived"]
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Waiver)) == 1
