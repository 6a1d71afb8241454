"""Words and states of the programme."""

from enum import StrEnum


class SessionKind(StrEnum):
    PANEL = "panel"
    TALK = "talk"
    KEYNOTE = "keynote"
    WORKSHOP = "workshop"
    BREAK = "break"
    SOCIAL = "social"


class SessionState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


#: A released session that goes back to draft stays public as cancelled: what was released is never deleted.
SESSION_STEPS: dict[SessionState, frozenset[SessionState]] = {
    SessionState.DRAFT: frozenset({SessionState.CONFIRMED, SessionState.CANCELLED}),
    SessionState.CONFIRMED: frozenset({SessionState.DRAFT, SessionState.CANCELLED}),
    SessionState.CANCELLED: frozenset({SessionState.CONFIRMED, SessionState.DRAFT}),
}


class Role(StrEnum):
    """What a person does in a session. Backstage and bench are never public."""

    MODERATOR = "moderator"
    PANELIST = "panelist"
    SPEAKER = "speaker"
    HOST = "host"
    BACKSTAGE = "backstage"
    BENCH = "bench"


PUBLIC_ROLES = (Role.MODERATOR, Role.PANELIST, Role.SPEAKER, Role.HOST)


class AppearanceState(StrEnum):
    INVITED = "invited"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    DROPPED = "dropped"


#: Who was asked and has not answered counts as coming.
COMING = (AppearanceState.INVITED, AppearanceState.CONFIRMED)


class ResourceKind(StrEnum):
    PLAYBOOK = "playbook"
    AGREEMENT = "agreement"
    CASE_STUDY = "case_study"
    DATASET = "dataset"
    SLIDES = "slides"
    RECORDING = "recording"
    LINK = "link"


class ReleaseScope(StrEnum):
    """How much of the draft a release takes; the rest stays as it is public."""

    SUMMIT = "summit"
    EVENT = "event"
    SLOT = "slot"


class Severity(StrEnum):
    """How bad a clash is; the first is the worst."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"
