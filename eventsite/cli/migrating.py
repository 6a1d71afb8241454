"""Flask-Migrate, kept outside until a `db` command looks for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from eventsite.core.db import db


class Migrations:
    """Stands where Flask-Migrate looks for itself in an application, and puts it there at its first look."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __getattr__(self, name: str) -> Any:
        from flask_migrate import Migrate  # here: it brings Alembic, which takes 11 MiB

        folder = Path(self._app.root_path, "migrations")
        Migrate(self._app, db, directory=str(folder), render_as_batch=True, compare_type=True)
        return getattr(self._app.extensions["migrate"], name)
