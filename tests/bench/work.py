"""Import, release, diff, tickets: in seconds, beside what the parser alone takes on the same file in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from flask import Flask

from eventsite.billing.documents.tickets import tickets
from eventsite.core.db import db, transaction
from eventsite.programme.models import Release, Session
from eventsite.programme.releases import diff, snapshot
from eventsite.programme.releases.carrying import carry
from eventsite.programme.services import releasing
from eventsite.programme.services.compiling import compile_draft
from eventsite.summits.services.team import make_owner
from tests.bench import sites
from tests.bench.row import Row
from tests.integration.billing.documents.samples import TICKETS


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def rows(app: Flask) -> Iterator[Row]:
    """Make both summits, measuring what it costs."""
    sites.make_site(app)
    yield _tickets()
    file = sites.real_file()
    if file is None:
        yield Row("real schedule of 1,079 sessions", "not measured: EVENTSITE_REAL_DATA is not set", "")
        return
    parser = min(seconds(lambda: ElementTree.parse(file)) for _ in range(3))
    yield _row("import 1,079 sessions", seconds(lambda: _import(app, file)), parser, 5)
    yield _row("import them again, unchanged", seconds(lambda: _import(app, file)), parser, 5)
    yield _row("release 1,079 sessions", seconds(lambda: _release(app)), parser, 2)
    yield _row("diff of two releases of 1,079 sessions, every title changed", _diff(app), parser, 0.5)


def _row(what: str, took: float, parser: float, most: float) -> Row:
    return Row(what, f"{took:.2f} s ({took / parser:.1f} × parsing the file)", f"under {most:g} s", took < most)


def _tickets() -> Row:
    """Set a thousand tickets, each with a name and a code of its own; the press's start is in it."""
    one = TICKETS.tickets[0]
    many = tuple(
        replace(one, attendee_name=f"{one.attendee_name} {n}", scanned=f"7K2QHD{n:07}", code=f"7K2Q-HD{n:07}")
        for n in range(1000)
    )
    took = seconds(lambda: tickets(replace(TICKETS, tickets=many)))
    return Row("1,000 tickets as one PDF", f"{took:.2f} s", "under 5 s", took < 5)


def _import(app: Flask, file: Path) -> None:
    result = app.test_cli_runner().invoke(args=["import", str(file), "--summit", sites.REAL])
    if result.exit_code:
        raise RuntimeError(result.output)


def _release(app: Flask) -> None:
    with app.app_context(), transaction():
        summit = sites.the_summit(sites.REAL)
        make_owner(summit, sites.the_account())
        releasing.release(summit, name="First")


def _diff(app: Flask) -> float:
    with app.app_context():
        summit = sites.the_summit(sites.REAL)
        release = db.session.query(Release).filter_by(summit_id=summit.id).one()
        past = snapshot.unpack(release.snapshot)
        for session in db.session.query(Session).filter_by(summit_id=summit.id):
            session.title += "!"
        with db.session.no_autoflush:
            draft = compile_draft(summit, past)
        now = carry(past, draft, release.created_at)
        db.session.rollback()
        return min(seconds(lambda: diff.compare(past, now)) for _ in range(3))
