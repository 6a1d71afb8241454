"""What restoring a release would do to the draft, and doing it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace
from sqlalchemy import select

from eventsite.core.db import db
from eventsite.core.errors import StaleEdit
from eventsite.core.states import step
from eventsite.programme import queries
from eventsite.programme.models import Release, Session
from eventsite.programme.releases import diff, public
from eventsite.programme.releases.carrying import cancelled
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.programme.services.compiling import compile_draft
from eventsite.programme.services.restoring.people import restore_people
from eventsite.programme.services.restoring.places import restore_places
from eventsite.programme.services.restoring.sessions import Seated, restore_session, seats_to_bench
from eventsite.programme.services.restoring.words import restore_words
from eventsite.programme.states import SESSION_STEPS, SessionState
from eventsite.summits.models import Summit


@dataclass(frozen=True, slots=True)
class Restoring:
    """What restoring would do. `changes` tell the draft before and after, field by field.

    `returning` are sessions that come back from draft state or from nowhere, `shelved` those that go back to draft
    state because the release does not know them, both as (code, title). `staying` was made since and stays.
    """

    snapshot: Snapshot
    changes: tuple[Change, ...]
    returning: tuple[tuple[str, str], ...]
    shelved: tuple[tuple[str, str], ...]
    benched: tuple[Seated, ...]
    staying: tuple[Change, ...]
    seal: str

    @property
    def has_something(self) -> bool:
        return bool(self.changes or self.returning or self.shelved)


def preview(summit: Summit, release: Release) -> Restoring:
    """Return what restoring `release` would change now; about 20 queries, however large the summit."""
    then = public.snapshot_of(release)
    codes = {session.code for session in then.sessions if not session.is_cancelled}
    now = _as_public(compile_draft(summit, then, with_drafts_of=codes))
    told = {session.code for session in now.sessions}
    wanted = _of_sessions(then, codes | told)
    found = diff.compare(now, wanted)
    changes = tuple(change for change in found if change.happening != Happening.REMOVED)
    standing, benched = _standing(summit, wanted)
    known = {session.code for session in then.sessions}
    missing = [code for code in codes if standing.get(code, SessionState.DRAFT) == SessionState.DRAFT]
    titles = {session.code: session.title for session in then.sessions}
    shelved = tuple((s.code, s.title) for s in now.sessions if s.code not in known and not s.is_cancelled)
    staying = [c for c in found if c.happening == Happening.REMOVED and c.subject != Subject.PERSON]
    returning = tuple((code, titles[code]) for code in sorted(missing))
    return Restoring(
        then, changes, returning, shelved, benched, tuple(staying), _seal(release, changes, returning, shelved)
    )


def _standing(summit: Summit, wanted: Snapshot) -> tuple[dict[str, SessionState], tuple[Seated, ...]]:
    """Return code -> state of every session of the draft, and the seats to bench in those that are `wanted`."""
    released = {session.code: session for session in wanted.sessions}
    states: dict[str, SessionState] = {}
    seats: dict[str, tuple[Seated, ...]] = {}
    for session in queries.each_session(summit):
        states[session.code] = session.state
        if session.code in released:
            seats[session.code] = tuple(seats_to_bench(session, released[session.code]))
    return states, tuple(seat for session in wanted.sessions for seat in seats.get(session.code, ()))


def _as_public(draft: Snapshot) -> Snapshot:
    return replace(draft, sessions=tuple(cancelled(s) if s.is_cancelled else s for s in draft.sessions))


def _of_sessions(then: Snapshot, codes: set[str]) -> Snapshot:
    """Leave out what is public for a cancelled session alone that the draft has no more: it is so again by itself."""
    sessions = tuple(session for session in then.sessions if session.code in codes)
    billed = {billing.person for session in sessions for billing in session.line_up}
    return replace(then, sessions=sessions, people=tuple(p for p in then.people if p.code in billed))


def _seal(release: Release, changes: tuple[Change, ...], *lists: Sequence[tuple[str, str]]) -> str:
    words = repr([release.number, *([code for code, _ in codes] for codes in lists)])
    return hashlib.sha256(words.encode() + diff.pack(changes)).hexdigest()


def restore(*, summit: Summit, release: Release, seal: str) -> Restoring:
    """Put the draft back to what `release` says, if it would do what was previewed; return what was done.

    Raises:
        StaleEdit: when the draft changed since the preview that `seal` stands for.
    """
    db.session.execute(select(Summit.id).filter_by(id=summit.id).with_for_update())
    db.session.execute(select(Session.id).filter_by(summit_id=summit.id).order_by(Session.id).with_for_update())
    todo = preview(summit, release)
    if todo.seal != seal:
        raise StaleEdit(
            "The draft changed after you opened this page. Look at what would be lost now, then restore."
        )
    _apply(summit, todo)
    db.session.flush()
    return todo


def _apply(summit: Summit, todo: Restoring) -> None:
    then = todo.snapshot
    restore_places(summit, then)
    people = restore_people(summit, then)
    tracks = {(track.event.slug, track.slug): track for track in queries.list_tracks(summit)}
    changed = {change.key for change in todo.changes if change.subject == Subject.SESSION}
    changed |= {code for code, _ in todo.returning}
    sessions = {session.code: session for session in queries.list_sessions(summit)}
    for released in then.sessions:
        if released.code in changed:
            restore_session(summit, sessions.get(released.code), released, people, tracks)
    for code, _ in todo.shelved:
        session = sessions[code]
        session.state = step(SESSION_STEPS, session.state, SessionState.DRAFT, f"“{session.title}”")
        session.version += 1
    db.session.flush()
    restore_words(summit, then)
