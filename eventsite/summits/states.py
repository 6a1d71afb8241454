"""Words that summits and teams may take."""

from enum import StrEnum


class Registration(StrEnum):
    """Whether passes can be had."""

    SOON = "soon"
    CLOSED = "closed"


class TeamRole(StrEnum):
    """What somebody does for a summit; an editor, a registration or a check-in role may be bound to one event."""

    OWNER = "owner"
    EDITOR = "editor"
    REGISTRATION = "registration"
    FINANCE = "finance"
    CHECK_IN = "check_in"
    VIEWER = "viewer"


#: The shape of an event, given in the order of events.
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon", "cross")
