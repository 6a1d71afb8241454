"""For whoever watches the machine: alive, and able to serve."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from eventsite.core.db import db
from eventsite.web.access import public

bp = Blueprint("health", __name__)

_POINTERS = ("revision", "down_revision")


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    return {"alive": True}


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Answer 200 when the database answers and its migrations are current, else 503."""
    why = why_not_ready()
    if why:
        current_app.logger.error(why)
        return {"ready": False, "why": why}, 503
    return {"ready": True}


def why_not_ready() -> str:
    """Return why pages cannot be served, as a sentence; '' when they can."""
    try:
        here = _applied()
    except SQLAlchemyError as error:
        return f"The database does not answer ({type(error).__name__})."
    wanted = newest_migrations(Path(current_app.root_path, "migrations", "versions"))
    return "" if here == wanted else "Migrations are not current."


def _applied() -> set[str]:
    connection = db.session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return set()
    return set(connection.scalars(text("SELECT version_num FROM alembic_version")))


def newest_migrations(folder: Path) -> set[str]:
    """Return the revisions in a folder that no other follows.

    They are read out of the files: Alembic does it too, but every worker that is asked would have to carry it.
    """
    sources = [file.read_text() for file in folder.glob("*.py")]
    made, followed = ({found for source in sources for found in _named(name, source)} for name in _POINTERS)
    return made - followed


def _named(pointer: str, source: str) -> list[str]:
    """Return what `revision = "0002"` or `down_revision = ("0001", "0001b")` names; nothing for None."""
    line = re.search(rf"^{pointer} = (.*)$", source, re.MULTILINE)
    return re.findall(r"""["']([^"']+)["']""", line[1]) if line else []
