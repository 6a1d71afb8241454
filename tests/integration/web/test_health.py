"""Alive, and able to serve: what whoever watches the machine is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask.testing import FlaskClient

from eventsite.core.db import db
from eventsite.web.health import newest_migrations
from tests.fixtures.apps import close, make_app
from tests.house.source import ROOT

STALE = {"ready": False, "why": "Migrations are not current."}


@pytest.fixture
def bare_client(bare_database_url: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """Give a client of a site whose database has no table at all."""
    app = make_app(tmp_path, bare_database_url)
    yield app.test_client()
    close(app)


def test_a_migrated_site_is_ready(client: FlaskClient) -> None:
    assert client.get("/readyz").json == {"ready": True}


def test_an_empty_database_is_not_ready(bare_client: FlaskClient) -> None:
    answer = bare_client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, STALE)


def test_a_database_of_another_version_is_not_ready(bare_client: FlaskClient) -> None:
    with bare_client.application.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(sa.text("INSERT INTO alembic_version VALUES ('0000')"))
    assert bare_client.get("/readyz").json == STALE


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    app = make_app(tmp_path, f"sqlite:///{tmp_path}/no-such-folder/file.sqlite3")
    answer = app.test_client().get("/readyz")
    close(app)
    assert (answer.status_code, answer.json) == (
        503, {"ready": False, "why": "The database does not answer (OperationalError)."},
    )  # fmt: skip


def test_our_newest_migrations_are_those_alembic_finds() -> None:
    found = ScriptDirectory(str(ROOT / "migrations")).get_heads()
    assert newest_migrations(ROOT / "migrations" / "versions") == set(found)


def test_branches_are_two_until_one_follows_both(tmp_path: Path) -> None:
    made = {"1": "None", "2": "'1'", "2b": "'1'"}
    for name, before in made.items():
        (tmp_path / f"{name}.py").write_text(f"revision = {name!r}\ndown_revision = {before}\nbranch_labels = None\n")
    assert newest_migrations(tmp_path) == {"2", "2b"}
    (tmp_path / "3.py").write_text("revision = '3'\ndown_revision = ('2', '2b')\n")
    assert newest_migrations(tmp_path) == {"3"}
