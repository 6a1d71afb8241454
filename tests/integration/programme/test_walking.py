"""A draft that is walked through in portions: all of it, in order, and never all of it in memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest
from flask import Flask

from eventsite.core.db import db, transaction
from eventsite.programme import queries
from eventsite.programme.drafting.event_readiness import readiness_of
from eventsite.programme.drafting.overview import DraftFilter, programme_page, read_draft
from eventsite.programme.drafting.readiness import Lack
from eventsite.programme.models import Session
from eventsite.programme.releases import public
from eventsite.programme.services import releasing
from eventsite.summits.models import Summit
from tests.drafts import add_session, add_summit

CODES = [f"S{number}" for number in range(7)]


@pytest.fixture
def summit(app: Flask) -> Iterator[Summit]:
    with app.app_context():
        with transaction():
            made = add_summit("walked")
            for code in CODES:
                add_session(made, code, title=f"Title of {code}")
        yield made


def _in_portions_of(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PORTION", number)


@pytest.mark.parametrize("portion", [1, 2, 3, 7, 8])
def test_every_session_comes_once_and_in_order(summit: Summit, monkeypatch: pytest.MonkeyPatch, portion: int) -> None:
    _in_portions_of(portion, monkeypatch)
    assert [session.code for session in queries.each_session(summit)] == CODES
    assert [session.code for session in queries.list_sessions(summit)] == CODES


def test_a_portion_is_let_go_before_the_next(summit: Summit, monkeypatch: pytest.MonkeyPatch) -> None:
    _in_portions_of(2, monkeypatch)
    id = summit.id
    db.session.expunge_all()
    gc.collect()
    seen: list[weakref.ref[Session]] = []
    most = 0
    for session in queries.each_session(db.session.get_one(Summit, id)):
        seen.append(weakref.ref(session))
        most = max(most, sum(known() is not None for known in seen))
    assert (len(seen), most) == (len(CODES), 2)


def test_a_draft_reads_the_same_in_portions(summit: Summit, monkeypatch: pytest.MonkeyPatch) -> None:
    with transaction():
        releasing.release(summit, name="First")
        for session in queries.list_sessions(summit)[::2]:
            session.title += "!"
    asked = DraftFilter(lack=Lack.SLOT)
    whole = read_draft(summit), programme_page(summit, asked), readiness_of(summit), releasing.review(summit).seal
    _in_portions_of(2, monkeypatch)
    assert whole == (
        read_draft(summit), programme_page(summit, asked), readiness_of(summit), releasing.review(summit).seal
    )
    assert [change.key for change in whole[0].changes] == CODES[::2]


def test_what_a_release_holds_is_that_which_pages_keep(summit: Summit) -> None:
    with transaction():
        made = releasing.release(summit, name="First")
    unpacked = public.snapshot_of(made)
    kept = public.load(made.id).snapshot
    assert public.snapshot_of(made) is kept
    assert unpacked == kept
    public.forget()
    assert public.snapshot_of(made) is not kept
