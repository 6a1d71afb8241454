"""Runs imports as the command does, and looks at everything they leave in the database."""

from __future__ import annotations

from typing import Any

from flask import Flask

from eventsite.core import audit
from eventsite.core.db import Model, db, transaction
from eventsite.programme.interchange import reading
from eventsite.programme.models import Session
from eventsite.programme.services.importing import Noun, Report, import_schedule

HOST = "summit.test"


def bring(app: Flask, data: bytes, summit: str = "summit", **options: str) -> Report:
    """Import bytes in a transaction of their own."""
    with app.app_context(), audit.acting("test"), transaction():
        return import_schedule(reading.parse(data), summit=summit, host=HOST, **options)


def rows(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, in order of its primary key."""
    with app.app_context():
        return {
            table.name: [tuple(row) for row in db.session.execute(table.select().order_by(*table.primary_key.columns))]
            for table in Model.metadata.sorted_tables
        }


def the_session(title: str) -> Session:
    return db.session.scalars(db.select(Session).filter_by(title=title)).one()


def oddities(report: Report) -> list[str]:
    return [str(oddity) for oddity in report.oddities]


def counts(report: Report, noun: Noun) -> tuple[int, int, int, int, int]:
    """Return how many were new, changed, unchanged, cancelled, left out."""
    tally = report.tallies[noun]
    return tally.new, tally.changed, tally.unchanged, tally.cancelled, tally.left_out
