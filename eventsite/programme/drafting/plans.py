"""A session as it shall be: what the forms hand to the services. Everything is named by slug or code, never by id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPlan:
    """When and where. Without `uuid` it is a new slot; `rooms` are slugs, the main one first."""

    uuid: str = ""
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPlan:
    """Who, and as what. Without `id` it is a new appearance; without `person` (a code) a new person of `name`."""

    id: int | None = None
    person: str = ""
    name: str = ""
    role: Role
    state: AppearanceState
    billed_name: str = ""
    billed_title: str = ""
    billed_organization: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPlan:
    """What. `event`, `also` and `track` are slugs; the track is one of the event's, or ''."""

    title: str
    subtitle: str = ""
    kind: SessionKind
    state: SessionState
    event: str
    also: tuple[str, ...] = ()
    track: str = ""
    language: str = ""
    is_featured: bool = False
    abstract: str = ""
    description: str = ""
    slots: tuple[SlotPlan, ...] = ()
    line_up: tuple[SeatPlan, ...] = ()
