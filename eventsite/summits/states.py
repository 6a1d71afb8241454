"""Words that summits and teams may take."""

from enum import StrEnum


class Registration(StrEnum):
    """Whether passes can be had."""

    SOON = "soon"
    CLOSED = "closed"


class TeamRole(StrEnum):
    """What somebody does for a summit, or, where the role is one of `EVENT_ROLES`, for one event of it."""

    OWNER = "owner"
    EDITOR = "editor"
    REGISTRATION = "registration"
    FINANCE = "finance"
    CHECK_IN = "check_in"
    VIEWER = "viewer"


#: The roles that may be bound to one event. The others may not: a summit is owned as a whole, and its orders and money
#: belong to no event (one order holds passes that open several).
EVENT_ROLES = (TeamRole.EDITOR, TeamRole.CHECK_IN)

#: The shape of an event, given in the order of events.
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon", "cross")
