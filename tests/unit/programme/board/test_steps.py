"""Going back, one's own steps in the reverse order, at the version that each left."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eventsite.programme.board.steps import MOST, Step, pushed, read_steps, undone

FIRST = Step("summit", "SC-1", 1, 2, "uuid", "move of “Pipes”", "2026-10-29", 300, 45, ("hall",))
SECOND = replace(FIRST, began=2, version=3, at=360)
OTHER = replace(FIRST, session="SC-2", began=4, version=5)


def test_a_step_survives_being_kept() -> None:
    assert read_steps([FIRST.as_data(), OTHER.as_data()]) == [FIRST, OTHER]


@pytest.mark.parametrize("kept", [None, "steps", [1], [{}], [{"session": "SC-1"}], [{"rooms": [], "extra": 1}]])
def test_what_is_no_step_is_left_aside(kept: object) -> None:
    assert read_steps(kept) == []


def test_the_oldest_step_goes_when_there_are_too_many() -> None:
    steps = [replace(FIRST, version=version) for version in range(2, 2 + MOST)]
    assert pushed(steps, OTHER) == [*steps[1:], OTHER]


def test_undoing_leaves_the_session_where_the_step_before_had_left_it() -> None:
    assert undone([FIRST, OTHER, SECOND], "SC-1", "3", 4) == [replace(FIRST, version=4), OTHER]


def test_undoing_twice_goes_back_twice() -> None:
    third = replace(FIRST, began=3, version=4)
    after = undone([FIRST, SECOND, third], "SC-1", "4", 5)
    assert after == [FIRST, replace(SECOND, version=5)]
    assert undone(after, "SC-1", "5", 6) == [replace(FIRST, version=6)]


def test_what_was_never_a_step_changes_nothing() -> None:
    assert undone([FIRST], "SC-1", "9", 10) == [FIRST]


def test_the_form_of_a_move_places_it_back() -> None:
    assert FIRST.fields == [
        ("session", "SC-1"), ("slot", "uuid"), ("version", "2"), ("undo", "yes"), ("do", "place"),
        ("day", "2026-10-29"), ("at", "300"), ("minutes", "45"), ("room", "hall"),
    ]  # fmt: skip


def test_the_form_of_a_first_placing_takes_it_off() -> None:
    assert Step("summit", "SC-1", 1, 2, "uuid", "placing").fields == [
        ("session", "SC-1"), ("slot", "uuid"), ("version", "2"), ("undo", "yes"), ("do", "tray")
    ]  # fmt: skip
