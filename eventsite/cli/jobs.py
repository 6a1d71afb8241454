"""`jobs`: the worker. huey wakes it and keeps its clock; the outbox's rows are the truth."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from eventsite.config import Config
from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.core.outbox import Outbox
from eventsite.payments.flows.reconciling import reconcile
from eventsite.people.services.sessions import mark_seen

if TYPE_CHECKING:
    from huey import SqliteHuey

#: A wake-up is looked for this often, in seconds: so fast is a mail on its way.
LOOK_EVERY = 0.5
#: How long a handler may go on after the worker was told to stop; then its row is given back by time.
PATIENCE = 6


@dataclass(frozen=True, slots=True)
class Queue:
    """What hints travel through: `wake` and `seen` put one in, `huey` takes it out."""

    huey: SqliteHuey
    wake: Callable[[], object]
    seen: Callable[[int, str], object]


def queue_of(app: Flask) -> Queue:
    """Return the queue of this data folder: one file, shared by web server and worker."""
    from huey import SqliteHuey, crontab  # here: it brings drivers of databases, 9 MiB for a site that sells nothing

    huey = SqliteHuey("eventsite", filename=str(_config(app).data / "queue.sqlite3"), results=False)

    def deliver() -> None:
        seen_file(_config(app)).touch()
        with app.app_context(), audit.acting("worker"):
            outbox: Outbox = app.extensions["eventsite.outbox"]
            while outbox.deliver_due():
                pass

    def tick() -> None:
        try:
            with app.app_context(), audit.acting("worker"):
                reconcile(gateway=app.extensions["eventsite.gateway"], outbox=app.extensions["eventsite.outbox"])
        finally:
            deliver()

    def see(id: int, at: str) -> None:
        with app.app_context(), transaction():
            mark_seen(id, datetime.fromisoformat(at))
        deliver()  # a commit that found this hint waiting left none of its own

    wake = huey.task(name="deliver")(deliver)
    seen = huey.task(name="seen")(see)
    huey.periodic_task(crontab(minute="*"), name="tick")(tick)
    return Queue(huey, wake, seen)


def wake_through(app: Flask) -> None:
    """Let the outbox wake the worker after each commit that asked for something, and tell it which sessions are used.

    The file is opened with the first wake-up: to look at the application makes none. One hint waiting is enough,
    because whoever takes it looks for every row.
    """
    queue = cache(lambda: queue_of(app))

    def wake() -> None:
        if not queue().huey.pending_count():
            queue().wake()

    app.extensions["eventsite.outbox"].wake = wake
    app.extensions["eventsite.seen"].send = lambda id, at: queue().seen(id, at.isoformat())


def seen_file(config: Config) -> Path:
    """Return the file whose time says when the worker last looked for work: once a minute if it runs."""
    return config.data / "worker-seen"


@click.command("jobs")
@with_appcontext
def jobs() -> None:
    """Run the worker until it is told to stop."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    queue = queue_of(app)
    queue.wake()  # for what was asked while no worker ran
    queue.huey.create_consumer(
        workers=1, initial_delay=0.1, max_delay=LOOK_EVERY, graceful_signal="TERM", shutdown_timeout=PATIENCE
    ).run()


def _config(app: Flask) -> Config:
    config: Config = app.extensions["eventsite.config"]
    return config
