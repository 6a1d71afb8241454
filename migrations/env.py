"""How migrations reach the database. They name plain column types, so that they never import the application."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from eventsite.core.db import Model


def render_item(kind: str, thing: Any, _context: Any) -> str | bool:
    """Write our column types as what they are made of."""
    if kind == "type" and type(thing).__module__.startswith("eventsite."):
        return f"sa.{thing.impl!r}"
    return False


def run() -> None:
    engine = current_app.extensions["migrate"].db.engine
    settings = dict(current_app.extensions["migrate"].configure_args)
    settings["render_item"] = render_item
    with engine.connect() as connection:
        _check_foreign_keys(connection, "OFF")
        context.configure(connection=connection, target_metadata=Model.metadata, **settings)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        _check_foreign_keys(connection, "ON")


def _check_foreign_keys(connection: Connection, on_or_off: str) -> None:
    """On SQLite a batch rebuilds its table; dropping the old one must not touch the rows that point to it.

    The switch does nothing inside a transaction, and ours begins with the first statement: so it is thrown below that.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA foreign_keys = {on_or_off}")


run()
