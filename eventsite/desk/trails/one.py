"""The trail of one thing with its parts, also of one that is gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import db
from eventsite.core.scopes import classes, key_of
from eventsite.desk.trails.kinds import ADDRESS, Kind, kind_of
from eventsite.desk.trails.names import Names, Place, reference, table_of
from eventsite.desk.trails.saves import Save, saves_of
from eventsite.desk.trails.wording import Words
from eventsite.people.models import Person
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.drafting.person_page import person_here
from eventsite.summits.models import Event, Summit

PAGE = 50
#: What is told with something that it is no part of by its first key.
_TOLD_WITH = {"receipt": "order_id", "profile": "person_id"}
#: People belong to no summit: they are told where they appear, with what is of that summit.
_PERSON = "person"


@dataclass(frozen=True, slots=True)
class Traced:
    """Something of a summit that the audit trail knows. `event` is the one it belongs to, if it is to one."""

    summit: Summit
    event: Event | None
    place: Place
    top: Place
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class ThingPage:
    traced: Traced
    saves: Slice[Save]


def find_traced(summit: Summit, table: str, id: int) -> Traced | None:
    """Return what an address names, if the trail of this summit knows it; a handful of queries."""
    kind = kind_of(table)
    if table == _PERSON and kind is not None:
        return _find_person(summit, kind, id)
    known = select(AuditEntry.id).filter_by(object_type=table, object_id=id, scope_id=summit.id).limit(1)
    if kind is None or db.session.scalar(known) is None:
        return None
    place = (table, id)
    names = Names([place])
    top = names.top(place)
    event = names.row(top).get("event_id") if top[0] != "event" else top[1]
    if top[0] == "session":
        event = db.session.scalar(select(table_of("session").c.event_id).where(table_of("session").c.id == top[1]))
    found = next((found for found in summit.events if found.id == event), None)
    return Traced(summit, found, place, top, kind, Words(summit, names).full(top))


def _find_person(summit: Summit, kind: Kind, id: int) -> Traced | None:
    person = db.session.get(Person, id)
    here = person_here(summit, person) if person is not None else None
    place = (_PERSON, id)
    return Traced(summit, here.event, place, place, kind, here.person.name) if here is not None else None


def thing_page(traced: Traced, *, number: str, with_address: bool) -> ThingPage:
    """Return one page of the trail of a thing with its parts; the number of queries depends on its kind alone.

    `with_address` tells a person's mail address too.
    """
    rows = select(AuditEntry).where(_is_of(traced), _about(traced))
    entries = db.session.scalars(rows.order_by(AuditEntry.id.desc())).all()
    saves = saves_of(traced.summit, entries, unseen=() if with_address else (ADDRESS,))
    return ThingPage(traced, slice_of(saves, page_number(number), PAGE))


def _is_of(traced: Traced) -> ColumnElement[bool]:
    mine = AuditEntry.scope_id == traced.summit.id
    return mine | (AuditEntry.object_type == _PERSON) if traced.top[0] == _PERSON else mine


def _about(traced: Traced) -> ColumnElement[bool]:
    """Return a condition on the rows about a thing and all its parts, those that are gone too."""
    ids: dict[str, set[int]] = {traced.top[0]: {traced.top[1]}}
    tables = [traced.top[0]]
    for table in tables:
        for part in _parts(table):
            ids[part] = _ids_of(traced.summit, part, ids[table])
            tables.append(part)
    return or_(
        *(
            and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(sorted(found)))
            for table, found in sorted(ids.items())
        )
    )


def _parts(table: str) -> list[str]:
    """Return the tables whose rows are part of a row of this one."""
    keys = {part: key for part in sorted(classes()) if kind_of(part) and (key := _key(part))}
    return [part for part, key in keys.items() if reference(part, key) == table != "summit"]


def _key(part: str) -> str:
    return _TOLD_WITH.get(part) or key_of(part) or ""


def _ids_of(summit: Summit, part: str, parents: set[int]) -> set[int]:
    """Return the parts that these have, and those that they had."""
    key = _key(part)
    of = table_of(part).c
    here = set(db.session.scalars(select(of.id).where(of[key].in_(sorted(parents))).order_by(of.id)))
    gone = select(AuditEntry.object_id).where(
        AuditEntry.scope_id == summit.id,
        AuditEntry.object_type == part,
        AuditEntry.action == AuditAction.DELETED.value,
        AuditEntry.changes[(key, 0)].as_integer().in_(sorted(parents)),
    )
    return here | set(db.session.scalars(gone.order_by(AuditEntry.object_id)))
