"""The sessions of a file: what happens, and in `parts` when, where and with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eventsite.core.db import db
from eventsite.core.states import step
from eventsite.people.models import Person
from eventsite.programme import queries
from eventsite.programme.interchange.documents import Document, SessionEntry
from eventsite.programme.models import Session, Track
from eventsite.programme.services.importing.ledger import Kind, Ledger
from eventsite.programme.services.importing.parts import Parts
from eventsite.programme.services.importing.report import Noun, Outcome, Report
from eventsite.programme.services.importing.slugs import Slugs
from eventsite.programme.states import SESSION_STEPS, SessionState
from eventsite.summits.models import Event, Room, Summit

#: Fields of a session that are called the same in the file's entry.
SAME = ("title", "subtitle", "abstract", "description", "kind", "language", "state")


class Sessions:
    """Settles sessions, one by one. Opening costs 8 queries when this source was imported before, else 1."""

    def __init__(
        self, summit: Summit, event: Event, ledger: Ledger, report: Report, *,
        rooms: Mapping[str, Room], tracks: Mapping[str, Track], people: Mapping[str, Person], host: str,
    ) -> None:
        self._summit, self._event, self._ledger, self._report, self._tracks = summit, event, ledger, report, tracks
        self._parts = Parts(ledger, report, rooms, people, host)
        self._here = _lock_all(summit) if any(ledger.keys(Kind.SESSION)) else {}
        self._codes = Slugs(self._here or db.session.scalars(db.select(Session.code).filter_by(summit_id=summit.id)))

    def settle_all(self, document: Document) -> None:
        """Bring every session of the file up to date, and cancel those that it no longer holds."""
        made = [(entry, session) for entry in document.sessions if (session := self._settle(entry))]
        db.session.flush()  # parts are given the id of a new session, which costs less than hanging them onto it
        for entry, session in made:
            self._parts.settle(entry, session, is_new=True)
        in_file = {entry.key for entry in document.sessions}
        for key in self._ledger.keys(Kind.SESSION):
            if key not in in_file:
                self._cancel(key)

    def _settle(self, entry: SessionEntry) -> Session | None:
        """Bring one session up to date; return it when it is new and still wants its parts."""
        row = self._here.get(self._ledger.identity(Kind.SESSION, entry.key))
        said: dict[str, Any] = {name: getattr(entry, name) for name in SAME} | {"track": self._tracks.get(entry.track)}
        code = row.code if row else self._codes.free_code(entry.code)
        was_cancelled = row is not None and row.state == SessionState.CANCELLED
        session, outcome = self._ledger.settle(
            Kind.SESSION, entry.key, row, said,
            lambda: Session(summit=self._summit, event=self._event, code=code, **said),
            label=f"session {code}", where=entry.where, write=_write, identity=code)
        if session is None:
            self._report.note(entry.where, f"{entry.label} was deleted here and is left out until the file changes it.")
        elif row is not None:
            outcome = self._settle_parts(entry, row, outcome)
            if was_cancelled and row.state == SessionState.CONFIRMED:
                self._report.note(entry.where, f"session {code} is no longer cancelled: the file holds it again.")
        self._report.count(Noun.SESSIONS, outcome)
        return session if outcome == Outcome.NEW else None

    def _settle_parts(self, entry: SessionEntry, session: Session, outcome: Outcome) -> Outcome:
        if not self._parts.settle(entry, session, is_new=False) and outcome == Outcome.UNCHANGED:
            return outcome
        session.version += 1
        return Outcome.CHANGED

    def _cancel(self, key: str) -> None:
        """A draft that vanishes was never to be seen, and is left as it is."""
        row = self._here.get(self._ledger.identity(Kind.SESSION, key))
        if row is None or row.state == SessionState.DRAFT:
            return
        label, where, said = f"session {row.code}", "the file", {"state": SessionState.CANCELLED}
        _row, outcome = self._ledger.settle(
            Kind.SESSION, key, row, said, lambda: row, label=label, where=where, write=_write)
        if outcome == Outcome.CHANGED:
            row.version += 1
            self._report.note(where, f"{label} ({key}, “{row.title[:80]}”) is no longer in it and was cancelled.")
            self._report.count(Noun.SESSIONS, Outcome.CANCELLED)


def _lock_all(summit: Summit) -> dict[str, Session]:
    """Return code -> session, and keep others from saving any of them until we are done."""
    db.session.execute(db.select(Session.id).filter_by(summit_id=summit.id).order_by(Session.id).with_for_update())
    return {session.code: session for session in queries.list_sessions(summit)}


def _write(session: Any, name: str, value: Any) -> None:
    if name == "state":
        value = step(SESSION_STEPS, session.state, value, f"“{session.title}”")
    setattr(session, name, value)
