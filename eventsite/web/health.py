"""For whoever watches the machine: alive, and able to serve."""

from __future__ import annotations

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from eventsite.core.db import db
from eventsite.web.access import public

bp = Blueprint("health", __name__)


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
        here = MigrationContext.configure(db.session.connection()).get_current_heads()
    except SQLAlchemyError as error:
        return f"The database does not answer ({type(error).__name__})."
    wanted = ScriptDirectory(current_app.extensions["migrate"].directory).get_heads()
    return "" if set(here) == set(wanted) else "Migrations are not current."
