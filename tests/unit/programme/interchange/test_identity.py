"""Who is who in a file, and who cannot be known again."""

from __future__ import annotations

import pytest

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.documents import BillingEntry
from eventsite.programme.states import Role
from tests.schedules import GUID, event, person, schedule_json, schedule_xml, talk
from tests.unit.programme.interchange.checking import FIRST, PATH, SECOND, document, oddities, refusal


@pytest.mark.parametrize(
    ("second", "words"),
    [
        (
            {"guid": GUID.format(1)},
            f"session 2 has the guid {GUID.format(1)} of the session at {{0}}. Give each its own, or remove one.",
        ),
        ({"guid": "", "id": "1"}, "session 1 has the id 1 of the session at {0}. Give each its own, or remove one."),
        ({"guid": "", "id": "01"}, "session 01 has the id 1 of the session at {0}. Give each its own, or remove one."),
    ],
)
def test_two_sessions_with_one_identity_are_refused_with_both_places(second: dict[str, str], words: str) -> None:
    assert refusal(schedule_xml(event(), event(2, **second))) == (
        errors.DuplicateSession,
        f"At {SECOND}: {words.format(FIRST)}",
    )
    kind, said = refusal(schedule_json(talk(), talk(2, **({"guid": None} | {k: v or None for k, v in second.items()}))))
    assert (kind, said) == (errors.DuplicateSession, f"At {PATH}[1]: {words.format(PATH + '[0]')}")


def test_a_guid_in_capitals_is_the_same_guid() -> None:
    guid = "abcdef00-1111-4111-8111-000000000001"
    assert refusal(schedule_xml(event(guid=guid), event(2, guid=guid.upper())))[0] is errors.DuplicateSession


def test_an_id_beside_two_guids_is_an_oddity() -> None:
    assert oddities(document(event(), event(2, id="1"))) == [
        f"{SECOND}: session 1 has the id 1 of the session at {FIRST} too; both are kept."
    ]


def test_an_id_with_two_spellings_of_a_name_is_reported_and_the_first_counts() -> None:
    found = document(
        event(people=person(7, "Ann Lee")),
        event(2, people=person(7, "Anne Lee")),
        event(3, people=person(7, "Ann  Lee")),
    )
    assert [p.name for p in found.people] == ["Ann Lee"]
    assert oddities(found) == ["line 36: person id:7 is called 'Anne Lee', and 'Ann Lee' at line 24; the first counts."]


def test_a_guid_with_two_spellings_is_one_person_and_reported() -> None:
    found = document(event(people=person(7, "Ann", guid="AB-1")), event(2, people=person(7, "Ann", guid="ab-1")))
    assert [p.keys for p in found.people] == [("guid:ab-1", "id:7")]
    assert oddities(found) == [
        "line 36: person guid:ab-1 has the guid 'ab-1', and 'AB-1' at line 24; the first counts."
    ]


def test_people_of_one_name_stay_two() -> None:
    found = document(event(people=person(1, "Ann") + person(2, "Ann")))
    assert ([p.keys for p in found.people], oddities(found)) == ([("id:1",), ("id:2",)], [])


def test_a_mention_by_id_alone_is_the_person_whose_guid_stands_elsewhere() -> None:
    found = document(event(people=person(1, "Ann")), event(2, people=person(1, "Ann", guid="g")))
    assert [p.keys for p in found.people] == [("guid:g", "id:1")]
    assert [s.line_up for s in found.sessions] == [(BillingEntry(person="guid:g", role=Role.SPEAKER),)] * 2


def test_one_id_of_two_guids_is_two_people_and_an_oddity() -> None:
    found = document(event(people=person(1, "Ann", guid="g")), event(2, people=person(1, "Ben", guid="h")))
    assert [p.keys for p in found.people] == [("guid:g", "id:1"), ("guid:h",)]
    assert oddities(found) == ["line 36: person guid:h has the id of guid:g at line 24; both are kept."]


@pytest.mark.parametrize(
    ("people", "kind", "words"),
    [
        (
            "<person>Ann</person>",
            errors.NoIdentity,
            "At line 24: 'Ann' has no guid, code or id. People are never matched by name: give each an id.",
        ),
        (
            "<person/>",
            errors.NullPerson,
            "At line 24: session 1 has a person without name or id. Remove it, or say who it is.",
        ),
        ('<person id="5"/>', errors.NullPerson, "At line 24: person id:5 has no name. Say who it is."),
        (
            '<person id="a&gt;b">Ann</person>',
            errors.MalformedField,
            "At line 24: the id of this person is 'a>b', which no identifier is.",
        ),
        (
            f'<person id="{"9" * 81}">Ann</person>',
            errors.MalformedField,
            "At line 24: the id of this person has 81 letters; none is so long.",
        ),
    ],
)
def test_a_person_who_cannot_be_known_again_is_refused(people: str, kind: type[Exception], words: str) -> None:
    assert refusal(schedule_xml(event(people=people))) == (kind, words)


def test_a_room_that_is_spelled_in_two_ways_by_one_slug_is_one_room() -> None:
    lists = "".join(
        f'<day index="{n}" date="2026-07-01"><room name="{name}" slug="hall">{event(n, room=name)}</room></day>\n'
        for n, name in enumerate(("Great Hall", "Hall"), start=2)
    )
    found = document(event(), lists=lists)
    assert [(room.key, room.name) for room in found.rooms] == [("slug:hall", "Great Hall")]
    assert oddities(found) == [
        "line 24: room slug:hall is called 'Hall', and 'Great Hall' at line 12; the first counts."
    ]
