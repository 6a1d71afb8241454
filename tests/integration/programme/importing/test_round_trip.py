"""A programme that was imported, released and exported is the same programme when it is imported elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.core.db import db, transaction
from eventsite.programme.interchange.exporting import to_json, to_xml
from eventsite.programme.models import Session
from eventsite.programme.releases import snapshot as snapshots
from eventsite.programme.services import releasing
from eventsite.programme.services.importing import Noun
from eventsite.summits.queries import find_summit
from tests.integration.programme.importing.running import bring, counts

BASE = "https://summit.example"


def release(app: Flask, slug: str) -> snapshots.Snapshot:
    with app.app_context(), transaction():
        summit = find_summit(slug)
        assert summit
        return snapshots.unpack(releasing.release(summit, name="First").snapshot)


def essence(app: Flask, slug: str) -> list[tuple[Any, ...]]:
    with app.app_context():
        summit = find_summit(slug)
        assert summit
        sessions = db.session.scalars(select(Session).filter_by(summit_id=summit.id)).all()
        return sorted(
            (
                session.title,
                session.abstract,
                session.kind.value,
                session.track.name if session.track else "",
                [(slot.starts_at, slot.ends_at, [room.name for room in slot.rooms]) for slot in session.slots],
                [one.person.name for one in session.line_up],
                sorted((one.kind.value, one.title, one.url) for one in session.resources),
            )
            for session in sessions
        )


@pytest.mark.parametrize("export", [to_xml, to_json])
def test_a_released_programme_goes_round(
    app: Flask, real_data: Callable[[str], Path], export: Callable[[snapshots.Snapshot, str], bytes]
) -> None:
    bring(app, real_data("schedules/cccamp-2019.json").read_bytes(), "camp")
    exported = export(release(app, "camp"), BASE)
    report = bring(app, exported, "again")
    assert (counts(report, Noun.SESSIONS), report.oddities) == ((79, 0, 0, 0, 0), [])
    assert essence(app, "again") == essence(app, "camp")
    assert bring(app, exported, "again").has_changed is False
