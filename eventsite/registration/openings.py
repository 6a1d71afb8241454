"""What passes open, as rows that stand side by side: every pass has each row, open or shut.

Rows are the events, the days where a pass is about days, single sessions that a pass names, and the extras.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from eventsite.programme.models import Session
from eventsite.registration.models import PassType
from eventsite.registration.services.choices import days_of
from eventsite.registration.states import Opens
from eventsite.summits.models import Summit


class EventShown(Protocol):
    """An event as the release has it, or the draft."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def shape(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Opening:
    """One row of one pass. A row is called `label`, or it is the day `on`; `shape` is an event's.

    `is_choice`: it is one of those that the buyer chooses from.
    """

    label: str
    on: date | None
    shape: str
    is_open: bool
    is_choice: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row as all passes share it; `opened_by` tells whether a pass opens it, None: if the buyer chooses it."""

    label: str
    on: date | None
    shape: str
    opened_by: Callable[[PassType], bool | None]


def rows_of(summit: Summit, passes: Sequence[PassType], events: Sequence[EventShown]) -> tuple[Row, ...]:
    """Return the rows that these passes need to be told apart."""
    rows = [Row(event.short_name or event.name, None, event.shape, _opens_event(event.slug)) for event in events]
    if any(_kinds(pass_type) & {Opens.DAY, Opens.ANY_DAY} for pass_type in passes):
        rows += [Row("", day, "", _opens_day(day)) for day in days_of(summit)]
    rows += [Row(session.title, None, "", _opens_session(session, summit.zone_info)) for session in _named(passes)]
    return (*rows, *(Row(extra, None, "", _brings(extra)) for extra in _all_extras(passes)))


def openings_of(pass_type: PassType, rows: Iterable[Row]) -> tuple[Opening, ...]:
    return tuple(
        Opening(row.label, row.on, row.shape, is_open=opened is not False, is_choice=opened is None)
        for row in rows
        for opened in (row.opened_by(pass_type),)
    )


def covers(other: Sequence[Opening], wanted: Sequence[Opening]) -> bool:
    """Tell whether a pass opens all that another one does, and for sure where that one leaves a choice."""
    pairs = zip(other, wanted, strict=True)
    return all(theirs.is_open and not theirs.is_choice for theirs, ours in pairs if ours.is_open)


def _kinds(pass_type: PassType) -> set[Opens]:
    return {entitlement.kind for entitlement in pass_type.entitlements}


def _opens_event(slug: str) -> Callable[[PassType], bool | None]:
    def opened_by(pass_type: PassType) -> bool | None:
        if _kinds(pass_type) & {Opens.SUMMIT, Opens.DAY, Opens.ANY_DAY}:
            return True
        if any(part.event is not None and part.event.slug == slug for part in pass_type.entitlements):
            return True
        return None if pass_type.chooses == Opens.ANY_EVENT else False

    return opened_by


def _opens_day(day: date) -> Callable[[PassType], bool | None]:
    def opened_by(pass_type: PassType) -> bool | None:
        if _kinds(pass_type) & {Opens.SUMMIT, Opens.EVENT, Opens.ANY_EVENT}:
            return True
        if any(part.on_date == day for part in pass_type.entitlements):
            return True
        return None if pass_type.chooses == Opens.ANY_DAY else False

    return opened_by


def _opens_session(session: Session, zone: ZoneInfo) -> Callable[[PassType], bool | None]:
    """A session is opened by name, and by whatever opens its event or a day it is on."""
    days = {slot.starts_at.astimezone(zone).date() for slot in session.slots}

    def opened_by(pass_type: PassType) -> bool | None:
        if Opens.SUMMIT in _kinds(pass_type):
            return True
        for part in pass_type.entitlements:
            opens_event = part.event is not None and part.event.id == session.event_id
            if part.session is session or opens_event or part.on_date in days:
                return True
        return None if pass_type.chooses else False

    return opened_by


def _brings(extra: str) -> Callable[[PassType], bool | None]:
    return lambda pass_type: extra.casefold() in {own.casefold() for own in extras_of(pass_type)}


def extras_of(pass_type: PassType) -> list[str]:
    return [line.strip() for line in pass_type.extras.splitlines() if line.strip()]


def _all_extras(passes: Iterable[PassType]) -> list[str]:
    found: dict[str, str] = {}
    for pass_type in passes:
        for extra in extras_of(pass_type):
            found.setdefault(extra.casefold(), extra)
    return list(found.values())


def _named(passes: Iterable[PassType]) -> list[Session]:
    named = {e.session.id: e.session for pass_type in passes for e in pass_type.entitlements if e.session is not None}
    return list(named.values())
