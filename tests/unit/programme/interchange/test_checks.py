"""What a file says is checked before anything is taken: one error with its place, or an oddity with its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.documents import BillingEntry, Document, ResourceEntry
from eventsite.programme.interchange.reading import parse
from eventsite.programme.states import ResourceKind, Role, SessionKind, SessionState
from tests.schedules import GUID, event, person, schedule_json, schedule_xml, talk

FIRST, SECOND = "line 14", "line 26"
PATH = "conference.days[0].rooms.Hall"


def document(*events: str, **conference: Any) -> Document:
    return assemble(parse(schedule_xml(*events, **conference)))


def refusal(data: bytes, **options: str) -> tuple[type[Exception], str]:
    with pytest.raises(errors.BadFile) as raised:
        assemble(parse(data), **options)
    return raised.type, str(raised.value)


def oddities(found: Document) -> list[str]:
    return [str(oddity) for oddity in found.oddities]


def test_a_plain_file_has_no_oddity() -> None:
    found = document(event(), event(2, people=person(2, "Ben")))
    assert oddities(found) == []
    assert (found.source, found.title, found.time_zone) == ("summit-2026@summit.example", "Summit 2026", "Europe/Berlin")
    assert (found.starts_on, found.ends_on) == (date(2026, 7, 1), date(2026, 7, 1))
    assert [(s.keys, s.code, s.where) for s in found.sessions] == [
        ((f"guid:{GUID.format(1)}", "id:1"), "summit-1-talk-1", FIRST),
        ((f"guid:{GUID.format(2)}", "id:2"), "summit-2-talk-2", SECOND),
    ]
    assert [(p.keys, p.name) for p in found.people] == [(("id:1",), "Ann Lee"), (("id:2",), "Ben")]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ({"guid": GUID.format(1)}, f"session 2 has the guid {GUID.format(1)} of the session at {{0}}. Give each its own, or remove one."),
        ({"guid": "", "id": "1"}, "session 1 has the id 1 of the session at {0}. Give each its own, or remove one."),
        ({"guid": "", "id": "01"}, "session 01 has the id 1 of the session at {0}. Give each its own, or remove one."),
    ],
)
def test_two_sessions_with_one_identity_are_refused_with_both_places(second: dict[str, str], words: str) -> None:
    assert refusal(schedule_xml(event(), event(2, **second))) == (
        errors.DuplicateSession, f"At {SECOND}: {words.format(FIRST)}")
    kind, said = refusal(schedule_json(talk(), talk(2, **({"guid": None} | {k: v or None for k, v in second.items()}))))
    assert (kind, said) == (errors.DuplicateSession, f"At {PATH}[1]: {words.format(PATH + '[0]')}")


def test_a_guid_in_capitals_is_the_same_guid() -> None:
    guid = "abcdef00-1111-4111-8111-000000000001"
    assert refusal(schedule_xml(event(guid=guid), event(2, guid=guid.upper())))[0] is errors.DuplicateSession


def test_an_id_beside_two_guids_is_an_oddity() -> None:
    assert oddities(document(event(), event(2, id="1"))) == [
        f"{SECOND}: session 1 has the id 1 of the session at {FIRST} too; both are kept."]


def test_an_id_with_two_spellings_of_a_name_is_reported_and_the_first_counts() -> None:
    found = document(event(people=person(7, "Ann Lee")), event(2, people=person(7, "Anne Lee")), event(3, people=person(7, "Ann  Lee")))
    assert [p.name for p in found.people] == ["Ann Lee"]
    assert oddities(found) == ["line 36: person id:7 is called 'Anne Lee', and 'Ann Lee' at line 24; the first counts."]


def test_a_guid_with_two_spellings_is_one_person_and_reported() -> None:
    found = document(event(people=person(7, "Ann", guid="AB-1")), event(2, people=person(7, "Ann", guid="ab-1")))
    assert [p.keys for p in found.people] == [("guid:ab-1", "id:7")]
    assert oddities(found) == ["line 36: person guid:ab-1 has the guid 'ab-1', and 'AB-1' at line 24; the first counts."]


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
        ("<person>Ann</person>", errors.NoIdentity,
         "At line 24: 'Ann' has no guid, code or id. People are never matched by name: give each an id."),
        ("<person/>", errors.NullPerson, "At line 24: session 1 has a person without name or id. Remove it, or say who it is."),
        ('<person id="5"/>', errors.NullPerson, "At line 24: person id:5 has no name. Say who it is."),
        ('<person id="a&gt;b">Ann</person>', errors.MalformedField, "At line 24: the id of this person is 'a>b', which no identifier is."),
        (f'<person id="{"9" * 81}">Ann</person>', errors.MalformedField, "At line 24: the id of this person has 81 letters; none is so long."),
    ],
)
def test_a_person_who_cannot_be_known_again_is_refused(people: str, kind: type[Exception], words: str) -> None:
    assert refusal(schedule_xml(event(people=people))) == (kind, words)


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"title": ""}, errors.MissingField, "session 1 has no title."),
        ({"guid": "", "id": ""}, errors.NoIdentity, "session 'Talk 1' has no guid, code or id to know it again by. Give it one."),
        ({"duration": "00:00"}, errors.EndsBeforeStart, "session 1 ends when it starts, or before (duration 00:00). Give it a later end."),
        ({"duration": "", "end": "2026-07-01T09:00:00+02:00"}, errors.EndsBeforeStart,
         "session 1 ends when it starts, or before (from 2026-07-01T10:00:00+02:00 to 2026-07-01T09:00:00+02:00). Give it a later end."),
        ({"duration": ""}, errors.MissingField, "session 1 has neither a duration nor an end."),
        ({"duration": "45 min"}, errors.MalformedField, "the duration of session 1 is '45 min'; hours and minutes as 00:45 are wanted."),
        ({"duration": "20:00:00"}, None, ""),
        ({"duration": "999:00"}, errors.MalformedField, "the duration of session 1 is '999:00', which is more than a fortnight."),
        ({"date": "1 July"}, errors.MalformedField,
         "the date of session 1 is '1 July'; an instant as 2026-01-31T09:30:00+01:00 is wanted."),
        ({"date": "2026-02-30T10:00:00+01:00"}, errors.MalformedField,
         "the date of session 1 is '2026-02-30T10:00:00+01:00'; an instant as 2026-01-31T09:30:00+01:00 is wanted."),
        ({"date": "9999-12-31T23:59:00-14:00"}, errors.MalformedField,
         "the date of session 1 is in the year 9999, which is no year of a programme."),
        ({"date": "2026-07-01T10:00:00+01:00"}, errors.WrongTime,
         "session 1 starts 2026-07-01T10:00:00+01:00, but then it is 11:00 in Europe/Berlin. "
         "The time zone of the file or the offset is wrong; correct it, or say --time-zone."),
        ({"start": "10:30"}, errors.WrongTime,
         "session 1 starts at 10:30, but its date 2026-07-01T10:00:00+02:00 is 10:00 in Europe/Berlin. "
         "The time zone, the date or the start is wrong; correct it."),
        ({"start": "25:00"}, errors.MalformedField, "session 1 starts at '25:00'; a time as 09:30 is wanted."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_session_that_cannot_be_is_refused_at_its_place(
    fields: dict[str, str], kind: type[Exception] | None, words: str,
) -> None:
    if kind is None:
        assert oddities(document(event(**fields))) == []
    else:
        assert refusal(schedule_xml(event(**fields))) == (kind, f"At {FIRST}: {words}")


@pytest.mark.parametrize(
    ("conference", "kind", "words"),
    [
        ({"time_zone_name": "America/New_York"}, errors.WrongTime,
         "At {}: session 1 starts 2026-07-01T10:00:00+02:00, but then it is 04:00 in America/New_York. "
         "The time zone of the file or the offset is wrong; correct it, or say --time-zone."),
        ({"time_zone_name": "Mars/Olympus"}, errors.UnknownTimeZone,
         "There is no time zone 'Mars/Olympus'. Give its IANA name, as in --time-zone Europe/Berlin."),
        ({"time_zone_name": "+02:00"}, errors.UnknownTimeZone,
         "There is no time zone '+02:00'. An offset is not a time zone. Give its IANA name, as in --time-zone Europe/Berlin."),
        ({"time_zone_name": "UTC+2"}, errors.UnknownTimeZone,
         "There is no time zone 'UTC+2'. An offset is not a time zone. Give its IANA name, as in --time-zone Europe/Berlin."),
        ({"time_zone_name": ""}, errors.NoTimeZone,
         "The file names no time zone, and an offset such as +01:00 is not one: it does not know summer time. "
         "Say where the summit is, as in --time-zone Europe/Berlin."),
        ({"acronym": ""}, errors.NoSource,
         "The file has no acronym, so a later import could not know it again. Name it with --source, as in --source our-talks-2026."),
        ({"end": "2026-06-30"}, errors.MalformedField,
         "At line 4: the conference ends on 2026-06-30 before it starts on 2026-07-01."),
        ({"start": "soon"}, errors.MalformedField, "At line 4: the conference's start is 'soon'; a date as 2026-01-31 is wanted."),
    ],
    ids=str,
)
def test_a_conference_that_cannot_be_is_refused(conference: dict[str, str], kind: type[Exception], words: str) -> None:
    where = "line 13" if "" in conference.values() else FIRST
    assert refusal(schedule_xml(event(), **conference)) == (kind, words.format(where))


def test_what_the_file_lacks_can_be_given() -> None:
    raw = parse(schedule_xml(event(), time_zone_name="", acronym=""))
    found = assemble(raw, time_zone="Europe/Berlin", source="ours")
    assert (found.time_zone, found.source) == ("Europe/Berlin", "ours")


def test_a_file_without_sessions_is_refused() -> None:
    assert refusal(schedule_xml()) == (
        errors.NotASchedule, "There is not one session in the file. It is not imported: it would cancel everything.")


def test_days_that_the_file_does_not_give_are_those_of_its_sessions() -> None:
    late = event(2, date="2026-07-04T01:30:00+02:00", start="01:30")
    found = document(event(), late, start="", end="")
    assert (found.starts_on, found.ends_on) == (date(2026, 7, 1), date(2026, 7, 3))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": "2026-07-02T05:00:00+02:00", "start": "05:00"},
         [f"{FIRST}: session 1 starts 2026-07-02 05:00, outside its day (2026-07-01T04:00:00+02:00 to 2026-07-02T03:59:00+02:00).",
          f"{FIRST}: session 1 is on 2026-07-02, outside the conference (2026-07-01 to 2026-07-01)."]),
        ({"date": "2026-07-02T03:00:00+02:00", "start": "03:00"}, []),
        ({"room": "Attic"}, [f"{FIRST}: session 1 says 'Attic' is its room but stands under 'Hall', which counts."]),
        ({"title": "T" * 501}, [f"{FIRST}: the title of session 1 has 501 letters and was cut at 500: '{'T' * 40}'…"]),
        ({"state": "MAYBE"}, [f"{FIRST}: session 1 is 'MAYBE', a state unknown here; it counts as a draft."]),
        ({"parts": '<links><link href="javascript:alert(1)">x</link></links>'},
         ["line 24: session 1: 'javascript:alert(1)' is no web address and was left out."]),
        ({"parts": '<links><link href="/a">x</link><link href="https://summit.example/a">y</link></links>'},
         ["line 24: session 1 has the link https://summit.example/a twice; the first counts."]),
        ({"people": person(1, "Ann") * 2}, ["line 24: person id:1 stands twice in session 1; the first counts."]),
        ({"title": "\u001b[31mred", "room": "\u009b2J"},
         [f"{FIRST}: session 1 says '\\x9b2J' is its room but stands under 'Hall', which counts."]),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_is_strange_is_reported_at_its_place(change: dict[str, str], words: list[str]) -> None:
    if "\u001b" in change.get("title", ""):
        data = schedule_json(talk(title=change["title"], room=change["room"]))
        assert oddities(assemble(parse(data))) == [words[0].replace(FIRST, f"{PATH}[0]")]
    else:
        assert oddities(document(event(**change))) == words


def test_links_are_resolved_and_sorted_by_what_they_lead_to() -> None:
    parts = (
        '<attachments><attachment type="slides" href="/a.pdf"/><attachment href="b c.zip">Code</attachment></attachments>'
        '<links><link href="https://video.example/t.mp4">Video recording (MP4)</link>'
        '<link href="https://video.example/t.vtt">Video recording subtitle file (VTT)</link>'
        '<link href="https://chat.example/#/room">Chat</link></links>'
        "<recording><license>CC</license><optout>false</optout><url>https://media.example/v/1</url></recording>"
    )
    assert document(event(parts=parts)).sessions[0].resources == (
        ResourceEntry(kind=ResourceKind.SLIDES, title="Slides", url="https://summit.example/a.pdf"),
        ResourceEntry(kind=ResourceKind.LINK, title="Code", url="https://summit.example/b%20c.zip"),
        ResourceEntry(kind=ResourceKind.RECORDING, title="Video recording (MP4)", url="https://video.example/t.mp4"),
        ResourceEntry(kind=ResourceKind.LINK, title="Video recording subtitle file (VTT)", url="https://video.example/t.vtt"),
        ResourceEntry(kind=ResourceKind.LINK, title="Chat", url="https://chat.example/#/room"),
        ResourceEntry(kind=ResourceKind.RECORDING, title="Recording", url="https://media.example/v/1"),
    )


@pytest.mark.parametrize(
    ("type", "kind", "role"),
    [
        ("Panel (60 min)", SessionKind.PANEL, Role.PANELIST), ("keynote", SessionKind.KEYNOTE, Role.SPEAKER),
        ("Workshop 110min", SessionKind.WORKSHOP, Role.SPEAKER), ("Coffee break", SessionKind.BREAK, Role.SPEAKER),
        ("devroom", SessionKind.TALK, Role.SPEAKER), ("bof", SessionKind.TALK, Role.SPEAKER),
        ("breakthroughs", SessionKind.TALK, Role.SPEAKER), ("", SessionKind.TALK, Role.SPEAKER),
    ],
)
def test_the_word_for_the_type_gives_kind_and_role(type: str, kind: SessionKind, role: Role) -> None:
    session = document(event(type=type)).sessions[0]
    assert (session.kind, session.line_up) == (kind, (BillingEntry(person="id:1", role=role),))


@pytest.mark.parametrize(
    ("state", "meant"),
    [("CANCELED", SessionState.CANCELLED), ("WITHDRAWN", SessionState.CANCELLED), ("DRAFT", SessionState.DRAFT),
     ("DELAYED", SessionState.CONFIRMED), ("", SessionState.CONFIRMED)],
)
def test_states_of_schedule2_are_ours(state: str, meant: SessionState) -> None:
    assert document(event(state=state)).sessions[0].state == meant


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"code": "ABC123", "slug": "x"}, "ABC123"),
        ({"slug": "SFKNTZ-welcome_to_fosdem_2026"}, "SFKNTZ"),
        ({"slug": "MJA8QY"}, "MJA8QY"),
        ({"slug": "summit-2026-10386-opening_ceremony"}, "opening-ceremony"),
        ({"slug": "???", "id": "77"}, "77"),
        ({"slug": "", "id": "a b", "guid": "9c3ebb8c-7716-5130-b9fe-ff8544f5636d"}, "9c3ebb8c"),
        ({"slug": "", "id": "", "guid": "g/h"}, "session"),
    ],
)
def test_codes_are_the_files_own_where_they_can_stand_in_an_address(fields: dict[str, str], code: str) -> None:
    assert document(event(**fields)).sessions[0].code == code


def test_what_has_no_place_is_counted() -> None:
    parts = "<logo>/a.png</logo><feedback_url>https://x.example</feedback_url><answers/>"
    assert document(event(parts=parts), event(2, parts="<logo>/b.png</logo>")).ignored == {"feedback_url": 1, "logo": 2}


def test_a_room_that_is_spelled_in_two_ways_by_one_slug_is_one_room() -> None:
    lists = "".join(
        f'<day index="{n}" date="2026-07-01"><room name="{name}" slug="hall">{event(n, room=name)}</room></day>\n'
        for n, name in enumerate(("Great Hall", "Hall"), start=2))
    found = document(event(), lists=lists)
    assert [(room.key, room.name) for room in found.rooms] == [("slug:hall", "Great Hall")]
    assert oddities(found) == ["line 24: room slug:hall is called 'Hall', and 'Great Hall' at line 12; the first counts."]
