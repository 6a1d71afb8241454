"""Which part of a programme somebody asks for: the filters of the agenda page and of every feed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from eventsite.programme.releases.public import Entry, Programme, fold
from eventsite.programme.states import SessionKind

#: The names of its query string.
PARAMS = ("day", "event", "track", "room", "kind", "person", "q")
MOST_LETTERS = 100


class Args(Protocol):
    """A query string, as werkzeug's MultiDict gives it."""

    def getlist(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class AgendaFilter:
    """What is asked for; an empty part asks for everything. Several values of one part mean any of them."""

    day: tuple[date, ...] = ()
    event: tuple[str, ...] = ()
    track: tuple[str, ...] = ()
    room: tuple[str, ...] = ()
    kind: tuple[SessionKind, ...] = ()
    person: tuple[str, ...] = ()
    q: str = ""
    unknown: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_args(cls, programme: Programme, args: Args) -> AgendaFilter:
        """Read a query string; values that this programme does not know land in `unknown`, as 'room: Attic'."""
        unknown: list[str] = []

        def known(name: str, allowed: dict[str, object]) -> tuple[str, ...]:
            asked = dict.fromkeys(value for value in args.getlist(name) if value)
            unknown.extend(f"{name}: {value[:40]}" for value in asked if value not in allowed)
            return tuple(sorted(value for value in asked if value in allowed))

        days = {day.on.isoformat(): day.on for day in programme.days}
        kinds = {kind.value: kind for kind in SessionKind}
        return cls(
            day=tuple(days[value] for value in known("day", dict(days))),
            event=known("event", dict(programme.events)),
            track=known("track", {f"{event}.{slug}": None for event, slug in programme.tracks}),
            room=known("room", dict(programme.rooms)),
            kind=tuple(kinds[value] for value in known("kind", dict(kinds))),
            person=known("person", dict(programme.people)),
            q=" ".join(" ".join(args.getlist("q")[:1]).split())[:MOST_LETTERS],
            unknown=tuple(unknown),
        )

    @property
    def is_plain(self) -> bool:
        """Tell whether it narrows by nothing at all."""
        return self == AgendaFilter()

    @property
    def is_by_event_only(self) -> bool:
        """Tell whether it is the whole summit or whole events: only such feeds hold the breaks."""
        return self == AgendaFilter(event=self.event)

    def query(self) -> str:
        """Return it as a canonical query string, '' when it is plain."""
        pairs = [
            (name, str(value))
            for name in ("day", "event", "track", "room", "kind", "person")
            for value in getattr(self, name)
        ]
        return urlencode(pairs + ([("q", self.q)] if self.q else []))


def list_matching(programme: Programme, asked: AgendaFilter) -> tuple[Entry, ...]:
    """Return the entries that match, by start, room and code."""
    return tuple(_matching(programme, asked))


def _matching(programme: Programme, asked: AgendaFilter) -> Iterator[Entry]:
    words = fold(asked.q).split()
    for entry in programme.entries:
        session = entry.session
        if (
            (not asked.day or programme.day_of(entry.slot.starts_at) in asked.day)
            and (not asked.event or not {session.event, *session.also}.isdisjoint(asked.event))
            and (not asked.track or f"{session.event}.{session.track}" in asked.track)
            and (not asked.room or not set(entry.slot.rooms).isdisjoint(asked.room))
            and (not asked.kind or session.kind in asked.kind)
            and (not asked.person or any(billing.person in asked.person for billing in session.line_up))
            and all(word in programme.search_words[session.code] for word in words)
        ):
            yield entry
