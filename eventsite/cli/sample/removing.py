"""Removes the sample: its summits, everything that belongs to them, and people who are nowhere else.

What refers to a row that goes, goes with it, orders and their money included; a sample's money is none. What names its
summit or order in words only is looked for by those words.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, ForeignKey, Table

from eventsite.cli.sample.loading import SOURCE
from eventsite.core.audit import AuditEntry
from eventsite.core.db import Model, db
from eventsite.core.numbering import NumberSeries
from eventsite.core.outbox import OutboxRow
from eventsite.payments.models import Refund
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Session, SourceRecord
from eventsite.registration.models import Line, Order
from eventsite.summits.models import Summit, TeamInvitation

#: Table -> ids of the rows that go, parents first.
Doomed = dict[Table, set[int]]
#: So many ids stand in one statement: databases bound how long it may be.
RUN = 5000
#: What the payload of an outbox row names, and of which table that is the id.
_ASKED_ABOUT: dict[str, Table] = {kind: model.__table__ for kind, model in (  # type: ignore[misc]
    ("order", Order), ("line", Line), ("refund", Refund), ("invitation", TeamInvitation))}


def remove_sample(summits: list[Summit]) -> dict[str, Person]:
    """Remove these summits and return, by slug, the people who stay because another summit has them too."""
    ids = [summit.id for summit in summits]
    people = _list_people_only_in(ids)
    brought = db.session.execute(
        db.select(SourceRecord.key, SourceRecord.object_id).filter_by(source=SOURCE, kind="person")).all()
    doomed = _doomed_with(Summit.__table__, set(ids))  # type: ignore[arg-type]
    _remove_what_was_asked(doomed)
    _remove_series(ids)
    _remove(doomed)
    _remove(_doomed_with(Person.__table__, set(people)))  # type: ignore[arg-type]
    db.session.expunge_all()
    return {slug: person for slug, id in brought if (person := db.session.get(Person, id))}


def _list_people_only_in(summits: list[int]) -> list[int]:
    """Return whom the sample brought, or its summits name, and no other summit does."""
    marked = db.select(SourceRecord.object_id).filter_by(source=SOURCE, kind="person")
    named = (
        db.select(Profile.person_id).where(Profile.summit_id.in_(summits))
        .union(db.select(Appearance.person_id).join(Session).where(Session.summit_id.in_(summits)), marked)
    )
    elsewhere = (
        db.select(Profile.person_id).where(Profile.summit_id.not_in(summits))
        .union(db.select(Appearance.person_id).join(Session).where(Session.summit_id.not_in(summits)))
    )
    return list(db.session.scalars(db.select(Person.id).where(Person.id.in_(named), Person.id.not_in(elsewhere))))


def _doomed_with(root: Table, ids: set[int]) -> Doomed:
    """Return which rows go when those of `root` go: whatever refers to a row that goes."""
    doomed: Doomed = {root: ids}
    for table in Model.metadata.sorted_tables:
        if table is not root and (keys := _keys_into(table, doomed)):
            rows = (db.select(table.c.id).where(refers) for refers in _referring(keys, doomed))
            doomed[table] = {id for found in rows for id in db.session.scalars(found)}
    return doomed


def _keys_into(table: Table, doomed: Doomed) -> list[ForeignKey]:
    return [key for key in table.foreign_keys if key.column.table in doomed and key.column.table is not table]


def _referring(keys: list[ForeignKey], doomed: Doomed) -> Iterator[ColumnElement[bool]]:
    for key in keys:
        yield from (key.parent.in_(run) for run in _runs(doomed[key.column.table]))


def _runs(ids: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    yield from (ordered[at : at + RUN] for at in range(0, len(ordered), RUN))


def _remove(doomed: Doomed) -> None:
    """Delete from the children up, each row with its audit trail: SQLite gives a freed id to the next row."""
    for table, ids in reversed(doomed.items()):
        for run in _runs(ids):
            is_about_it = (AuditEntry.object_type == table.name, AuditEntry.object_id.in_(run))
            db.session.execute(db.delete(AuditEntry).where(*is_about_it))
            db.session.execute(table.delete().where(table.c.id.in_(run)))


def _remove_what_was_asked(doomed: Doomed) -> None:
    """Ask for no mail and no refund about an order that is gone."""
    gone = {kind: doomed.get(table, set()) for kind, table in _ASKED_ABOUT.items()}
    for row in db.session.scalars(db.select(OutboxRow).order_by(OutboxRow.id)):
        if any(row.payload.get(kind) in ids for kind, ids in gone.items()):
            db.session.delete(row)
    db.session.flush()


def _remove_series(summits: Collection[int]) -> None:
    for id in summits:
        db.session.execute(db.delete(NumberSeries).where(NumberSeries.name.startswith(f"receipt:{id}:")))
