"""The trail of a whole summit, newest first, narrowed by its address."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, String, Text, and_, cast, false, func, or_, select

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.core.scopes import key_of
from eventsite.desk.trails.kinds import FIELDS, Kind, tables_of
from eventsite.desk.trails.names import reference, table_of
from eventsite.desk.trails.saves import Save, saves_of
from eventsite.people.models import Account
from eventsite.programme.drafting.paging import Slice, page_number
from eventsite.programme.drafting.trail import names_of
from eventsite.summits.models import Summit, TeamMember

PAGE = 50
MOST_LETTERS = 100
#: The columns by which a thing is looked for, where its table has them.
_LOOKED_FOR = ("name", "title", "code", "buyer_name", "buyer_email", "email", "number", "sentence")


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What the trail is narrowed to, as its address says; '' and None ask for everything."""

    q: str = ""
    who: str = ""
    kind: Kind | None = None
    day: str = ""
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> TrailFilter:
        """Read a query string; what it does not know it leaves out."""
        kind, day = args.get("kind", ""), args.get("day", "")[:10]
        return cls(
            q=" ".join(args.get("q", "").split())[:MOST_LETTERS],
            who=args.get("who", "")[:120],
            kind=Kind(kind) if kind in {known.value for known in Kind} else None,
            day=day if _date(day) else "",
            page=page_number(args.get("page", "")),
        )

    @property
    def narrowing(self) -> dict[str, str]:
        """Return it as the parameters of an address, without the page."""
        pairs = {"q": self.q, "who": self.who, "kind": self.kind or "", "day": self.day}
        return {name: str(value) for name, value in pairs.items() if value}

    @property
    def query(self) -> dict[str, str]:
        return {**self.narrowing, **({"page": str(self.page)} if self.page > 1 else {})}

    def at_page(self, page: int) -> TrailFilter:
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """`saves` are of one page; `actors` map what an address says to what somebody is called."""

    asked: TrailFilter
    saves: Slice[Save]
    actors: dict[str, str]


def trail_page(summit: Summit, asked: TrailFilter, *, with_money: bool, with_invitations: bool) -> TrailPage:
    """Return the page that `asked` names; its rows and actors, and then a query for each table that they name.

    `with_money` shows orders and payments too, `with_invitations` who was asked into the team.
    """
    tables = tables_of(asked.kind, with_money=with_money, with_invitations=with_invitations)
    about = tuple(_about(summit, asked, tables))
    count = db.session.scalar(select(func.count()).select_from(AuditEntry).where(*about)) or 0
    pages = max(1, -(-count // PAGE))
    number = min(asked.page, pages)
    rows = select(AuditEntry).where(*about).order_by(AuditEntry.id.desc()).offset((number - 1) * PAGE).limit(PAGE)
    saves = saves_of(summit, db.session.scalars(rows).all())
    actors = db.session.scalars(select(AuditEntry.actor).where(AuditEntry.scope_id == summit.id).distinct()).all()
    named = sorted(names_of(actors).items(), key=lambda pair: (pair[1], pair[0]))
    return TrailPage(asked.at_page(number), Slice(saves, number, pages, count), dict(named))


def _about(summit: Summit, asked: TrailFilter, tables: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    yield AuditEntry.scope_id == summit.id
    yield AuditEntry.object_type.in_(tables)
    if asked.who:
        yield AuditEntry.actor == asked.who
    if day := _date(asked.day):
        begins = datetime.combine(day, time(), summit.zone_info)
        ends = datetime.combine(day + timedelta(days=1), time(), summit.zone_info)
        yield and_(AuditEntry.at >= begins.astimezone(UTC), AuditEntry.at < ends.astimezone(UTC))
    if asked.q:
        yield or_(*_called(summit, asked.q, tables), _says(asked.q, tables))


def _called(summit: Summit, q: str, tables: tuple[str, ...]) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each table whose things are called something themselves."""
    for table in tables:
        of, key = table_of(table).c, key_of(table)
        columns = [of[name] for name in _LOOKED_FOR if name in of]
        if key is not None and reference(table, key) == "summit" and (columns or table == "team_member"):
            ids = select(of.id).where(of[key] == summit.id, _is_called(q, columns) | _is_of(table, q))
            yield and_(AuditEntry.object_type == table, AuditEntry.object_id.in_(ids))


def _is_called(q: str, columns: list[Column[Any]]) -> ColumnElement[bool]:
    return or_(false(), *(cast(column, String).icontains(q, autoescape=True) for column in columns))


def _is_of(table: str, q: str) -> ColumnElement[bool]:
    """Return a condition on who a row is about; a member of a team has no name of its own."""
    if table != "team_member":
        return false()
    named = Account.name.icontains(q, autoescape=True) | Account.email.icontains(q, autoescape=True)
    return TeamMember.account_id.in_(select(Account.id).where(named))


def _says(q: str, tables: tuple[str, ...]) -> ColumnElement[bool]:
    """Return a condition on what is told of a change, and on nothing that is not: no key can be guessed by looking.

    The whole text is looked through first, because that leaves few rows to take apart.
    """
    shown = sorted({name for table in tables for name in FIELDS[table] if not reference(table, name)})
    sides = (AuditEntry.changes[(name, side)].as_string() for name in shown for side in (0, 1))
    is_told = or_(*(side.icontains(q, autoescape=True) for side in sides))
    if not q.isascii():
        return is_told
    return and_(cast(AuditEntry.changes, Text).icontains(json.dumps(q)[1:-1], autoescape=True), is_told)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 9000 else None  # the first and the last ones there are have no day beside them
