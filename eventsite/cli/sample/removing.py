"""Removes the sample: its summits, everything that belongs to them, and people who are nowhere else."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, and_, or_

from eventsite.cli.sample.loading import SOURCE
from eventsite.core.audit import AuditEntry
from eventsite.core.db import Model, db
from eventsite.people.models import Person
from eventsite.programme.models import Appearance, Profile, Session, SourceRecord
from eventsite.summits.models import Summit

Doomed = dict[Table, ColumnElement[bool]]


def remove_sample(summits: list[Summit]) -> dict[str, Person]:
    """Remove these summits and return, by slug, the people who stay because another summit has them too."""
    ids = [summit.id for summit in summits]
    people = _list_people_only_in(ids)
    brought = db.session.execute(
        db.select(SourceRecord.key, SourceRecord.object_id).filter_by(source=SOURCE, kind="person")).all()
    _remove(_doomed_with(Summit.__table__, Summit.id.in_(ids)))  # type: ignore[arg-type]
    _remove(_doomed_with(Person.__table__, Person.id.in_(people)))  # type: ignore[arg-type]
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


def _doomed_with(root: Table, condition: ColumnElement[bool]) -> Doomed:
    """Return which rows go when those of `root` go: whatever refers to a row that goes, parents first."""
    doomed: Doomed = {root: condition}
    for table in Model.metadata.sorted_tables:
        reasons = [
            and_(key.parent.is_not(None), key.parent.in_(db.select(key.column).where(doomed[key.column.table])))
            for key in table.foreign_keys if key.column.table in doomed and key.column.table is not table
        ]
        if reasons and table is not root:
            doomed[table] = or_(*reasons)
    return doomed


def _remove(doomed: Doomed) -> None:
    """Delete from the children up, each row with its audit trail: SQLite gives a freed id to the next row."""
    for table in reversed(doomed):
        is_about_it = AuditEntry.object_id.in_(db.select(table.c.id).where(doomed[table]))
        db.session.execute(db.delete(AuditEntry).where(AuditEntry.object_type == table.name, is_about_it))
        db.session.execute(table.delete().where(doomed[table]))
