"""Publish = compile: freeze the draft into the next immutable release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from eventsite.core import clock
from eventsite.core.db import after_commit, db
from eventsite.core.errors import DomainError
from eventsite.people.models import Account
from eventsite.programme import queries, signals
from eventsite.programme.models import Release
from eventsite.programme.releases import diff, snapshot
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.diff import Change
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.programme.services.compiling import compile_draft
from eventsite.summits.models import Summit


class NothingToRelease(DomainError):
    """The draft says what the public programme says."""


class ReviewedSomethingElse(DomainError):
    """The draft or the public programme changed after it was reviewed."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the next release would do. `seal` stands for exactly these changes."""

    past: Release | None
    snapshot: Snapshot
    changes: tuple[Change, ...]
    seal: str


def review(summit: Summit) -> Review:
    """Return what a release would change now; about 16 queries, however large the summit."""
    past = queries.current_release(summit)
    old = snapshot.unpack(past.snapshot) if past else None
    draft = compile_draft(summit, old)
    new = carry(old, draft, clock.now())
    changes = diff.compare(old, new)
    seal = hashlib.sha256(f"{past.number if past else 0}:".encode() + diff.pack(changes)).hexdigest()
    return Review(past, new, changes, seal)


def release(
    summit: Summit, *, name: str, note: str = "", by: Account | None = None, seal: str | None = None
) -> Release:
    """Make the draft public as the next release.

    Raises:
        NothingToRelease: when nothing would change.
        ReviewedSomethingElse: when `seal` is given and is not that of the changes as they are now.
    """
    db.session.execute(select(Summit.id).filter_by(id=summit.id).with_for_update())  # one release at a time
    reviewed = review(summit)
    if reviewed.past and not reviewed.changes:
        raise NothingToRelease("Nothing has changed since the last release.")
    if seal is not None and seal != reviewed.seal:
        raise ReviewedSomethingElse(
            "The programme changed after you opened this page. Look at the changes as they are now, then release."
        )
    made = Release(
        summit=summit,
        account=by,
        number=reviewed.past.number + 1 if reviewed.past else 1,
        name=name.strip(),
        note=note.strip(),
        created_at=clock.now(),
        snapshot=snapshot.pack(reviewed.snapshot),
        changes=diff.pack(reviewed.changes),
    )
    db.session.add(made)
    db.session.flush()
    slug = summit.slug
    after_commit(lambda: _announce(slug))
    return made


def _announce(slug: str) -> None:
    signals.released.send(slug)
