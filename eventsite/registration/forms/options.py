"""What can be chosen for a pass of one summit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from eventsite.core.db import db
from eventsite.programme.models import Session
from eventsite.programme.states import SessionState
from eventsite.registration import queries
from eventsite.registration.models import Capacity
from eventsite.registration.services.choices import days_of
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit

#: Value -> label, in order.
Choices = dict[str, str]

KINDS: Choices = {
    Opens.SUMMIT.value: "The whole summit",
    Opens.EVENT.value: "These events",
    Opens.DAY.value: "These days",
    Opens.ANY_EVENT.value: "One event, which the buyer chooses",
    Opens.ANY_DAY.value: "One day, which the buyer chooses",
    Opens.SESSION.value: "Single sessions only",
}


@dataclass(frozen=True, slots=True)
class Options:
    """The events, days, sessions (code and title) and capacities of a summit."""

    summit: Summit
    events: Sequence[Event]
    days: Sequence[date]
    sessions: Sequence[tuple[str, str]]
    capacities: Sequence[Capacity]

    @property
    def event_choices(self) -> Choices:
        return {event.slug: event.name for event in self.events}

    @property
    def day_choices(self) -> Choices:
        return {day.isoformat(): f"{day:%a} {day.day} {day:%b}" for day in self.days}

    @property
    def capacity_choices(self) -> Choices:
        return {str(capacity.id): f"{capacity.name} ({capacity.size:,})" for capacity in self.capacities}

    @property
    def session_lines(self) -> list[str]:
        """Return every session as one may type it: SC-101: Pipes."""
        return [session_line(code, title) for code, title in self.sessions]

    def find_session(self, typed: str) -> str | None:
        """Return the code of the one session that `typed` means: its code, its line, or words only its title has."""
        wanted = " ".join(typed.split()).casefold()
        for code, title in self.sessions:
            if wanted in (code.casefold(), session_line(code, title).casefold()):
                return code
        titles = {code: title.casefold() for code, title in self.sessions}
        found = [code for code, title in titles.items() if title == wanted]
        found = found or [code for code, title in titles.items() if wanted and wanted in title]
        return found[0] if len(found) == 1 else None


def session_line(code: str, title: str) -> str:
    return " ".join(f"{code}: {title}".split())


def options_of(summit: Summit) -> Options:
    """Return what can be chosen; 3 queries."""
    rows = (
        select(Session.code, Session.title)
        .where(Session.summit_id == summit.id, Session.state != SessionState.CANCELLED)
        .order_by(Session.code)
    )
    sessions = [(code, title) for code, title in db.session.execute(rows)]
    return Options(summit, summit.events, days_of(summit), sessions, queries.list_capacities(summit))
