"""The organizers' programme pages, all on one blueprint."""

from eventsite.programme.views.manage import (
    board,
    board_placing,
    board_shifting,
    clashing,
    editing,
    history,
    listing,
    people,
    releases,
    releasing,
)
from eventsite.programme.views.manage.blueprint import bp

__all__ = [
    "board", "board_placing", "board_shifting", "bp", "clashing", "editing", "history", "listing", "people", "releases",
    "releasing",
]  # fmt: skip
