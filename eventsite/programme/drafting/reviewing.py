"""What the next release would do, as its page shows it: grouped by event, field by field, long lists cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventsite.programme.clashes.facts import facts_of
from eventsite.programme.clashes.sweep import Clash, find_clashes
from eventsite.programme.drafting.choosing import Asked
from eventsite.programme.drafting.lacking import lacks_in
from eventsite.programme.drafting.readiness import Lack
from eventsite.programme.drafting.stargazers import Stargazers, stargazers_of
from eventsite.programme.drafting.word_diff import FieldRow, field_row
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.releases.session_diff import Words
from eventsite.programme.releases.snapshot import ReleasedEvent
from eventsite.programme.releases.wording import details_of
from eventsite.programme.services.releasing import Review
from eventsite.programme.states import ReleaseScope, Severity
from eventsite.programme.telling.affected import affected_sessions
from eventsite.programme.telling.recipients import Audience, audience_of
from eventsite.programme.telling.timing import due_at
from eventsite.summits.models import Summit

#: So many changes of one group are shown; of the rest there is a count.
MOST_SHOWN = 100
#: With more changes than this, what is new is a line each, not a table each.
MOST_IN_FULL = 30


@dataclass(frozen=True, slots=True)
class Item:
    """One changed thing. `what` says in words what happens.

    Of a session `stars` is how many agendas hold it, `clashing` how many of their people will newly have two stars at
    once, `told` whom the release mails, `unreached` who has no address, `visitors` how many with an address starred
    it, `clashes` those of the draft that block or warn and may not stand; of one with several times `slots` are uuid
    and time of each.
    """

    change: Change
    rows: tuple[FieldRow, ...]
    in_full: bool
    what: tuple[str, ...] = ()
    stars: int = 0
    clashing: int = 0
    told: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    visitors: int = 0
    lacks: tuple[Lack, ...] = ()
    clashes: tuple[Clash, ...] = ()
    slots: tuple[tuple[str, str], ...] = ()

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
class Scope:
    """A way to choose how much is released, with the query of its address; `count` is how many changes it takes."""

    label: str
    query: dict[str, str]
    count: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class Mails:
    """Whom the release mails: speakers by name, those without an address, and how many visitors. `due_at`: when."""

    speakers: tuple[str, ...]
    unreached: tuple[tuple[str, str], ...]
    visitors: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """`counts` are (what, how many) for the side of the page; `number` is that of the release to come.

    `left` is how many changes wait for another release, `lacking` how many sessions lack something, `blocks` how many
    clashes of the changed sessions block; `seal` stands for exactly what is shown.
    """

    summit: Summit
    asked: Asked
    scopes: tuple[Scope, ...]
    number: int
    past_number: int
    past_at: datetime | None
    groups: tuple[Group, ...]
    changes: int
    left: int
    counts: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    calendar_entries: int
    starred_by: int
    clashing: int
    mails: Mails
    lacking: int
    blocks: int
    seal: str

    @property
    def is_first(self) -> bool:
        return self.past_at is None

    @property
    def has_something(self) -> bool:
        return self.is_first or self.changes > 0

    @property
    def scope_words(self) -> str:
        """Name what is released, as in "Only Side event"; '' for the whole summit."""
        if self.asked.choice.scope == ReleaseScope.EVENT and self.asked.event:
            return self.asked.event.name
        sessions = sum(item.change.subject == Subject.SESSION for group in self.groups for item in group.items)
        if self.asked.choice.scope != ReleaseScope.SLOT:
            return ""
        return "one session" if sessions == 1 else f"{sessions} single sessions"


def review_page(asked: Asked, review: Review) -> ReviewPage:
    """Return the page of a review; 20 queries: for stars, who is told, what lacks or clashes.

    While single slots are still being chosen `review` is of the whole summit, and its sessions are there to choose.
    """
    summit, past = asked.summit, review.past
    shown = [c for c in review.changes if not asked.is_choosing or c.subject == Subject.SESSION]
    sessions = [change for change in shown if change.subject == Subject.SESSION]
    others = [change for change in shown if change.subject != Subject.SESSION]
    facts = _Facts(asked, review, sessions)
    return ReviewPage(
        summit=summit,
        asked=asked,
        scopes=tuple(_scopes(asked, review)),
        number=past.number + 1 if past else 1,
        past_number=past.number if past else 0,
        past_at=past.created_at if past else None,
        groups=groups_of(shown, review.snapshot.events, facts.item),
        changes=len(shown),
        left=len(_keys(review.draft) - _keys(review.changes)),
        counts=_counts(sessions, others),
        kinds=_kinds(sessions),
        calendar_entries=_calendar_entries(review),
        starred_by=facts.stars.agendas,
        clashing=facts.stars.clashing_agendas,
        mails=facts.mails(),
        lacking=sum(bool(lacks) for lacks in facts.lacks.values()),
        blocks=sum(clash.severity == Severity.BLOCK for clash in facts.clashes),
        seal=review.seal,
    )


class _Facts:
    """What is known of the people behind the changed sessions."""

    def __init__(self, asked: Asked, review: Review, sessions: Sequence[Change]) -> None:
        codes = [change.key for change in sessions]
        self._review, self._summit = review, asked.summit
        self.stars: Stargazers = stargazers_of(asked.summit, review.old, review.snapshot, codes)
        self._sessions = {session.code: session for session in review.snapshot.sessions}
        self._words = Words(review.snapshot)
        self._affected = affected_sessions(review.old, review.snapshot, sessions, review.at)
        self.audience: Audience = audience_of(asked.summit, self._affected)
        self.lacks = lacks_in(asked.summit, codes)
        self.clashes = _clashes_of(asked.summit, codes)

    def item(self, change: Change, in_full: bool) -> Item:
        rows = tuple(field_row(field.field, field.before, field.after) for field in change.fields)
        if change.subject != Subject.SESSION:
            return Item(change, rows, in_full)
        speakers = self.audience.speakers.get(change.key, ())
        return Item(
            change=change,
            rows=rows,
            in_full=in_full,
            what=details_of(change),
            stars=self.stars.of.get(change.key, 0),
            clashing=self.stars.clashing.get(change.key, 0),
            told=tuple(speaker.name for speaker in speakers if speaker.email),
            unreached=tuple(speaker.name for speaker in speakers if not speaker.email),
            visitors=len(self.audience.visitors.get(change.key, ())),
            lacks=self.lacks.get(change.key, ()),
            clashes=tuple(clash for clash in self.clashes if change.key in clash.codes),
            slots=self._slots(change.key),
        )

    def _slots(self, code: str) -> tuple[tuple[str, str], ...]:
        slots = self._sessions[code].slots
        return tuple((slot.uuid, self._words.when(slot)) for slot in slots) if len(slots) > 1 else ()

    def mails(self) -> Mails:
        everybody = self.audience.all_speakers
        is_urgent = any(session.is_urgent for session in self._affected)
        return Mails(
            speakers=tuple(speaker.name for speaker in everybody if speaker.email),
            unreached=tuple((speaker.code, speaker.name) for speaker in everybody if not speaker.email),
            visitors=len(self.audience.all_visitors),
            due_at=due_at(self._review.at, self._summit.zone_info, is_urgent=is_urgent),
        )


def _clashes_of(summit: Summit, codes: Sequence[str]) -> tuple[Clash, ...]:
    """Return the clashes of these sessions in the draft that block or warn and that nobody lets stand, worst first."""
    wanted = set(codes)
    return tuple(
        clash
        for clash in find_clashes(facts_of(summit))
        if clash.waived is None and clash.severity != Severity.INFO and not wanted.isdisjoint(clash.codes)
    )


def groups_of(
    changes: Sequence[Change], events: Iterable[ReleasedEvent], item: Callable[[Change, bool], Item]
) -> tuple[Group, ...]:
    """Group changes by event, then what stands around them; `item` makes one of a change and whether it is in full."""
    in_full = len(changes) <= MOST_IN_FULL
    sessions = [change for change in changes if change.subject == Subject.SESSION]
    others = [change for change in changes if change.subject != Subject.SESSION]
    parts = [(event, [change for change in sessions if change.event == event.slug]) for event in events]
    return tuple(_group(event, found, item, in_full) for event, found in (*parts, (None, others)) if found)


def _group(
    event: ReleasedEvent | None, changes: Sequence[Change], item: Callable[[Change, bool], Item], in_full: bool
) -> Group:
    items = tuple(item(change, in_full or change.happening != Happening.ADDED) for change in changes[:MOST_SHOWN])
    return Group(event, items, len(changes) - len(items))


def _scopes(asked: Asked, review: Review) -> Iterator[Scope]:
    """Yield the whole summit, each event with changes, and single sessions; of a first release nothing to choose."""
    if review.past is None:
        return
    choice, sessions = asked.choice, [c for c in review.draft if c.subject == Subject.SESSION]
    yield Scope("The whole summit", {}, len(review.draft), choice.is_whole)
    for event in asked.summit.events if len(asked.summit.events) > 1 else ():
        count = sum(change.event == event.slug for change in sessions)
        is_current = choice.scope == ReleaseScope.EVENT and choice.key == event.slug
        yield Scope(event.name, {"scope": "event", "event": event.slug}, count, is_current)
    yield Scope("Single sessions", {"scope": "slot"}, len(sessions), choice.scope == ReleaseScope.SLOT)


def _keys(changes: Iterable[Change]) -> set[tuple[Subject, str]]:
    return {(change.subject, change.key) for change in changes}


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
