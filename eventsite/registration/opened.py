"""What a seat opens: its pass's entitlements and what its buyer chose, as events, days and sessions, and in words.

Days and titles come from the released programme where there is one; a session that is not public is not named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from eventsite.core.wording import day, day_short, listed, span
from eventsite.programme import queries as programme_queries
from eventsite.programme.agenda import AgendaFilter
from eventsite.programme.releases import public
from eventsite.programme.releases.public import Entry, Programme
from eventsite.registration.models import Line
from eventsite.registration.openings import extras_of
from eventsite.registration.services.choices import days_of
from eventsite.registration.states import Opens
from eventsite.summits.models import Event, Summit


@dataclass(frozen=True, slots=True)
class Opened:
    """Slugs of events, days and codes of sessions; `is_everything` is the whole summit."""

    is_everything: bool = False
    events: frozenset[str] = frozenset()
    days: frozenset[date] = frozenset()
    sessions: frozenset[str] = frozenset()

    def opens(self, entry: Entry, on: date) -> bool:
        """Tell whether a seat lets one into a session at one of its slots, which is of the programme's day `on`."""
        session = entry.session
        return (
            self.is_everything
            or session.code in self.sessions
            or not self.events.isdisjoint((session.event, *session.also))
            or on in self.days
        )

    def by_day(self, programme: Programme) -> dict[date, list[Entry]]:
        """Return the days on which it opens anything that still takes place, and what; all in order."""
        found = {
            day.on: [entry for entry in day.entries if not entry.is_cancelled and self.opens(entry, day.on)]
            for day in programme.days
        }
        return {on: entries for on, entries in found.items() if entries}


def opened_by(line: Line) -> Opened:
    """Return what a seat opens; the choice of its buyer stands on the line."""
    there = line.pass_type.entitlements
    kinds = {entitlement.kind for entitlement in there}
    events = {entitlement.event.slug for entitlement in there if entitlement.event}
    days = {entitlement.on_date for entitlement in there if entitlement.on_date}
    if Opens.ANY_EVENT in kinds and line.event:
        events.add(line.event.slug)
    if Opens.ANY_DAY in kinds and line.on_date:
        days.add(line.on_date)
    sessions = frozenset(entitlement.session.code for entitlement in there if entitlement.session)
    return Opened(Opens.SUMMIT in kinds, frozenset(events), frozenset(days), sessions)


def current_programme(summit: Summit) -> Programme | None:
    """Return what is public of a summit, if anything; one query, and one more when this process has not read it yet."""
    release = programme_queries.current_release(summit)
    return public.load(release.id) if release is not None else None


def opened_entries(line: Line, programme: Programme) -> list[Entry]:
    """Return everything a seat lets one into that still takes place, by start."""
    return [entry for entries in opened_by(line).by_day(programme).values() for entry in entries]


def opened_days(line: Line, programme: Programme | None = None) -> list[date]:
    """Return the days on which a seat opens anything, in order.

    The days of an event are those it has sessions on; where that is not public yet, all days of the summit.
    """
    opened, summit = opened_by(line), line.summit
    days = set(opened.days)
    if programme is not None:
        days |= opened.by_day(programme).keys()
    if opened.is_everything or _has_silent_event(opened, programme):
        days |= set(days_of(summit))
    return sorted(days)


def _has_silent_event(opened: Opened, programme: Programme | None) -> bool:
    """Tell whether it opens an event of which no session is public."""
    return any(not _days_of_event(slug, programme) for slug in opened.events)


def what_it_opens(line: Line, programme: Programme | None = None) -> list[str]:
    """Return what a seat opens and what else it brings, a line each: "All events, Thu 29 to Sat 31 Oct"."""
    return [*_openings(line, programme), *extras_of(line.pass_type)]


def _openings(line: Line, programme: Programme | None) -> Iterator[str]:
    opened = opened_by(line)
    if opened.is_everything:
        yield f"{_everything(line.summit)}, {days_in_words(opened_days(line, programme))}"
        return
    for event in line.summit.events:
        if event.slug in opened.events:
            days = _days_of_event(event.slug, programme)
            is_always = not days or days >= set(days_of(line.summit))
            when = "all days" if is_always else days_in_words(sorted(days))
            yield f"{event_name(event, programme)}, {when}"
    if opened.days:
        yield f"{_everything(line.summit)}, {days_in_words(sorted(opened.days))}"
    for code in sorted(opened.sessions):
        yield _session(code, programme)


def event_name(event: Event, programme: Programme | None) -> str:
    """Return an event's name as it is public."""
    return programme.events[event.slug].name if programme and event.slug in programme.events else event.name


def _everything(summit: Summit) -> str:
    return "All events" if len(summit.events) > 1 else "Everything"


def _days_of_event(slug: str, programme: Programme | None) -> set[date]:
    """Return the days on which an event has public sessions."""
    return set(Opened(events=frozenset((slug,))).by_day(programme)) if programme else set()


def _session(code: str, programme: Programme | None) -> str:
    found = programme.sessions.get(code) if programme else None
    if found is None or programme is None:
        return "One session that is not announced yet"
    slots = [slot for slot in found.slots if not slot.is_cancelled]
    if found.is_cancelled or not slots:
        return found.title
    starts, ends = programme.local(slots[0].starts_at), programme.local(slots[0].ends_at)
    return f"{found.title}, {span(starts, ends)}"


def days_in_words(days: list[date]) -> str:
    """Return 'Thu 29 to Sat 31 Oct' for days in a row, 'Thu 29 Oct and Sat 31 Oct' for others; '' for none."""
    if len(days) > 1 and days[-1] - days[0] == timedelta(days=len(days) - 1):
        is_one_month = (days[0].year, days[0].month) == (days[-1].year, days[-1].month)
        joiner = " and " if len(days) == 2 else " to "
        return f"{day_short(days[0]) if is_one_month else day(days[0])}{joiner}{day(days[-1])}"
    return listed([day(on) for on in days])


def agenda_filter(line: Line) -> AgendaFilter:
    """Return the filter of the agenda that shows what a seat opens; everything, where one filter cannot say it."""
    opened = opened_by(line)
    if opened.is_everything or opened.sessions or (opened.events and opened.days):
        return AgendaFilter()
    return AgendaFilter(event=tuple(sorted(opened.events)), day=tuple(sorted(opened.days)))
