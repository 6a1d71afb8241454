"""The page of the rulebook has a word for every permission, and says what the rulebook says."""

from __future__ import annotations

import pytest

from eventsite.permissions import Permission
from eventsite.summits.rulebook import WORDS, Reach, rulebook_page
from eventsite.summits.rules import RULEBOOK
from eventsite.summits.states import TeamRole
from eventsite.summits.wording import PURPOSES, ROLES


def told() -> dict[str, dict[str, Reach]]:
    """Return words of a permission -> name of a column -> how far it goes."""
    page = rulebook_page()
    names = [column.name for column in page.columns]
    return {row.words: dict(zip(names, row.reaches, strict=True)) for part in page.parts for row in part.rows}


def test_every_permission_and_role_has_words() -> None:
    words = [permission for part in WORDS.values() for permission in part]
    assert (sorted(words), len(words)) == (sorted(Permission), len(Permission))
    assert list(ROLES) == list(PURPOSES) == list(TeamRole)


def test_a_role_that_may_be_bound_has_a_second_column() -> None:
    assert [column.name for column in rulebook_page().columns] == [
        "Owner", "Programme editor", "Programme editor of one event", "Registration", "Finance", "Check-in",
        "Check-in of one event", "Viewer",
    ]


@pytest.mark.parametrize(
    ("words", "reaches"),
    [
        ("Look at the draft, its clashes and its releases", "SSSSSSSS"),
        ("Add, change and cancel sessions, and place them", "SSE-----"),
        ("Release the draft to the public", "SSE-----"),
        ("Change passes, prices, capacities and terms", "S---S---"),
        ("Look at orders, guests and money", "S--SS---"),
        ("Give money back, and sort money that waits", "S---S---"),
        ("Invite people, change what they do, take them out", "S-------"),
        ("See who changed what, and when", "SSESS---"),
    ],
)
def test_it_says_how_far_a_permission_goes(words: str, reaches: str) -> None:
    letters = {Reach.SUMMIT: "S", Reach.EVENT: "E", Reach.NOTHING: "-"}
    assert "".join(letters[reach] for reach in told()[words].values()) == reaches


def test_check_in_has_no_right_of_its_own_yet() -> None:
    """The page says so in a sentence (`templates/team/rules.html`), which goes when this fails."""
    reaches = list(told().values())
    viewer = [row["Viewer"] for row in reaches]
    assert [row["Check-in"] for row in reaches] == [row["Check-in of one event"] for row in reaches] == viewer


def test_a_changed_rulebook_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RULEBOOK, Permission.SUMMIT_MONEY_REFUND, ())
    refunds = told()["Give money back, and sort money that waits"]
    assert set(refunds.values()) == {Reach.NOTHING}
