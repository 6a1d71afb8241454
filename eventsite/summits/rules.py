"""The rulebook: who may do what, on one page. A permission is held when any of its predicates says so.

A predicate is asked about the roles somebody holds in a summit's team, and the thing it is about. What a role may do
is read off this page by the desk's own page of it (`summits/rulebook.py`): there is no second list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from eventsite.people.models import Account
from eventsite.permissions import Permission
from eventsite.summits import queries
from eventsite.summits.models import Event, Summit
from eventsite.summits.states import TeamRole


class InSummit(Protocol):
    """Everything a permission is asked about belongs to a summit; what belongs to one event has an `event` too."""

    @property
    def summit(self) -> Summit: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Every role that somebody holds in one summit's team, each with the id of the event it is bound to."""

    held: frozenset[tuple[TeamRole, int | None]]

    def has(self, role: TeamRole, thing: Any) -> bool:
        """Tell whether a role counts for `thing`: it is for the whole summit, or bound to the event of `thing`."""
        event: Event | None = getattr(thing, "event", None)
        return (role, None) in self.held or (event is not None and (role, event.id) in self.held)


Predicate = Callable[[Standing, Any], bool]


def is_owner(standing: Standing, thing: Any) -> bool:
    return standing.has(TeamRole.OWNER, thing)


def is_editor(standing: Standing, thing: Any) -> bool:
    """An editor of one event is an editor of what belongs to that event, and of nothing else."""
    return standing.has(TeamRole.EDITOR, thing)


def is_registration(standing: Standing, thing: Any) -> bool:
    return standing.has(TeamRole.REGISTRATION, thing)


def is_finance(standing: Standing, thing: Any) -> bool:
    return standing.has(TeamRole.FINANCE, thing)


def is_in_team(standing: Standing, _thing: Any) -> bool:
    """Whoever works for any part of the summit may look at its whole programme."""
    return bool(standing.held)


def is_entrusted(account: Account, thing: InSummit) -> bool:
    """Whoever holds a summit's keys or its money shows a second factor before anything of it opens at the desk."""
    return any(role in ENTRUSTED for role, _event_id in standing_of(account, thing.summit).held)


#: The roles that are worth stealing.
ENTRUSTED = (TeamRole.OWNER, TeamRole.FINANCE)

RULEBOOK: dict[Permission, tuple[Predicate, ...]] = {
    Permission.SUMMIT_MONEY_REFUND: (is_owner, is_finance),
    Permission.SUMMIT_ORDERS_EDIT: (is_owner, is_registration),
    Permission.SUMMIT_ORDERS_VIEW: (is_owner, is_registration, is_finance),
    Permission.SUMMIT_PASSES_EDIT: (is_owner, is_finance),
    Permission.SUMMIT_PROGRAMME_EDIT: (is_owner, is_editor),
    Permission.SUMMIT_PROGRAMME_RELEASE: (is_owner, is_editor),
    Permission.SUMMIT_PROGRAMME_VIEW: (is_in_team,),
    Permission.SUMMIT_TEAM_EDIT: (is_owner,),
    Permission.SUMMIT_TEAM_VIEW: (is_in_team,),
    Permission.SUMMIT_TRAIL_VIEW: (is_owner, is_editor, is_registration, is_finance),
    Permission.SUMMIT_VENUE_EDIT: (is_owner, is_editor),
}


def permits(account: Account, permission: Permission, thing: InSummit) -> bool:
    """Tell whether `account` may do `permission` to `thing`."""
    return allows(standing_of(account, thing.summit), permission, thing)


def allows(standing: Standing, permission: Permission, thing: Any) -> bool:
    """Tell whether who stands so may do `permission` to a thing of that summit."""
    return any(says_yes(standing, thing) for says_yes in RULEBOOK[permission])


#: What was looked up for an account as one request knows it: a page asks for a dozen permissions.
_looked_up: WeakKeyDictionary[Account, dict[int, Standing]] = WeakKeyDictionary()


def standing_of(account: Account, summit: Summit) -> Standing:
    """Return every role of an account in a summit's team; one query, once."""
    known = _looked_up.setdefault(account, {})
    if summit.id not in known:
        known[summit.id] = standing((m.role, m.event_id) for m in queries.list_memberships(account, summit))
    return known[summit.id]


def standing(held: Iterable[tuple[TeamRole, int | None]]) -> Standing:
    return Standing(frozenset(held))


def look_again(account: Account) -> None:
    """Forget what was looked up: the account's roles have changed."""
    _looked_up.pop(account, None)
