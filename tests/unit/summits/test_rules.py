"""What each role may do, read off the rulebook; a role that is bound to an event counts for that event alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from eventsite.permissions import Permission
from eventsite.summits.rules import RULEBOOK, allows, standing
from eventsite.summits.states import TeamRole


@dataclass(frozen=True)
class SomeEvent:
    id: int


@dataclass(frozen=True)
class Thing:
    """Something of a summit, or of one of its events."""

    event: SomeEvent | None = None


SUMMIT, OF_A, OF_B = Thing(), Thing(SomeEvent(1)), Thing(SomeEvent(2))
LOOKS = {"programme:view", "team:view"}
EDITS = {"programme:edit", "programme:release"}


def permitted(*held: tuple[TeamRole, int | None], to: Thing) -> set[str]:
    return {
        permission.removeprefix("summit:") for permission in Permission if allows(standing(held), permission, to)
    }


@pytest.mark.parametrize(
    ("role", "more"),
    [
        (TeamRole.OWNER, {permission.removeprefix("summit:") for permission in Permission}),
        (TeamRole.EDITOR, {*EDITS, "trail:view", "venue:edit"}),
        (TeamRole.REGISTRATION, {"orders:edit", "orders:view", "trail:view"}),
        (TeamRole.FINANCE, {"money:refund", "orders:view", "passes:edit", "trail:view"}),
        (TeamRole.CHECK_IN, set()),
        (TeamRole.VIEWER, set()),
    ],
)
def test_a_role_for_the_whole_summit_counts_everywhere(role: TeamRole, more: set[str]) -> None:
    assert [permitted((role, None), to=thing) for thing in (SUMMIT, OF_A, OF_B)] == [LOOKS | more] * 3


def test_an_editor_of_one_event_edits_that_event() -> None:
    role = (TeamRole.EDITOR, 1)
    assert permitted(role, to=OF_A) == {*LOOKS, *EDITS, "trail:view", "venue:edit"}


@pytest.mark.parametrize("thing", [SUMMIT, OF_B])
def test_an_editor_of_one_event_looks_at_everything_else(thing: Thing) -> None:
    assert permitted((TeamRole.EDITOR, 1), to=thing) == {*LOOKS}


def test_roles_add_up() -> None:
    held = ((TeamRole.EDITOR, 1), (TeamRole.EDITOR, 2), (TeamRole.REGISTRATION, None))
    orders = {"orders:edit", "orders:view", "trail:view"}
    assert permitted(*held, to=SUMMIT) == {*LOOKS, *orders}
    assert permitted(*held, to=OF_B) == {*LOOKS, *EDITS, *orders, "venue:edit"}


def test_a_thing_of_no_event_is_not_of_every_event() -> None:
    """A role without an event and an event without an id would both say None."""
    assert not allows(standing([(TeamRole.EDITOR, 1)]), Permission.SUMMIT_PROGRAMME_EDIT, SUMMIT)
    assert not allows(standing([]), Permission.SUMMIT_PROGRAMME_VIEW, SUMMIT)


def test_nobody_without_a_role_may_do_anything() -> None:
    assert permitted(to=OF_A) == set()
    assert len(RULEBOOK) == len(Permission)
