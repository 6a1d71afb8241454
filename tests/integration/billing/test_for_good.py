"""The journal and receipts are only ever added to: whoever tries something else meets the guard, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, event, select, update
from sqlalchemy.orm import Session as DbSession

from eventsite.billing import journal, receipts
from eventsite.billing.models import JournalEntry, Posting, Receipt
from eventsite.core import for_good
from eventsite.core.db import db, transaction
from eventsite.core.for_good import WrittenForGood
from tests.integration.payments import invariants
from tests.on_sale import add_order, add_pass, add_selling_summit

CHANGED: dict[type[Any], dict[str, Any]] = {
    JournalEntry: {"kind": "something else"}, Posting: {"amount": 1}, Receipt: {"document": {}},
}  # fmt: skip


@pytest.fixture
def written(app: Flask) -> Iterator[None]:
    """Write an entry with its two sides, and a receipt."""
    with app.app_context():
        with transaction():
            summit = add_selling_summit()
            (share,) = add_order(summit, {add_pass(summit): 1}).shares
            journal.sold(share, "sold")
            receipts.issue(share=share, amount=share.amount, method="Card", reference="pi_1", key="paid")
        yield


def change(kind: type[Any]) -> None:
    thing = db.session.scalars(select(kind)).first()
    for name, value in CHANGED[kind].items():
        setattr(thing, name, value)
    db.session.flush()


def remove(kind: type[Any]) -> None:
    db.session.delete(db.session.scalars(select(kind).order_by(kind.id.desc())).first())
    db.session.flush()


def change_all(kind: type[Any]) -> None:
    db.session.execute(update(kind).values(**CHANGED[kind]))


def remove_all(kind: type[Any]) -> None:
    db.session.execute(delete(kind))


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the guard away for once."""
    guards = {"before_flush": for_good.refuse_flush, "do_orm_execute": for_good.refuse_statement}
    for name, guard in guards.items():
        event.remove(DbSession, name, guard)
    try:
        yield
    finally:
        for name, guard in guards.items():
            event.listen(DbSession, name, guard)


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("kind", CHANGED)
@pytest.mark.parametrize("attempt", [change, remove, change_all, remove_all])
def test_what_is_written_for_good_stays(attempt: Callable[[type[Any]], None], kind: type[Any]) -> None:
    before = invariants.read()
    with pytest.raises(WrittenForGood), transaction():
        attempt(kind)
    assert invariants.rewritten(before, invariants.read()) == []


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("attempt", [change, change_all])
@pytest.mark.parametrize("kind", CHANGED)
def test_without_the_guard_the_past_would_change(attempt: Callable[[type[Any]], None], kind: type[Any]) -> None:
    before = invariants.read()
    with unguarded(), transaction():
        attempt(kind)
    assert [text.split()[0] for text in invariants.rewritten(before, invariants.read())] != []


@pytest.mark.usefixtures("written")
def test_without_the_guard_the_past_would_be_lost() -> None:
    before = invariants.read()
    with unguarded(), transaction():
        remove(Receipt)
        remove_all(Posting)
    lost = [text.partition(":")[0] for text in invariants.rewritten(before, invariants.read())]
    assert lost == ["posting became None", "posting became None", "receipt became None"]


@pytest.mark.usefixtures("written")
def test_more_is_written_beside_it() -> None:
    before = invariants.read()
    with transaction():
        entry = db.session.scalars(select(JournalEntry)).one()
        db.session.add(Posting(entry=entry, account="one", currency="USD", amount=0))
    after = invariants.read()
    assert invariants.rewritten(before, after) == []
    assert len(after["posting"]) == len(before["posting"]) + 1
