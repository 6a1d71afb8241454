"""A session as its public page shows it, with what runs beside it and what comes next in its room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from eventsite.programme.releases.public import Entry, Programme
from eventsite.programme.releases.snapshot import (
    Billing,
    ReleasedEvent,
    ReleasedResource,
    ReleasedRoom,
    ReleasedSession,
    ReleasedTrack,
)
from eventsite.programme.states import ResourceKind, Role, SessionKind

MOST_BESIDE = 6
#: An abstract up to this many letters is set large, as the lead; a longer one is running text.
LONGEST_LEAD = 420
_LANGUAGES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "pl": "Polish", "pt": "Portuguese", "zh": "Chinese",
}


@dataclass(frozen=True, slots=True)
class When:
    """A slot with its local times."""

    entry: Entry
    starts: datetime
    ends: datetime
    rooms: tuple[ReleasedRoom, ...]
    is_everywhere: bool

    @property
    def ends_another_day(self) -> bool:
        return self.starts.date() != self.ends.date()


@dataclass(frozen=True, slots=True)
class PublicSession:
    """`main` is the first slot that is not cancelled, else the first; a session may have none yet.

    `beside` are sessions at the same time, at most MOST_BESIDE of them; `beside_left` is how many more there are.
    """

    session: ReleasedSession
    event: ReleasedEvent
    also: tuple[ReleasedEvent, ...]
    track: ReleasedTrack | None
    main: When | None
    others: tuple[When, ...]
    is_cancelled: bool
    beside: tuple[When, ...]
    beside_left: int
    next: When | None
    line_up_title: str
    has_lead: bool
    language: str


def public_session(programme: Programme, session: ReleasedSession) -> PublicSession:
    """Return what the page of a session of this programme shows."""
    slots = sorted((Entry(session, slot) for slot in session.slots), key=lambda entry: entry.slot.starts_at)
    main = next((entry for entry in slots if not entry.is_cancelled), slots[0] if slots else None)
    event, *also = programme.events_of(session)
    beside = sorted(_beside(programme, main), key=lambda e: e.slot.starts_at != main.slot.starts_at) if main else []
    following = next(_following(programme, main), None) if main else None
    return PublicSession(
        session=session, event=event, also=tuple(also), track=programme.track_of(session),
        main=when(programme, main) if main else None,
        others=tuple(when(programme, entry) for entry in slots if entry is not main),
        is_cancelled=session.is_cancelled or (main is not None and main.is_cancelled),
        beside=tuple(when(programme, entry) for entry in beside[:MOST_BESIDE]),
        beside_left=max(0, len(beside) - MOST_BESIDE),
        next=when(programme, following) if following else None,
        line_up_title=_line_up_title(session),
        has_lead=len(session.abstract.source) <= LONGEST_LEAD,
        language=_LANGUAGES.get(session.language, session.language),
    )


def when(programme: Programme, entry: Entry) -> When:
    slot = entry.slot
    return When(
        entry, programme.local(slot.starts_at), programme.local(slot.ends_at), programme.rooms_of(slot),
        is_everywhere=len(slot.rooms) > 1 and len(slot.rooms) == len(programme.rooms),
    )


def role_shown(session: ReleasedSession, billing: Billing) -> str:
    """Return the role as the page says it; where everybody is a speaker, or a host, the heading says so."""
    roles = {billing.role for billing in session.line_up}
    if session.kind is not SessionKind.PANEL and (roles == {Role.HOST} or billing.role is Role.SPEAKER):
        return ""
    return billing.role.capitalize()


def resource_line(resource: ReleasedResource) -> str:
    """Return its kind, who published it and when: 'Case study, Ostermere County, 2025'. The title is not repeated."""
    kind = resource.kind.replace("_", " ").capitalize()
    goes_without = resource.kind is ResourceKind.LINK or kind == resource.title
    return ", ".join(filter(None, ("" if goes_without else kind, resource.publisher, str(resource.year or ""))))


def _beside(programme: Programme, main: Entry) -> Iterator[Entry]:
    """Yield what else somebody could see at that time: no breaks, nothing cancelled."""
    return (
        entry for entry in programme.entries
        if entry.session.code != main.session.code and entry.session.kind is not SessionKind.BREAK
        and not entry.is_cancelled
        and entry.slot.starts_at < main.slot.ends_at and main.slot.starts_at < entry.slot.ends_at
    )


def _following(programme: Programme, main: Entry) -> Iterator[Entry]:
    """Yield what comes after it in its first room on the same day."""
    day = programme.day_of(main.slot.starts_at)
    return (
        entry for entry in programme.entries
        if main.slot.rooms and main.slot.rooms[0] in entry.slot.rooms and entry.slot.starts_at >= main.slot.ends_at
        and programme.day_of(entry.slot.starts_at) == day
        and entry.session.kind is not SessionKind.BREAK and not entry.is_cancelled
    )


def _line_up_title(session: ReleasedSession) -> str:
    if session.kind is SessionKind.PANEL:
        return "The panel"
    if {billing.role for billing in session.line_up} == {Role.HOST}:
        return "Host" if len(session.line_up) == 1 else "Hosts"
    return "Speaker" if len(session.line_up) == 1 else "Speakers"
