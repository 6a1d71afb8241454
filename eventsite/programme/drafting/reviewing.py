"""What the next release would do, as its page shows it: grouped by event, field by field, long lists cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func

from eventsite.core.db import db
from eventsite.programme.drafting.word_diff import FieldRow, field_row
from eventsite.programme.models import Star
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.releases.snapshot import ReleasedEvent
from eventsite.programme.services.releasing import Review
from eventsite.summits.models import Summit

#: So many changes of one group are shown; of the rest there is a count.
MOST_SHOWN = 100
#: With more changes than this, what is new is a line each, not a table each.
MOST_IN_FULL = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One changed thing. `stars` is how many agendas hold a session, 0 for everything else."""

    change: Change
    rows: tuple[FieldRow, ...]
    stars: int
    in_full: bool

    @property
    def summary(self) -> str:
        """When, where and who of something new, on one line."""
        wanted = ("When", "Room", "Moderator", "Panelist", "Speaker", "Headline")
        values = [row.after for name in wanted for row in self.rows if row.name == name and row.after]
        return ", ".join(values[:3]) + (f" and {len(values) - 3} more" if len(values) > 3 else "")


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one event, or of everything around the sessions (`event` is None)."""

    event: ReleasedEvent | None
    items: tuple[Item, ...]
    rest: int

    @property
    def count(self) -> int:
        return len(self.items) + self.rest


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`counts` are (what, how many) for the side of the page; `number` is that of the release to come."""

    summit: Summit
    number: int
    past_number: int
    past_at: datetime | None
    groups: tuple[Group, ...]
    changes: int
    counts: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    calendar_entries: int
    starred_by: int
    seal: str

    @property
    def is_first(self) -> bool:
        return self.past_at is None

    @property
    def has_something(self) -> bool:
        return self.is_first or self.changes > 0


def review_page(summit: Summit, review: Review) -> ReviewPage:
    """Return the page of a review; 2 queries, for the stars."""
    sessions = [change for change in review.changes if change.subject == Subject.SESSION]
    others = [change for change in review.changes if change.subject != Subject.SESSION]
    stars = _stars(summit, [change.key for change in sessions])
    in_full = len(review.changes) <= MOST_IN_FULL
    by_event = ((event, [c for c in sessions if c.event == event.slug]) for event in review.snapshot.events)
    groups = [_group(event, changes, stars, in_full) for event, changes in by_event if changes]
    groups += [_group(None, others, stars, in_full)] if others else []
    past = review.past
    return ReviewPage(
        summit=summit,
        number=past.number + 1 if past else 1,
        past_number=past.number if past else 0,
        past_at=past.created_at if past else None,
        groups=tuple(groups),
        changes=len(review.changes),
        counts=_counts(sessions, others),
        kinds=_kinds(sessions),
        calendar_entries=_calendar_entries(review),
        starred_by=_starred_by(summit, stars),
        seal=review.seal,
    )


def _group(event: ReleasedEvent | None, changes: Sequence[Change], stars: dict[str, int], in_full: bool) -> Group:
    items = tuple(
        Item(
            change=change,
            rows=tuple(field_row(field.field, field.before, field.after) for field in change.fields),
            stars=stars.get(change.key, 0) if event else 0,
            in_full=in_full or change.happening != Happening.ADDED,
        )
        for change in changes[:MOST_SHOWN]
    )
    return Group(event, items, len(changes) - len(items))


def _kinds(sessions: Iterable[Change]) -> tuple[tuple[str, int], ...]:
    """Count the new sessions of each kind, the most frequent first."""
    return tuple(Counter(change.kind for change in sessions if change.happening == Happening.ADDED).most_common())


def _counts(sessions: Iterable[Change], others: Sequence[Change]) -> tuple[tuple[str, int], ...]:
    happened = Counter(change.happening for change in sessions)
    words = {
        Happening.ADDED: "New sessions",
        Happening.CHANGED: "Changed sessions",
        Happening.CANCELLED: "Cancelled sessions",
        Happening.REINSTATED: "Sessions back on",
    }
    counted = [(words[happening], happened[happening]) for happening in words if happened[happening]]
    return tuple(counted + ([("Around the sessions", len(others))] if others else []))


def _calendar_entries(review: Review) -> int:
    """Count the slots whose calendar entry is new or says something else than before."""
    since = review.past.created_at if review.past else None
    return sum(
        1 for session in review.snapshot.sessions for slot in session.slots if since is None or slot.changed_at > since
    )


def _stars(summit: Summit, codes: Sequence[str]) -> dict[str, int]:
    """Return session code -> in how many agendas it is; one query."""
    rows = db.session.execute(
        db.select(Star.session_code, func.count())
        .where(Star.summit_id == summit.id)
        .group_by(Star.session_code)
        .order_by(Star.session_code)
    )
    wanted = set(codes)
    return {code: count for code, count in rows if code in wanted}


def _starred_by(summit: Summit, stars: dict[str, int]) -> int:
    """Count the agendas that hold at least one of these sessions; one query."""
    return (
        db.session.scalar(
            db.select(func.count(func.distinct(Star.agenda_id))).where(
                Star.summit_id == summit.id, Star.session_code.in_(list(stars))
            )
        )
        or 0
    )
