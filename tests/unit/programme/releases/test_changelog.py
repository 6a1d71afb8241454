"""Releases, told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventsite.programme.models import Release
from eventsite.programme.releases import changelog, diff
from eventsite.programme.releases.changelog import Length, ReleaseNews
from eventsite.programme.releases.diff import Change, FieldChange, Happening, Subject
from tests.unit.calendar.samples import RELEASED, make_programme

PROGRAMME = make_programme()


def change(
    number: int = 1, subject: Subject = Subject.SESSION, happening: Happening = Happening.CHANGED, event: str = ""
) -> Change:
    return Change(
        subject, str(number), f"Thing {number}", happening, (FieldChange("Title", "old", "new"),), event, "talk"
    )


def released(*changes: Change, number: int = 2) -> Release:
    return Release(number=number, name="R", note="", created_at=RELEASED, changes=diff.pack(changes))


def tell(*changes: Change, number: int = 2) -> ReleaseNews:
    return changelog.tell(PROGRAMME, released(*changes, number=number))


def test_changes_are_counted_in_words() -> None:
    changes = [
        *(change(n, happening=Happening.ADDED) for n in range(1200)),
        change(happening=Happening.CANCELLED),
        change(happening=Happening.REINSTATED),
        *(change(n, Subject.PERSON) for n in range(2)),
        change(subject=Subject.PERSON, happening=Happening.ADDED),
        change(subject=Subject.ROOM, happening=Happening.REMOVED),
        change(subject=Subject.SUMMIT),
    ]
    assert list(changelog.tallies(changes)) == [
        "1,200 new sessions",
        "1 session cancelled",
        "1 session back on",
        "1 new person",
        "2 people changed",
        "1 room taken out",
        "1 detail of the summit changed",
    ]


@pytest.mark.parametrize(
    ("count", "length", "shown"),
    [
        (1, Length.OPEN, 1),
        (12, Length.OPEN, 12),
        (13, Length.FOLDED, 13),
        (200, Length.FOLDED, 200),
        (201, Length.PART, 50),
    ],
)
def test_a_long_release_is_folded_and_then_told_in_part(count: int, length: Length, shown: int) -> None:
    told = tell(*(change(number) for number in range(count)))
    assert (told.length, told.total, sum(len(group.changes) for group in told.groups)) == (length, count, shown)


def test_the_first_release_is_only_counted() -> None:
    told = tell(change(happening=Happening.ADDED), change(2, Subject.ROOM, Happening.ADDED), number=1)
    assert (told.length, told.groups, told.tallies) == (Length.FIRST, (), ("1 session", "1 room"))


def test_changes_are_grouped_by_event_and_then_by_what_they_are() -> None:
    told = tell(
        change(1, Subject.PERSON),
        change(2, event="iiot"),
        change(3, event="cities"),
        change(4, event="gone"),
        change(5, event="iiot"),
    )
    assert [(group.title, [c.key for c in group.changes]) for group in told.groups] == [
        ("Smart Cities, Summit", ["3"]),
        ("Industrial IoT World", ["2", "5"]),
        ("Sessions", ["4"]),
        ("People", ["1"]),
    ]
    assert [group.event and group.event.slug for group in told.groups] == ["cities", "iiot", None, None]


@pytest.mark.parametrize(("page", "first", "count"), [(1, "0", 100), (2, "100", 100), (3, "200", 1)])
def test_a_release_is_told_whole_page_by_page(page: int, first: str, count: int) -> None:
    told = changelog.tell_page(PROGRAMME, released(*(change(number) for number in range(201))), page)
    assert told is not None
    changes = told[0].groups[0].changes
    assert (told[1], changes[0].key, len(changes), told[0].total) == (3, first, count, 201)


def test_there_is_no_page_beyond_the_last() -> None:
    assert changelog.tell_page(PROGRAMME, released(change()), 2) is None
    assert changelog.tell_page(PROGRAMME, released(*(change(number) for number in range(201)), number=1), 2) is None


def test_the_page_of_the_first_release_holds_no_changes() -> None:
    told = changelog.tell_page(PROGRAMME, released(change(), number=1), 1)
    assert told is not None
    assert (told[0].length, told[0].groups, told[1]) == (Length.FIRST, (), 1)


def test_a_new_thing_does_not_say_its_name_twice() -> None:
    new = Change(
        Subject.SESSION, "1", "New", Happening.ADDED, (FieldChange("Title", "", "New"), FieldChange("Room", "", "Hall"))
    )
    assert tell(new).groups[0].changes[0].fields == (FieldChange("Room", "", "Hall"),)


def test_short_texts_are_shown_whole() -> None:
    assert changelog.around("old", "new") == ("old", "new")


def test_long_texts_are_shown_around_the_change() -> None:
    head, tail = "a" * 500, "z" * 500
    assert changelog.around(f"{head}OLD{tail}", f"{head}NEW{tail}") == (
        f"…{'a' * 60}OLD{'z' * 60}…",
        f"…{'a' * 60}NEW{'z' * 60}…",
    )


def test_a_text_that_changed_all_over_is_cut_in_the_middle() -> None:
    before, after = changelog.around("b" * 5000, "")
    assert (before, after) == (f"{'b' * 240} … {'b' * 240}", "")


@given(st.text(alphabet="ab ", max_size=900), st.text(alphabet="ab ", max_size=900))
def test_texts_that_differ_are_shown_to_differ(before: str, after: str) -> None:
    one, other = changelog.around(before, after)
    assert max(len(one), len(other)) <= 2 * 240 + 10
    if before == after:
        assert one == other
    elif max(len(before), len(after)) <= 2 * 240:
        assert one != other
