"""Telling people what a release changed: a row for each of them and each change, written with the release itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert

from eventsite.core.db import db
from eventsite.core.outbox import Outbox
from eventsite.programme.emails import CHANGES_TOLD
from eventsite.programme.models import Notice, Release
from eventsite.programme.releases.changes import Change
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.programme.telling.affected import Affected, affected_sessions
from eventsite.programme.telling.recipients import audience_of
from eventsite.programme.telling.timing import due_at


@dataclass(frozen=True, slots=True)
class _Telling:
    """Somebody to be told of one session."""

    recipient: str
    session: Affected
    due_at: datetime


def tell(
    release: Release, *, past: Snapshot | None, now: Snapshot, changes: tuple[Change, ...], outbox: Outbox
) -> None:
    """Ask for everybody concerned to be told once of what `release` changed, at a decent hour."""
    affected = affected_sessions(past, now, changes, release.created_at)
    tellings = list(_tellings(release, affected))
    rows = [
        {
            "release_id": release.id, "recipient": telling.recipient, "session_code": telling.session.code,
            "slot_uuid": part, "due_at": telling.due_at, "mail": "",
        }
        for telling in tellings
        for part in telling.session.parts
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(Notice), rows)
    first: dict[str, datetime] = {}
    for telling in tellings:
        first[telling.recipient] = min(first.get(telling.recipient, telling.due_at), telling.due_at)
    for recipient, due in sorted(first.items()):
        key = f"{recipient}/{release.id}"
        outbox.put(CHANGES_TOLD, key, due_at=due, recipient=recipient, summit=release.summit_id)


def _tellings(release: Release, affected: tuple[Affected, ...]) -> Iterator[_Telling]:
    audience, zone = audience_of(release.summit, affected), release.summit.zone_info
    for session in affected:
        due = due_at(release.created_at, zone, is_urgent=session.is_urgent)
        for speaker in audience.speakers[session.code]:
            if speaker.email:
                yield _Telling(f"person:{speaker.id}", session, due)
        for agenda in audience.visitors.get(session.code, ()):
            yield _Telling(f"agenda:{agenda}", session, due)
