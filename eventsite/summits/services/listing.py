"""What rooms, zones, events and tracks have in common.

A name that no other of the list has, a slug that is given once and for ever, a place in the order, and leaving only
when nothing is in the way.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from sqlalchemy import select

from eventsite.core.audit import AuditAction, AuditEntry
from eventsite.core.codes import free_slug, slugify
from eventsite.core.db import Model, db
from eventsite.core.errors import DomainError
from eventsite.core.wording import listed

#: What a number after a hyphen may take of a slug's column of 60.
LONGEST_STEM = 52
MOST_LETTERS = 200


class Listed(Protocol):
    """A thing of such a list."""

    slug: str
    name: str
    position: int


T = TypeVar("T", bound=Listed)
U = TypeVar("U")
#: Says in words what still uses a thing: '3 sessions'.
Uses = Callable[[U], Sequence[str]]


class BadName(DomainError):
    """Nothing of this list can be called so."""


class Gone(DomainError):
    """The thing is no longer in its list."""


class TooMany(DomainError):
    """The list is as long as a page can show."""


class StillUsed(DomainError):
    """Something uses what was to go."""


def checked_name(name: str, what: str, there: Sequence[Listed], besides: Listed | None = None) -> str:
    """Return `name` as it is kept, without white space around it.

    Names that were alike before somebody came to change something else may stay so.

    Raises:
        BadName: for one that says nothing, is too long, or is another's.
    """
    if besides is not None and besides.name == name:
        return name
    name = " ".join(name.split())
    if not any(letter.isalnum() for letter in name):
        raise BadName(f"Give the {what} a name with a letter or a digit in it.")
    if len(name) > MOST_LETTERS:
        raise BadName(f"A name has at most {MOST_LETTERS} letters, and this one has {len(name):,}. Make it shorter.")
    if besides is not None and _alike(besides.name, name):
        return name
    for other in there:
        if other is not besides and _alike(other.name, name):
            article = "an" if what[0] in "aeiou" else "a"
            raise BadName(f"There is {article} {what} {other.name!r} already. Choose another name.")
    return name


def check_still_there(there: Sequence[Listed], thing: Listed) -> None:
    """Refuse to change what somebody removed while its form was open."""
    if not any(other is thing for other in there):
        raise Gone(f"Somebody removed {thing.name} meanwhile. Add it again if it is still wanted.")


def check_length(there: Sequence[Listed], what: str, most: int) -> None:
    """Refuse to make a list longer than its page is made for."""
    if len(there) >= most:
        raise TooMany(f"There are {most} {what} already, and that is the most. Remove one first.")


def new_slug(name: str, what: str, there: Sequence[Listed], kind: type[Model], parent: str, parent_id: int) -> str:
    """Return a slug that nothing of this list has or had: addresses and past releases name things by it."""
    taken = {thing.slug for thing in there} | set(_former_slugs(kind, parent, parent_id))
    return free_slug(slugify(name, fallback=what, length=LONGEST_STEM), taken, fallback=what)


def next_position(there: Sequence[Listed]) -> int:
    return 1 + max((thing.position for thing in there), default=-1)


def move(there: Sequence[T], thing: T, by: int) -> None:
    """Let a thing change places with its neighbour, before it (-1) or after it (+1); at either end it stays."""
    check_still_there(there, thing)
    order = list(there)
    here = order.index(thing)
    order.insert(min(max(here + by, 0), len(order) - 1), order.pop(here))
    for place, found in enumerate(order):
        found.position = place
    db.session.flush()


def refuse_if_used(name: str, uses: Sequence[str], advice: str) -> None:
    """Raise StillUsed where there are uses, naming them, and saying what to do."""
    if uses:
        raise StillUsed(f"{name} stays: it is used by {listed(uses)}. {advice}")


def _alike(one: str, other: str) -> bool:
    return unicodedata.normalize("NFKC", one).casefold() == unicodedata.normalize("NFKC", other).casefold()


def _former_slugs(kind: type[Model], parent: str, parent_id: int) -> list[str]:
    """Return the slugs of what was removed from a list; the audit trail keeps its last words."""
    rows = select(AuditEntry.changes).filter_by(object_type=kind.__tablename__, action=AuditAction.DELETED.value)
    gone = db.session.scalars(rows.where(AuditEntry.changes[(parent, 0)].as_integer() == parent_id))
    return [str(changes["slug"][0]) for changes in gone]
