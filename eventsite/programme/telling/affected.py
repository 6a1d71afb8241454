"""Which changed sessions concern whom: pure functions over two snapshots.

Speakers hear of everything about their session. Visitors who starred it hear of what they would act on: when, where,
how long, what it is called, who is in it, whether it happens; a mended abstract waits until they look.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from eventsite.programme.releases.changes import Change, Happening, Subject
from eventsite.programme.releases.snapshot import ReleasedSession, ReleasedSlot, Snapshot
from eventsite.programme.states import PUBLIC_ROLES

#: What is about how a session is shown, and nothing that its speakers have to know.
_SILENT = {"Featured", "Reconstructed"}
VISITORS_HEAR = {
    "State", "Title", "When", "Duration", "Room", "Event", "Role", *(role.value.capitalize() for role in PUBLIC_ROLES),
}  # fmt: skip
#: When, where or whether something takes place that starts within this time is told at once, by night too. Longer than
#: a night, so that nothing has begun before its change is told in the morning.
SOON = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Affected:
    """A changed session. `parts` are the uuids of its slots that changed, and '' where something else of it did.

    `people` are codes of those billed before or after; `is_for_visitors` says that who starred it is told.
    """

    code: str
    parts: tuple[str, ...]
    people: frozenset[str]
    is_for_visitors: bool
    is_urgent: bool


def affected_sessions(
    past: Snapshot | None, now: Snapshot, changes: Iterable[Change], at: datetime
) -> tuple[Affected, ...]:
    """Return the sessions of `changes` whose people are to be told, none that was over `at` that time.

    Of a first release there are none, for nothing changed.
    """
    if past is None:
        return ()
    before, after = ({s.code: s for s in snapshot.sessions} for snapshot in (past, now))
    return tuple(
        _affected(change, before.get(change.key), after[change.key], at)
        for change in changes
        if change.subject == Subject.SESSION and speakers_hear(change)
        if not _is_over((before.get(change.key), after[change.key]), at)
    )


def speakers_hear(change: Change) -> bool:
    return change.happening != Happening.CHANGED or any(field.field not in _SILENT for field in change.fields)


def visitors_hear(change: Change) -> bool:
    return change.happening != Happening.CHANGED or any(field.field in VISITORS_HEAR for field in change.fields)


def _affected(change: Change, before: ReleasedSession | None, now: ReleasedSession, at: datetime) -> Affected:
    sessions = [session for session in (before, now) if session is not None]
    old, new = ({slot.uuid: slot for slot in s.slots} if s else {} for s in (before, now))
    moved = [uuid for uuid in {**old, **new} if _shown(old.get(uuid)) != _shown(new.get(uuid))]
    is_more = not moved or any(field.field not in ("State", "When", "Duration", "Room") for field in change.fields)
    return Affected(
        code=change.key,
        parts=(*sorted(moved), *([""] if is_more else [])),
        people=frozenset(billing.person for session in sessions for billing in session.line_up),
        is_for_visitors=visitors_hear(change),
        is_urgent=any(_is_soon(slot, at) for uuid in moved for slot in (old.get(uuid), new.get(uuid)) if slot),
    )


def _is_over(sessions: Iterable[ReleasedSession | None], at: datetime) -> bool:
    """Tell whether a session was and is over; one without a time is not."""
    ends = [slot.ends_at for session in sessions if session is not None for slot in session.slots]
    return bool(ends) and max(ends) <= at


def _shown(slot: ReleasedSlot | None) -> tuple[object, ...]:
    return (slot.starts_at, slot.ends_at, slot.rooms, slot.is_cancelled) if slot else ()


def _is_soon(slot: ReleasedSlot, at: datetime) -> bool:
    return slot.ends_at > at and slot.starts_at <= at + SOON
