"""What a release changes, in words."""

from datetime import timedelta

from msgspec.structs import replace

from eventsite.programme.releases import diff
from eventsite.programme.releases.carrying import carry
from eventsite.programme.releases.diff import FieldChange, Happening, Subject
from eventsite.programme.releases.snapshot import Billing, ReleasedResource, ReleasedRoom, Snapshot, Text
from eventsite.programme.states import ResourceKind, Role
from tests.unit.programme.releases.test_carrying import at, session, slot, snapshot


def changes(past: Snapshot, draft: Snapshot) -> tuple[diff.Change, ...]:
    return diff.compare(past, carry(past, draft, at(9)))


def only_fields(past: Snapshot, draft: Snapshot) -> list[tuple[str, str, str]]:
    (change,) = changes(past, draft)
    return [(field.field, field.before, field.after) for field in change.fields]


FIRST = carry(None, snapshot(session("A", slot("a"))), at(0))


def test_same_content_is_no_change() -> None:
    assert changes(FIRST, snapshot(session("A", slot("a")))) == ()


def test_moved_slot_tells_local_time_and_zone() -> None:
    """Three hours later summer time has begun in Berlin: the wall clock moves four."""
    assert only_fields(FIRST, snapshot(session("A", slot("a", hour=3)))) == [
        ("When", "Sun 29 Mar, 00:30–01:30 CET", "Sun 29 Mar, 04:30–05:30 CEST"),
    ]


def test_room_title_and_text_are_told() -> None:
    moved = session("A", slot("a", room="attic"), title="B", abstract=Text(source="New."))
    assert only_fields(FIRST, snapshot(moved)) == [
        ("Title", "A", "B"),
        ("Abstract", "", "New."),
        ("Room", "Hall", "Attic"),
    ]


def test_line_up_is_told_person_by_person() -> None:
    ada, bo = (
        Billing(person="ada", name="Ada", role=Role.MODERATOR, organization="Org"),
        Billing(person="bo", name="Bo", role=Role.PANELIST),
    )
    past = carry(None, snapshot(session("A", slot("a"), line_up=(ada, bo))), at(0))
    now = snapshot(session("A", slot("a"), line_up=(replace(ada, title="Dr"),)))
    assert only_fields(past, now) == [("Moderator", "Ada, Org", "Ada, Dr, Org"), ("Panelist", "Bo", "")]


def test_new_order_of_a_line_up_is_told() -> None:
    ada, bo = (Billing(person=code, name=code.title(), role=Role.PANELIST) for code in ("ada", "bo"))
    past = carry(None, snapshot(session("A", slot("a"), line_up=(ada, bo))), at(0))
    assert only_fields(past, snapshot(session("A", slot("a"), line_up=(bo, ada)))) == [("Order", "Ada, Bo", "Bo, Ada")]


def test_two_resources_of_one_title_are_two() -> None:
    one = ReleasedResource(kind=ResourceKind.LINK, title="Deck", url="https://example.org/1")
    past = carry(None, snapshot(session("A", slot("a"), resources=(one,))), at(0))
    now = snapshot(session("A", slot("a"), resources=(one, replace(one, url="https://example.org/2"))))
    assert only_fields(past, now) == [("Resource", "", "Deck · https://example.org/2")]


def test_lost_session_is_cancelled() -> None:
    (change,) = changes(FIRST, snapshot())
    assert (change.subject, change.key, change.happening) == (Subject.SESSION, "A", Happening.CANCELLED)
    assert change.fields == (
        FieldChange("State", "On", "Cancelled"),
        FieldChange("When", "Sun 29 Mar, 00:30–01:30 CET", ""),
        FieldChange("Room", "Hall", ""),
    )


def test_renamed_room_is_one_change_and_not_one_for_each_session() -> None:
    draft = snapshot(session("A", slot("a")))
    (change,) = changes(FIRST, replace(draft, rooms=(ReleasedRoom(slug="hall", name="Great Hall"), draft.rooms[1])))
    assert (change.subject, change.key, change.fields) == (
        Subject.ROOM,
        "hall",
        (FieldChange("Name", "Hall", "Great Hall"),),
    )


def test_everything_is_added_by_a_first_release() -> None:
    happened = {(change.subject, change.happening) for change in diff.compare(None, FIRST)}
    assert happened == {
        (Subject.SESSION, Happening.ADDED),
        (Subject.ROOM, Happening.ADDED),
        (Subject.EVENT, Happening.ADDED),
    }


def test_packed_changes_come_back_whole() -> None:
    found = diff.compare(None, FIRST)
    assert diff.unpack(diff.pack(found)) == found


def test_a_longer_slot_is_a_change_of_duration() -> None:
    longer = replace(slot("a"), ends_at=slot("a").ends_at + timedelta(minutes=30))
    assert only_fields(FIRST, snapshot(session("A", longer))) == [
        (
            "Duration",
            "1 hour: Sun 29 Mar, 00:30–01:30 CET",
            "1 hour 30 minutes: Sun 29 Mar, 00:30–03:00 CET",  # clocks go forward at two
        ),
    ]


def test_a_moved_and_shorter_slot_tells_both() -> None:
    shorter = replace(slot("a", hour=5), ends_at=slot("a", hour=5).starts_at + timedelta(minutes=5))
    assert only_fields(FIRST, snapshot(session("A", shorter))) == [
        ("When", "Sun 29 Mar, 00:30–01:30 CET", "Sun 29 Mar, 06:30–06:35 CEST"),
        ("Duration", "1 hour", "5 minutes"),
    ]


def test_a_slot_taken_out_of_a_living_session_is_told() -> None:
    past = carry(None, snapshot(session("A", slot("a"), slot("b", hour=4))), at(0))
    assert only_fields(past, snapshot(session("A", slot("a")))) == [
        ("When", "Sun 29 Mar, 05:30–06:30 CEST", ""),
        ("Room", "Hall", ""),
    ]


def test_a_new_role_is_one_change_and_not_a_coming_and_a_going() -> None:
    ada, bo = (Billing(person=code, name=code.title(), role=Role.PANELIST) for code in ("ada", "bo"))
    past = carry(None, snapshot(session("A", slot("a"), line_up=(ada, bo))), at(0))
    now = snapshot(session("A", slot("a"), line_up=(replace(bo, role=Role.MODERATOR, title="Dr"), ada)))
    assert only_fields(past, now) == [("Role", "Bo: panelist", "Bo, Dr: moderator")]


def test_one_person_in_two_roles_comes_and_goes_by_role() -> None:
    ada = Billing(person="ada", name="Ada", role=Role.PANELIST)
    past = carry(None, snapshot(session("A", slot("a"), line_up=(ada,))), at(0))
    now = snapshot(session("A", slot("a"), line_up=(replace(ada, role=Role.HOST), ada)))
    assert only_fields(past, now) == [("Host", "", "Ada")]
