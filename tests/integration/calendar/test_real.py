"""Real schedules, imported and released, as three readers find them in their feeds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.unit.calendar.readers import read_by_all
from tests.unit.calendar.samples import SITE


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)  # a feed never sees the database
@pytest.mark.parametrize(
    ("file", "count"), [("fosdem-2026.xml", 1079), ("cccamp-2019.json", 79), ("rc3-2020.json", 48)]
)
def test_a_real_schedule_is_read_as_it_is(app: Flask, real_data: Callable[[str], Path], file: str, count: int) -> None:
    from eventsite.calendar.feeds import agenda_feed
    from eventsite.core.db import db, transaction
    from eventsite.programme.agenda import AgendaFilter
    from eventsite.programme.interchange import reading
    from eventsite.programme.releases import public
    from eventsite.programme.services.importing import import_schedule
    from eventsite.programme.services.releasing import release
    from eventsite.summits.models import Summit

    path = real_data(f"schedules/{file}")
    public.forget()
    with app.app_context():
        with transaction():
            import_schedule(
                reading.parse(reading.read_file(path)), summit="real", host=SITE.host, time_zone="Europe/Berlin"
            )
        with transaction():
            id = release(db.session.scalars(db.select(Summit)).one(), name="First").id
        programme = public.load(id)
    _, found = read_by_all(agenda_feed(programme, AgendaFilter(), SITE).body)
    expected = {
        e.slot.uid: (e.slot.starts_at, e.slot.ends_at, " ".join(e.session.title.split())) for e in programme.entries
    }
    assert {uid: (read.starts_at, read.ends_at, read.title) for uid, read in found.items()} == expected
    assert len(found) == count
