"""The draft as the desk lists it: every session, with what it lacks and what the next release would do to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from eventsite.programme import queries
from eventsite.programme.drafting.paging import Slice, page_number, slice_of
from eventsite.programme.drafting.readiness import Lack, lacks_of
from eventsite.programme.models import Session, Slot
from eventsite.programme.releases.diff import Change, Happening, Subject
from eventsite.programme.releases.public import fold, programme_day
from eventsite.programme.services import releasing
from eventsite.programme.states import SessionKind, SessionState
from eventsite.summits.models import Event, Room, Summit

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
class When:
    """A slot in the list."""

    starts_at: datetime
    ends_at: datetime
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One session in the list, and what is told of it there: the whole of a thousand would be too much to hold.

    `mark` is what the next release would do to it, None when nothing.
    """

    code: str
    title: str
    kind: SessionKind
    state: SessionState
    event: Event
    slots: tuple[When, ...]
    mark: Happening | None
    lacks: tuple[Lack, ...]

    @property
    def first(self) -> When | None:
        return self.slots[0] if self.slots else None


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
    """Those sessions of a summit's draft that were asked for, a line each, and all changes since the release.

    `in_all` counts every session; `days` are those that have slots, with how many sessions.
    """

    lines: tuple[Line, ...]
    in_all: int
    days: tuple[tuple[date, int], ...]
    changes: tuple[Change, ...]
    has_release: bool


EVERYTHING = DraftFilter()


def read_draft(summit: Summit, asked: DraftFilter = EVERYTHING) -> Draft:
    """Return the draft against its release, by code; about 22 queries, and 12 more for each 200 sessions."""
    reviewed = releasing.review(summit)
    marks = {change.key: change.happening for change in reviewed.changes if change.subject == Subject.SESSION}
    is_wanted = _matcher(summit, asked)
    lines, in_all, days = [], 0, Counter[str]()
    for session in queries.each_session(summit):
        in_all += 1
        days.update(_days_of(summit, session.slots))
        line = _line(session, marks.get(session.code))
        if is_wanted(session, line):
            lines.append(line)
    by_day = tuple((date.fromisoformat(day), days[day]) for day in sorted(days))
    return Draft(tuple(lines), in_all, by_day, reviewed.changes, reviewed.past is not None)


def programme_page(summit: Summit, asked: DraftFilter) -> ProgrammePage:
    """Return the page of the list that `asked` names; a page past the end is the last."""
    draft = read_draft(summit, asked)
    found = sorted(draft.lines, key=_place(asked.sort), reverse=asked.is_reversed)
    lines = slice_of(found, asked.page, PAGE)
    return ProgrammePage(
        summit=summit,
        asked=asked.at_page(lines.number),
        lines=lines,
        in_all=draft.in_all,
        days=draft.days,
        unreleased=len(draft.changes),
        has_release=draft.has_release,
    )


def _line(session: Session, mark: Happening | None) -> Line:
    return Line(
        code=session.code,
        title=session.title,
        kind=session.kind,
        state=session.state,
        event=session.event,
        slots=tuple(When(slot.starts_at, slot.ends_at, tuple(slot.rooms)) for slot in session.slots),
        mark=mark,
        lacks=lacks_of(session),
    )


def _member(kind: type[E], value: str | None) -> E | None:
    return kind(value) if value in {member.value for member in kind} else None


def _matcher(summit: Summit, asked: DraftFilter) -> Callable[[Session, Line], bool]:
    """Return what tells whether a session, with its line, is asked for."""
    words = fold(asked.q).split()

    def is_wanted(session: Session, line: Line) -> bool:
        return (
            (not asked.event or asked.event in _events_of(session))
            and (asked.kind is None or session.kind == asked.kind)
            and (asked.state is None or session.state == asked.state)
            and (not asked.day or asked.day in _days_of(summit, session.slots))
            and (asked.lack is None or asked.lack in line.lacks)
            and (asked.mark is None or asked.mark == line.mark)
            and all(word in _words_of(session) for word in words)
        )

    return is_wanted


def _events_of(session: Session) -> set[str]:
    return {session.event.slug, *(also.event.slug for also in session.also)}


def _words_of(session: Session) -> str:
    words = [session.code, session.title, session.subtitle, session.track.name if session.track else ""]
    for seat in session.line_up:
        words += [seat.person.name, seat.billed_name, seat.billed_title, seat.billed_organization]
    return fold(" ".join(words))


def _days_of(summit: Summit, slots: Sequence[Slot]) -> set[str]:
    return {programme_day(slot.starts_at, summit.zone_info).isoformat() for slot in slots}


def _place(sort: Order) -> Callable[[Line], Any]:
    if sort == Order.TITLE:
        return lambda line: (fold(line.title), line.code)
    if sort == Order.CODE:
        return lambda line: _natural(line.code)
    return lambda line: (line.first.starts_at if line.first else _LAST, line.code)


def _natural(code: str) -> list[tuple[int, int, str]]:
    """Sort SC-9 before SC-10."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", code) if part]
