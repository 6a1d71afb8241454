"""The draft as the desk lists it: every session, with what it lacks and what the next release would do to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from eventsite.programme import queries
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.drafting.readiness import Lack, lacks_of
from eventsite.programme.models import Session, Slot
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.releases.public import NIGHT, fold
from eventsite.programme.services import releasing
from eventsite.programme.states import SessionKind, SessionState
from eventsite.summits.models import Summit

PAGE = 100
MOST_LETTERS = 100
_LAST = datetime.max.replace(tzinfo=UTC)
E = TypeVar("E", bound=StrEnum)


class Order(StrEnum):
    """A leading minus turns it round."""

    TIME = "time"
    TITLE = "title"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class DraftFilter:
    """What the list is narrowed to, as its address says; '' and None ask for everything."""

    q: str = ""
    event: str = ""
    kind: SessionKind | None = None
    state: SessionState | None = None
    day: str = ""
    lack: Lack | None = None
    mark: Happening | None = None
    sort: Order = Order.TIME
    is_reversed: bool = False
    page: int = 1

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> DraftFilter:
        """Read a query string; what it does not know it leaves out."""
        sort = args.get("sort", "")
        return cls(
            q=" ".join(args.get("q", "").split())[:MOST_LETTERS],
            event=args.get("event", "")[:MOST_LETTERS],
            kind=_member(SessionKind, args.get("kind")),
            state=_member(SessionState, args.get("state")),
            day=args.get("day", "")[:10],
            lack=_member(Lack, args.get("lack")),
            mark=_member(Happening, args.get("mark")),
            sort=_member(Order, sort.removeprefix("-")) or Order.TIME,
            is_reversed=sort.startswith("-"),
            page=page_number(args.get("page", "")),
        )

    @property
    def query(self) -> dict[str, str]:
        """Return it as the parameters of an address, defaults left out."""
        parts = ("q", "event", "kind", "state", "day", "lack", "mark")
        is_plain = self.sort == Order.TIME and not self.is_reversed
        pairs = {name: str(getattr(self, name) or "") for name in parts}
        pairs["sort"] = "" if is_plain else f"{'-' * self.is_reversed}{self.sort}"
        pairs["page"] = "" if self.page <= 1 else str(self.page)
        return {name: value for name, value in pairs.items() if value}

    @property
    def narrowing(self) -> dict[str, str]:
        """Return the part of `query` that leaves sessions out."""
        return {name: value for name, value in self.query.items() if name not in ("sort", "page")}

    @property
    def is_narrow(self) -> bool:
        return bool(self.narrowing)

    def turned(self, sort: Order) -> DraftFilter:
        """Return it sorted by `sort`, the other way round if it is so already."""
        return replace(self, sort=sort, is_reversed=self.sort == sort and not self.is_reversed, page=1)

    def at_page(self, page: int) -> DraftFilter:
        return replace(self, page=page)


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the list. `mark` is what the next release would do to it, None when nothing."""

    session: Session
    mark: Happening | None
    lacks: tuple[Lack, ...]

    @property
    def first(self) -> Slot | None:
        return self.session.slots[0] if self.session.slots else None


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """The list page. `days` are those that have slots, with how many sessions; `unreleased` counts all changes."""

    summit: Summit
    asked: DraftFilter
    lines: Slice[Line]
    in_all: int
    days: tuple[tuple[date, int], ...]
    unreleased: int
    has_release: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """Every session of a summit's draft as a line, and all changes since the release."""

    summit: Summit
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    has_release: bool


def read_draft(summit: Summit) -> Draft:
    """Return the whole draft against its release; about 22 queries, and 2 more for each part of 500 sessions."""
    sessions = queries.list_sessions(summit)
    reviewed = releasing.review(summit)
    marks = {change.key: change.happening for change in reviewed.changes if change.subject == Subject.SESSION}
    lines = tuple(Line(session, marks.get(session.code), lacks_of(session)) for session in sessions)
    return Draft(summit, lines, reviewed.changes, reviewed.past is not None)


def programme_page(summit: Summit, asked: DraftFilter) -> ProgrammePage:
    """Return the page of the list that `asked` names; a page past the end is the last."""
    draft = read_draft(summit)
    found = sorted(_matching(draft, asked), key=_place(asked.sort), reverse=asked.is_reversed)
    lines = slice_of(found, asked.page, PAGE)
    return ProgrammePage(
        summit=summit,
        asked=asked.at_page(lines.number),
        lines=lines,
        in_all=len(draft.lines),
        days=_days(draft),
        unreleased=len(draft.changes),
        has_release=draft.has_release,
    )


def _member(kind: type[E], value: str | None) -> E | None:
    return kind(value) if value in {member.value for member in kind} else None


def _matching(draft: Draft, asked: DraftFilter) -> Iterable[Line]:
    words = fold(asked.q).split()
    for line in draft.lines:
        session = line.session
        if (
            (not asked.event or asked.event in _events_of(session))
            and (asked.kind is None or session.kind == asked.kind)
            and (asked.state is None or session.state == asked.state)
            and (not asked.day or asked.day in _days_of(draft.summit, session.slots))
            and (asked.lack is None or asked.lack in line.lacks)
            and (asked.mark is None or asked.mark == line.mark)
            and all(word in _words_of(session) for word in words)
        ):
            yield line


def _events_of(session: Session) -> set[str]:
    return {session.event.slug, *(also.event.slug for also in session.also)}


def _words_of(session: Session) -> str:
    words = [session.code, session.title, session.subtitle, session.track.name if session.track else ""]
    for seat in session.line_up:
        words += [seat.person.name, seat.billed_name, seat.billed_title, seat.billed_organization]
    return fold(" ".join(words))


def _days_of(summit: Summit, slots: Sequence[Slot]) -> set[str]:
    return {day_of(summit, slot.starts_at).isoformat() for slot in slots}


def day_of(summit: Summit, moment: datetime) -> date:
    """Return the day of the programme an instant belongs to; the small hours belong to the evening before."""
    return (moment.astimezone(summit.zone_info).replace(tzinfo=None) - NIGHT).date()


def _days(draft: Draft) -> tuple[tuple[date, int], ...]:
    counts = Counter(day for line in draft.lines for day in _days_of(draft.summit, line.session.slots))
    return tuple((date.fromisoformat(day), counts[day]) for day in sorted(counts))


def _place(sort: Order) -> Callable[[Line], Any]:
    if sort == Order.TITLE:
        return lambda line: (fold(line.session.title), line.session.code)
    if sort == Order.CODE:
        return lambda line: _natural(line.session.code)
    return lambda line: (line.first.starts_at if line.first else _LAST, line.session.code)


def _natural(code: str) -> list[tuple[int, int, str]]:
    """Sort SC-9 before SC-10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", code) if part]
