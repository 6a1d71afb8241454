"""The rulebook: who may do what, on one page. A permission is held when any of its predicates says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

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


def _role(account: Account, thing: InSummit) -> TeamRole | None:
    member = queries.find_membership(account, thing.summit)
    return member.role if member else None
