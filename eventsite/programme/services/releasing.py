"""Publish = compile: freeze the draft into the next immutable release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eventsite.core import clock
from eventsite.core.db import after_commit, db
from eventsite.core.errors import DomainError
from eventsite.core.outbox import Outbox
from eventsite.people.models import Account
from eventsite.programme import queries, signals
from eventsite.programme.models import Release
from eventsite.programme.releases import diff, public, snapshot
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.diff import Change
from eventsite.programme.releases.partial import WHOLE, Choice, partial
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.programme.services import telling
from eventsite.programme.services.compiling import compile_draft
from eventsite.summits.models import Summit


class NothingToRelease(DomainError):
    """The draft says what the public programme says."""


class ReviewedSomethingElse(DomainError):
    """The draft or the public programme changed after it was reviewed."""


class FirstReleaseIsWhole(DomainError):
    """A part of a summit of which nothing is public yet."""


@dataclass(frozen=True, slots=True)
class Review:
    """What the next release would do. `seal` stands for exactly these changes, of exactly this choice.

    `old` is what is public now; `draft` is everything a release of the whole summit would change; `at` is when.
    """

    at: datetime

    past: Release | None
    old: Snapshot | None
    snapshot: Snapshot
    changes: tuple[Change, ...]
    draft: tuple[Change, ...]
    choice: Choice
    seal: str


def review(summit: Summit, choice: Choice = WHOLE) -> Review:
    """Return what a release of `choice` would change now; about 16 queries, however large the summit.

    Raises:
        FirstReleaseIsWhole: when nothing is public yet and the choice is a part.
    """
    past = queries.current_release(summit)
    old = public.snapshot_of(past) if past else None
    if old is None and not choice.is_whole:
        raise FirstReleaseIsWhole("Nothing is public yet, so the first release takes the whole summit.")
    at, draft = clock.now(), compile_draft(summit, old)
    new = carry(old, draft, at)
    changes = everything = diff.compare(old, new)
    if old is not None and not choice.is_whole:
        new = carry(old, partial(old, draft, choice), at)
        changes = diff.compare(old, new)
    return Review(at, past, old, new, changes, everything, choice, _seal(past, choice, changes))


def _seal(past: Release | None, choice: Choice, changes: tuple[Change, ...]) -> str:
    words = f"{past.number if past else 0}:{choice.scope.value}:{choice.key}:"
    return hashlib.sha256(words.encode() + diff.pack(changes)).hexdigest()


def release(
    summit: Summit,
    *,
    name: str,
    note: str = "",
    by: Account | None = None,
    seal: str | None = None,
    choice: Choice = WHOLE,
    outbox: Outbox | None = None,
) -> Release:
    """Make the draft, or a chosen part of it, public as the next release; with an `outbox` those concerned are told.

    Raises:
        FirstReleaseIsWhole: when nothing is public yet and the choice is a part.
        NothingToRelease: when nothing would change.
        ReviewedSomethingElse: when `seal` is given and is not that of the changes as they are now.
    """
    db.session.execute(select(Summit.id).filter_by(id=summit.id).with_for_update())  # one release at a time
    reviewed = review(summit, choice)
    if reviewed.past and not reviewed.changes:
        raise NothingToRelease(
            "Nothing has changed since the last release."
            if choice.is_whole
            else "Nothing of what you chose has changed since the last release. Choose something else."
        )
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
        scope=choice.scope,
        scope_key=choice.key,
        created_at=reviewed.at,
        snapshot=snapshot.pack(reviewed.snapshot),
        changes=diff.pack(reviewed.changes),
    )
    db.session.add(made)
    db.session.flush()
    if outbox is not None:
        telling.tell(made, past=reviewed.old, now=reviewed.snapshot, changes=reviewed.changes, outbox=outbox)
    slug = summit.slug
    after_commit(lambda: _announce(slug))
    return made


def _announce(slug: str) -> None:
    signals.released.send(slug)
