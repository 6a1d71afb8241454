"""What the trail tells: every table of a summit, columns that there are, and never a key."""

from __future__ import annotations

import pytest
from flask import Flask

from eventsite.core.scopes import classes, key_of, root
from eventsite.desk.trails.kinds import FIELDS, GROUPS, Kind, kind_of, tables_of
from eventsite.desk.trails.names import reference, table_of
from eventsite.desk.trails.wording import _TELL

#: Words in the names of columns that open something, or name a request to somebody who would act on it.
SECRETS = ("hash", "secret", "token", "key", "version", "once", "request", "intent", "session_id", "page", "uid")


def test_every_table_of_a_summit_is_told(any_app: Flask) -> None:
    """People, too, who belong to no summit."""
    audited = {table for table, model in classes().items() if getattr(model, "__audited__", True)}
    mine = {table for table in audited if key_of(table) or table in (root().__tablename__, "person")}
    assert sorted(FIELDS) == sorted(mine)
    assert sorted({*_TELL, "summit"}) == sorted(mine)


def test_what_is_told_are_columns(any_app: Flask) -> None:
    missing = {(table, name) for table, fields in FIELDS.items() for name in fields if name not in table_of(table).c}
    assert missing == set()


def test_no_key_is_told(any_app: Flask) -> None:
    told = {
        (table, name)
        for table, fields in FIELDS.items()
        for name in fields
        if any(word in name for word in SECRETS) and not reference(table, name)
    }
    assert told == set()


def test_money_is_for_who_may_look_at_orders() -> None:
    assert [kind for kind, group in GROUPS.items() if group.about_money] == [Kind.ORDERS]
    assert set(tables_of(None, with_money=True, with_invitations=True)) == set(FIELDS)
    assert tables_of(Kind.ORDERS, with_money=False, with_invitations=True) == ()
    without = {"payment", "team_invitation"} & set(tables_of(None, with_money=False, with_invitations=False))
    assert without == set()


@pytest.mark.parametrize("table", ["account", "sign_in_link", "outbox_row", "no_such_table"])
def test_what_belongs_to_no_summit_is_not_told(table: str) -> None:
    assert kind_of(table) is None
