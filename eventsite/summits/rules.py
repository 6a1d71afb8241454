"""The rulebook: who may do what, on one page. A permission is held when any of its predicates says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
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


Predicate = Callable[[Account, InSummit], bool]


def is_owner(account: Account, thing: InSummit) -> bool:
    return TeamRole.OWNER in _roles(account, thing)


def is_editor(account: Account, thing: InSummit) -> bool:
    """An editor of one event is an editor of what belongs to that event, and of nothing else."""
    return TeamRole.EDITOR in _roles(account, thing)


def is_registration(account: Account, thing: InSummit) -> bool:
    return TeamRole.REGISTRATION in _roles(account, thing)


def is_finance(account: Account, thing: InSummit) -> bool:
    return TeamRole.FINANCE in _roles(account, thing)


def is_in_team(account: Account, thing: InSummit) -> bool:
    """Whoever works for any part of the summit may look at its whole programme."""
    return bool(_held(account, thing.summit))


def is_entrusted(account: Account, thing: InSummit) -> bool:
    """Whoever holds a summit's keys or its money shows a second factor before anything of it opens at the desk."""
    return any(role in ENTRUSTED for role, _event_id in _held(account, thing.summit))


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
    Permission.SUMMIT_TRAIL_VIEW: (is_owner, is_editor),
    Permission.SUMMIT_VENUE_EDIT: (is_owner, is_editor),
}


def permits(account: Account, permission: Permission, thing: InSummit) -> bool:
    """Tell whether `account` may do `permission` to `thing`."""
    return any(says_yes(account, thing) for says_yes in RULEBOOK[permission])


#: A role, and the id of the event it is bound to.
Held = tuple[TeamRole, int | None]
#: What was looked up for an account as one request knows it: a page asks for a dozen permissions.
_looked_up: WeakKeyDictionary[Account, dict[int, tuple[Held, ...]]] = WeakKeyDictionary()


def _held(account: Account, summit: Summit) -> tuple[Held, ...]:
    """Return every role of an account in a summit's team; one query, once."""
    known = _looked_up.setdefault(account, {})
    if summit.id not in known:
        members = queries.list_memberships(account, summit)
        known[summit.id] = tuple((member.role, member.event_id) for member in members)
    return known[summit.id]


def _roles(account: Account, thing: InSummit) -> frozenset[TeamRole]:
    """Return the roles that count for `thing`: those for the whole summit, and those bound to its event."""
    event: Event | None = getattr(thing, "event", None)
    mine = (None, event.id) if event is not None else (None,)
    return frozenset(role for role, event_id in _held(account, thing.summit) if event_id in mine)


def look_again(account: Account) -> None:
    """Forget what was looked up: the account's roles have changed."""
    _looked_up.pop(account, None)
