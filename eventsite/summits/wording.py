"""What the roles of a team are called, and what each is there for."""

from __future__ import annotations

from eventsite.summits.models import Event, TeamInvitation, TeamMember
from eventsite.summits.states import TeamRole

ROLES: dict[TeamRole, str] = {
    TeamRole.OWNER: "Owner",
    TeamRole.EDITOR: "Programme editor",
    TeamRole.REGISTRATION: "Registration",
    TeamRole.FINANCE: "Finance",
    TeamRole.CHECK_IN: "Check-in",
    TeamRole.VIEWER: "Viewer",
}
PURPOSES: dict[TeamRole, str] = {
    TeamRole.OWNER: "Everything, and who is in the team.",
    TeamRole.EDITOR: "Edits and releases the programme, of the whole summit or of one event.",
    TeamRole.REGISTRATION: "Looks after orders, guests and tickets.",
    TeamRole.FINANCE: "Looks after passes, prices and money, and gives refunds.",
    TeamRole.CHECK_IN: "Stands at the door, and sees the programme.",
    TeamRole.VIEWER: "Looks at the programme, and changes nothing.",
}


def role_words(role: TeamRole, event: Event | None) -> str:
    """Return 'Programme editor of Smart Cities', 'Owner'."""
    return f"{ROLES[role]} of {event.name}" if event is not None else ROLES[role]


def words_of(thing: TeamMember | TeamInvitation) -> str:
    return role_words(thing.role, thing.event)
