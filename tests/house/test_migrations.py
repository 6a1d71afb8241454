"""The migrations make exactly the tables that the models describe, on both databases, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade

from eventsite.core.db import Model, db, transaction
from eventsite.registration.models import PassCapacity, PassType
from tests.fixtures.apps import close, make_app
from tests.on_sale import add_capacity, add_pass, add_selling_summit


@pytest.fixture
def bare_app(bare_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(tmp_path, bare_database_url)
    with app.app_context():
        yield app
    close(app)


def differences(app: Flask) -> list[Any]:
    """Return what `flask db migrate` would write, by the settings of `migrations/env.py`."""
    settings = {**app.extensions["migrate"].configure_args, "target_metadata": Model.metadata}
    with db.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=settings), Model.metadata))


def checks() -> dict[str, dict[str, str]]:
    """Return the text of every CHECK by table and name; no comparison of Alembic's sees them."""
    inspector = sa.inspect(db.engine)
    return {
        table: {
            str(check["name"]): " ".join(check["sqltext"].split()) for check in inspector.get_check_constraints(table)
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_migrations_are_current(app: Flask) -> None:
    with app.app_context():
        assert differences(app) == []


def test_a_column_that_no_model_has_is_found(bare_app: Flask) -> None:
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE account ADD COLUMN nickname VARCHAR(20)"))
    assert [difference[0] for difference in differences(bare_app)] == ["remove_column"]


def test_checks_are_those_of_the_models(app: Flask, bare_app: Flask) -> None:
    with bare_app.app_context():
        Model.metadata.create_all(db.engine)
        wanted = checks()
    with app.app_context():
        assert checks() == wanted


def test_migrations_go_down_to_nothing_and_up_again(bare_app: Flask) -> None:
    upgrade()
    tables = set(sa.inspect(db.engine).get_table_names())
    assert tables == {*Model.metadata.tables, "alembic_version"}
    downgrade(revision="base")
    assert sa.inspect(db.engine).get_table_names() == ["alembic_version"]
    upgrade()
    assert set(sa.inspect(db.engine).get_table_names()) == tables


def test_what_passes_draw_from_is_kept_both_ways(bare_app: Flask) -> None:
    """0007 makes the table of these anew."""
    upgrade()
    with transaction():
        summit = add_selling_summit()
        hall, room = add_capacity(summit, 10, "Hall"), add_capacity(summit, 4, "Room")
        add_pass(summit, "All access", capacities=[hall, room])
        add_pass(summit, "Workshop", capacities=[room])
    pairs = sa.text("SELECT pass_type_id, capacity_id FROM pass_capacity ORDER BY pass_type_id, capacity_id")
    for going in (lambda: downgrade(revision="0006"), upgrade):
        going()
        with db.engine.connect() as connection:
            assert [tuple(row) for row in connection.execute(pairs)] == [(1, 1), (1, 2), (2, 2)]
    with transaction():
        db.session.scalars(sa.select(PassType).filter_by(code="workshop")).one().draw_from([])
    assert db.session.scalar(sa.select(sa.func.max(PassCapacity.id))) == 2


def test_a_migrated_database_has_no_rows(bare_app: Flask) -> None:
    """Tests start from no rows: a migration that adds some has to tell `tests/fixtures/databases.py`."""
    upgrade()
    with db.engine.connect() as connection:
        counts = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in Model.metadata.tables.items()
        }
    assert {name: count for name, count in counts.items() if count} == {}


def test_every_constraint_has_a_name(app: Flask) -> None:
    """One without a name could not be taken back on SQLite, where it would have none at all."""
    with app.app_context():
        inspector = sa.inspect(db.engine)
        nameless = [
            (table, constraint)
            for table in Model.metadata.tables
            for constraint in (
                *inspector.get_foreign_keys(table),
                *inspector.get_unique_constraints(table),
                *inspector.get_check_constraints(table),
            )
            if not constraint["name"]
        ]
    assert nameless == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_id_is_given_again(app: Flask) -> None:
    """A migration that makes a table anew must say so again: the audit trail knows things by their ids."""
    with app.app_context(), db.engine.connect() as connection:
        made = {row.name: row.sql for row in connection.execute(sa.text("SELECT name, sql FROM sqlite_master"))}
        with_ids = [table for table in Model.metadata.tables.values() if "id" in table.c]
        assert [table.name for table in with_ids if "AUTOINCREMENT" not in made[table.name]] == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_no_id_is_given_again_after_a_step_down(bare_app: Flask) -> None:
    upgrade()
    without: dict[str, list[str]] = {}
    while (revision := _revision()) != "0001":
        downgrade()
        with db.engine.connect() as connection:
            made = {row.name: row.sql for row in connection.execute(sa.text("SELECT name, sql FROM sqlite_master"))}
        with_ids = [name for name, sql in made.items() if sql and "\tid INTEGER" in sql]
        without[revision] = [name for name in with_ids if "AUTOINCREMENT" not in made[name]]
    assert without == {key: [] for key in without}
    assert len(without) >= 6


def _revision() -> str | None:
    with db.engine.connect() as connection:
        return connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
