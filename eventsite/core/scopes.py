"""What a thing belongs to in the end: the row of the root table that its keys lead to.

One table says `__is_scope__ = True`. From any other the way goes by the key straight to it, or else by the first
required key that leads there; what has none belongs to no scope. Nothing has to declare it, and it is known at a flush
without asking the database, but for a thing whose parent nobody has loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ForeignKey, Table, inspect, select
from sqlalchemy.orm import Session as DbSession
from sqlalchemy.orm.util import identity_key

from eventsite.core.db import Model

#: A class of things and an id of one.
Place = tuple[type[Model], int]


@cache
def classes() -> dict[str, type[Model]]:
    """Return table name -> class."""
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}


@cache
def root() -> type[Model]:
    return next(found for found in classes().values() if "__is_scope__" in vars(found))


@cache
def key_of(table: str) -> str | None:
    """Return the column of a table by which its rows belong to a scope, None where they belong to none."""
    keys = [column for column in _columns(table) if column.foreign_keys and not column.nullable]
    straight = [column for column in keys if target_of(column) == root().__tablename__]
    leading = [column for column in keys if target_of(column) != table and key_of(target_of(column))]
    return next((column.name for column in (*straight, *leading)), None)


def target_of(column: Column[Any]) -> str:
    """Return the table that a key refers to."""
    key: ForeignKey = next(iter(column.foreign_keys))
    return key.column.table.name


def parent_of(table: str) -> type[Model] | None:
    """Return the class that `key_of` leads to."""
    key = key_of(table)
    return classes()[target_of(_table(table).c[key])] if key else None


def scopes_of(session: DbSession, things: Sequence[Model]) -> list[int | None]:
    """Return the scope of each thing, None where it has none; at most one query a table, and that seldom."""
    new = {(type(thing), thing.id): thing for thing in session.new}
    found: list[int | Place | None] = [_climb(session, new, thing) for thing in things]
    asked = _look_up(session, {place for place in found if isinstance(place, tuple)})
    return [asked.get(place) if isinstance(place, tuple) else place for place in found]


def _climb(session: DbSession, new: dict[Place, Model], thing: Model) -> int | Place | None:
    """Return the scope of a thing as far as memory knows; else the parent at which one has to ask."""
    while True:
        if isinstance(thing, root()):
            return thing.id  # type: ignore[attr-defined,no-any-return]
        table = thing.__tablename__
        key, parent = key_of(table), parent_of(table)
        if key is None or parent is None:
            return None
        id = inspect(thing).dict.get(key)
        if id is None:
            return (type(thing), thing.id)  # type: ignore[attr-defined]
        if parent is root():
            return int(id)
        known = new.get((parent, id)) or session.identity_map.get(identity_key(parent, id))
        if known is None:
            return (parent, id)
        thing = known


def _look_up(session: DbSession, places: Iterable[Place]) -> dict[Place, int]:
    wanted: dict[type[Model], set[int]] = {}
    for kind, id in places:
        wanted.setdefault(kind, set()).add(id)
    found: dict[Place, int] = {}
    for kind, ids in sorted(wanted.items(), key=lambda pair: pair[0].__tablename__):
        table = kind.__tablename__
        rows = session.connection().execute(_way_up(table).where(_table(table).c.id.in_(sorted(ids))))
        found |= {(kind, id): scope for id, scope in rows}
    return found


def _way_up(table: str) -> Any:
    """Return a statement for (id, scope) of a table's rows."""
    here = _table(table)
    way, id = here, here.c.id
    joined: Any = here
    while True:
        key, parent = key_of(way.name), parent_of(way.name)
        if key is None or parent is None:
            raise ValueError(f"{table} leads to no scope.")
        if parent is root():
            return select(id, way.c[key]).select_from(joined)
        above = _table(parent.__tablename__)
        joined, way = joined.join(above, above.c.id == way.c[key]), above


def _table(name: str) -> Table:
    return Model.metadata.tables[name]


def _columns(table: str) -> Iterable[Column[Any]]:
    return _table(table).columns
