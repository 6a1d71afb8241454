"""A migration that rebuilds a table on SQLite keeps the rows that point to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from eventsite.core.db import db
from tests.fixtures.cast import Cast
from tests.house.source import ROOT

REBUILDS = '''
from alembic import op

revision, down_revision, branch_labels, depends_on = "rebuilt", "{head}", None, None


def upgrade():
    for table in ("account", "summit"):
        with op.batch_alter_table(table, recreate="always"):
            pass
'''


@pytest.fixture
def rebuilding(app: Flask, tmp_path: Path) -> Path:
    """Give a copy of the migrations with one more, which rebuilds tables that others point to."""
    folder = shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    with app.app_context(), db.engine.connect() as connection:
        head = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    (folder / "versions" / "rebuilt.py").write_text(REBUILDS.format(head=head))
    return folder


def rows(table: str) -> int:
    with db.engine.connect() as connection:
        return connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_rebuilding_a_table_keeps_what_points_to_it(app: Flask, cast: Cast, rebuilding: Path) -> None:
    with app.app_context():
        before = {table: rows(table) for table in ("account", "summit", "team_member")}
        db.session.remove()
        upgrade(directory=str(rebuilding))
        assert {table: rows(table) for table in before} == before == {"account": 4, "summit": 2, "team_member": 4}
        with db.engine.connect() as connection:
            assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
