"""What things are called, also those that are gone: a deleted row is named by its last words in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Table, and_, or_, select

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.db import Model, UtcDateTime, db
from eventsite.core.scopes import key_of, root, target_of

#: A table and an id.
Place = tuple[str, int]
Row = dict[str, Any]

#: Table -> the columns that its rows are called by, beside the key to what they are part of.
_NAMING: dict[str, tuple[str, ...]] = {
    "account": ("name",), "person": ("name",), "session": ("title",), "slot": ("starts_at",),
    "slot_room": ("room_id",), "appearance": ("person_id",), "co_presenter": ("event_id",), "resource": ("title",),
    "event": ("name",), "track": ("name",), "room": ("name",), "zone": ("name",), "zone_walk": ("other_id",),
    "allocation": ("room_id",), "profile": ("person_id",), "page": ("title",), "news_article": ("title",),
    "release": ("number", "name"), "waiver": ("sentence",), "pass_type": ("name",), "price_phase": ("name",),
    "capacity": ("name",), "pass_capacity": ("capacity_id",), "terms": ("version",), "order": ("code",),
    "line": ("position",), "receipt": ("number",),
    "team_member": ("account_id", "role", "event_id"), "team_invitation": ("email", "role", "event_id"),
}  # fmt: skip


class Names:
    """The rows that a page names, and the rows they are part of."""

    def __init__(self, wanted: Iterable[Place]) -> None:
        """Read them; one query for each table there is, however many rows."""
        self._rows: dict[Place, Row] = {}
        missing = set(wanted)
        while missing:
            found = _read(missing)
            self._rows |= {place: found.get(place, {}) for place in missing}
            missing = {place for row in found.items() for place in _named_by(*row)} - set(self._rows)

    def row(self, place: Place) -> Row:
        """Return the naming columns of a row, {} of one that nobody remembers."""
        return self._rows.get(place, {})

    def above(self, place: Place) -> Place | None:
        """Return what a row is part of, None for what is part of the summit alone."""
        table, _ = place
        key = key_of(table)
        id, above = self.row(place).get(key or ""), target_of(table_of(table).c[key]) if key else ""
        return (above, id) if id is not None and above != root().__tablename__ else None

    def top(self, place: Place) -> Place:
        """Return the outermost thing that a row is part of, below the summit; it may be the row itself."""
        while above := self.above(place):
            place = above
        return place


def table_of(name: str) -> Table:
    return Model.metadata.tables[name]


def reference(table: str, column: str) -> str:
    """Return the table that a column refers to, '' for none."""
    found: Column[Any] = table_of(table).c[column]
    return target_of(found) if found.foreign_keys else ""


def typed(table: str, column: str, value: Any) -> Any:
    """Return a value of the audit trail as the column holds it: instants and days are kept as text there."""
    if not isinstance(value, str) or column not in table_of(table).c:
        return value
    kind = table_of(table).c[column].type
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, Date) else value


def _columns(table: str) -> list[str]:
    key = key_of(table)
    return list(dict.fromkeys((*((key,) if key else ()), *_NAMING.get(table, ()))))


def _named_by(place: Place, row: Row) -> Iterator[Place]:
    table, _ = place
    for column, value in row.items():
        target = reference(table, column)
        if target and value is not None and target != root().__tablename__:
            yield target, value


def _read(places: Iterable[Place]) -> dict[Place, Row]:
    ids: dict[str, set[int]] = {}
    for table, id in places:
        ids.setdefault(table, set()).add(id)
    found: dict[Place, Row] = {}
    for name, wanted in sorted(ids.items()):
        of, columns = table_of(name).c, _columns(name)
        rows = select(of.id, *(of[column] for column in columns)).where(of.id.in_(sorted(wanted)))
        for id, *values in db.session.execute(rows.order_by(of.id)):
            found[name, id] = dict(zip(columns, values, strict=True))
    return found | _last_words({(table, id) for table in ids for id in ids[table]} - set(found))


def _last_words(places: Iterable[Place]) -> dict[Place, Row]:
    ids: dict[str, set[int]] = {}
    for table, id in places:
        ids.setdefault(table, set()).add(id)
    if not ids:
        return {}
    about = (
        and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(sorted(wanted)))
        for table, wanted in sorted(ids.items())
    )
    rows = select(AuditEntry).where(AuditEntry.action == AuditAction.DELETED.value, or_(*about))
    return {
        (entry.object_type, entry.object_id): {
            column: typed(entry.object_type, column, entry.changes.get(column, [None])[0])
            for column in _columns(entry.object_type)
        }
        for entry in db.session.scalars(rows.order_by(AuditEntry.id))
    }
