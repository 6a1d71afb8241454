"""Words that summits and teams may take."""

from enum import StrEnum


class Registration(StrEnum):
    """Whether passes can be had."""

    SOON = "soon"
    CLOSED = "closed"


class TeamRole(StrEnum):
    OWNER = "owner"
    EDITOR = "editor"
    VIEWER = "viewer"


#: The shape of an event, given in the order of events.
SHAPES = ("circle", "square", "diamond", "triangle", "hexagon", "cross")
