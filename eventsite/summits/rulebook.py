"""The rulebook as a page shows it: which role may do what, and to what. It asks the rulebook and has no second list."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from eventsite.permissions import Permission
from eventsite.summits.rules import allows, standing
from eventsite.summits.states import EVENT_ROLES, TeamRole
from eventsite.summits.wording import PURPOSES, ROLES

#: Each permission in plain words, under what it is about, in the order of the page.
WORDS: dict[str, dict[Permission, str]] = {
    "Programme": {
        Permission.SUMMIT_PROGRAMME_VIEW: "Look at the draft, its clashes and its releases",
        Permission.SUMMIT_PROGRAMME_EDIT: "Add, change and cancel sessions, and place them",
        Permission.SUMMIT_PROGRAMME_RELEASE: "Release the draft to the public",
        Permission.SUMMIT_VENUE_EDIT: "Change events, tracks and rooms, and who may use which room",
    },
    "Passes and orders": {
        Permission.SUMMIT_PASSES_EDIT: "Change passes, prices, capacities and terms",
        Permission.SUMMIT_ORDERS_VIEW: "Look at orders, guests and money",
        Permission.SUMMIT_ORDERS_EDIT: "Change buyers and guests, send mails and tickets again, cancel what is unpaid",
        Permission.SUMMIT_MONEY_REFUND: "Give money back, and sort money that waits",
    },
    "Team": {
        Permission.SUMMIT_TEAM_VIEW: "See who is in the team",
        Permission.SUMMIT_TEAM_EDIT: "Invite people, change what they do, take them out",
        Permission.SUMMIT_TRAIL_VIEW: "See who changed what, and when",
    },
}


class Reach(StrEnum):
    """To how much of a summit a permission goes."""

    SUMMIT = "All of the summit"
    EVENT = "Their event"
    NOTHING = "No"


@dataclass(frozen=True, slots=True)
class Column:
    """A role, or a role as it is when it is bound to one event."""

    name: str
    purpose: str
    role: TeamRole
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A permission in words, and how far it goes for each column."""

    words: str
    reaches: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RulebookPage:
    columns: tuple[Column, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Event:
    id: int


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something of a summit that belongs to one event of it, or to none."""

    event: _Event | None = None


_MINE, _OTHERS = _Event(1), _Event(2)


def rulebook_page() -> RulebookPage:
    """Return the whole page; no query."""
    columns = tuple(_columns())
    parts = (
        Part(name, tuple(_row(permission, text, columns) for permission, text in words.items()))
        for name, words in WORDS.items()
    )
    return RulebookPage(columns, tuple(parts))


def reach_of(permission: Permission, column: Column) -> Reach:
    """Return how far a permission goes, by asking the rulebook about something of the event, of another, of none."""
    who = standing([(column.role, _MINE.id if column.is_bound else None)])
    mine, others, whole = (allows(who, permission, _Thing(event)) for event in (_MINE, _OTHERS, None))
    if others and whole:
        return Reach.SUMMIT
    return Reach.EVENT if mine else Reach.NOTHING


def _row(permission: Permission, words: str, columns: tuple[Column, ...]) -> Row:
    return Row(words, tuple(reach_of(permission, column) for column in columns))


def _columns() -> list[Column]:
    columns = []
    for role in TeamRole:
        columns.append(Column(ROLES[role], PURPOSES[role], role))
        if role in EVENT_ROLES:
            columns.append(Column(f"{ROLES[role]} of one event", "", role, is_bound=True))
    return columns
