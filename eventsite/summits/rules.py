"""The rulebook: who may do what, on one page. A permission is held when any of its predicates says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from weakref import WeakKeyDictionary

from eventsite.people.models import Account
from eventsite.permissions import Permission
from eventsite.summits import queries
from eventsite.summits.models import Summit
from eventsite.summits.states import TeamRole


class InSummit(Protocol):
    """Everything a permission is asked about belongs to a summit."""

    @property
    def summit(self) -> Summit: ...


Predicate = Callable[[Account, InSummit], bool]


def is_owner(account: Account, thing: InSummit) -> bool:
    return _role(account, thing) == TeamRole.OWNER


def is_editor(account: Account, thing: InSummit) -> bool:
    return _role(account, thing) == TeamRole.EDITOR


def is_viewer(account: Account, thing: InSummit) -> bool:
    return _role(account, thing) == TeamRole.VIEWER


# Orders hold names, addresses and money: until there are roles for them they are the owners' alone.
RULEBOOK: dict[Permission, tuple[Predicate, ...]] = {
    Permission.SUMMIT_MONEY_REFUND: (is_owner,),
    Permission.SUMMIT_ORDERS_EDIT: (is_owner,),
    Permission.SUMMIT_ORDERS_VIEW: (is_owner,),
    Permission.SUMMIT_PASSES_EDIT: (is_owner,),
    Permission.SUMMIT_PROGRAMME_EDIT: (is_owner, is_editor),
    Permission.SUMMIT_PROGRAMME_RELEASE: (is_owner, is_editor),
    Permission.SUMMIT_PROGRAMME_VIEW: (is_owner, is_editor, is_viewer),
}


def permits(account: Account, permission: Permission, thing: InSummit) -> bool:
    """Tell whether `account` may do `permission` to `thing`."""
    return any(says_yes(account, thing) for says_yes in RULEBOOK[permission])


#: What was looked up for an account as one request knows it: a page asks for a dozen permissions, and the role is one.
_looked_up: WeakKeyDictionary[Account, dict[int, TeamRole | None]] = WeakKeyDictionary()


def _role(account: Account, thing: InSummit) -> TeamRole | None:
    roles = _looked_up.setdefault(account, {})
    id = thing.summit.id
    if id not in roles:
        member = queries.find_membership(account, thing.summit)
        roles[id] = member.role if member else None
    return roles[id]


def look_again(account: Account) -> None:
    """Forget what was looked up: the account's role has changed."""
    _looked_up.pop(account, None)
