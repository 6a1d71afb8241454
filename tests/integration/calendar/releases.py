"""Makes a snapshot public, as a release would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from eventsite.programme.releases.snapshot import Snapshot


def publish(app: Flask, snapshot: Snapshot, number: int = 1) -> None:
    """Store `snapshot` as release `number` of the summit its slug names, and forget what was kept."""
    from eventsite.core.db import db, transaction
    from eventsite.programme import signals
    from eventsite.programme.models import Release
    from eventsite.programme.releases import diff, public
    from eventsite.programme.releases import snapshot as snapshots
    from eventsite.summits.models import Summit
    from tests.unit.calendar.samples import RELEASED

    said = snapshot.summit
    with app.app_context(), transaction():
        summit = db.session.scalar(db.select(Summit).filter_by(slug=said.slug)) or Summit(
            slug=said.slug,
            name=said.name,
            time_zone=said.time_zone,
            starts_on=said.starts_on,
            ends_on=said.ends_on,
            created_at=RELEASED,
        )
        packed, changes = snapshots.pack(snapshot), diff.pack(())
        db.session.add(
            Release(summit=summit, number=number, name="R", created_at=RELEASED, snapshot=packed, changes=changes)
        )
    public.forget()
    signals.released.send(said.slug)
