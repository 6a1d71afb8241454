"""What a file says is checked before anything is taken: one error with its place, or an oddity with its place."""

from __future__ import annotations

from datetime import date

import pytest

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.reading import parse
from tests.schedules import GUID, event, person, schedule_json, schedule_xml, talk
from tests.unit.programme.interchange.checking import FIRST, PATH, SECOND, document, oddities, refusal

IANA = "Give its IANA name, as in --time-zone Europe/Berlin."
OPENS, CLOSES = "2026-07-01T04:00:00+02:00", "2026-07-02T03:59:00+02:00"


def test_a_plain_file_has_no_oddity() -> None:
    found = document(event(), event(2, people=person(2, "Ben")))
    assert oddities(found) == []
    assert (found.source, found.title, found.time_zone) == (
        "summit-2026@summit.example",
        "Summit 2026",
        "Europe/Berlin",
    )
    assert (found.starts_on, found.ends_on) == (date(2026, 7, 1), date(2026, 7, 1))
    assert [(s.keys, s.code, s.where) for s in found.sessions] == [
        ((f"guid:{GUID.format(1)}", "id:1"), "summit-1-talk-1", FIRST),
        ((f"guid:{GUID.format(2)}", "id:2"), "summit-2-talk-2", SECOND),
    ]
    assert [(p.keys, p.name) for p in found.people] == [(("id:1",), "Ann Lee"), (("id:2",), "Ben")]


@pytest.mark.parametrize(
    ("fields", "kind", "words"),
    [
        ({"title": ""}, errors.MissingField, "session 1 has no title."),
        (
            {"guid": "", "id": ""},
            errors.NoIdentity,
            "session 'Talk 1' has no guid, code or id to know it again by. Give it one.",
        ),
        (
            {"duration": "00:00"},
            errors.EndsBeforeStart,
            "session 1 ends when it starts, or before (duration 00:00). Give it a later end.",
        ),
        (
            {"duration": "", "end": "2026-07-01T09:00:00+02:00"},
            errors.EndsBeforeStart,
            (
                "session 1 ends when it starts, or before "
                "(from 2026-07-01T10:00:00+02:00 to 2026-07-01T09:00:00+02:00). Give it a later end."
            ),
        ),
        ({"duration": ""}, errors.MissingField, "session 1 has neither a duration nor an end."),
        (
            {"duration": "45 min"},
            errors.MalformedField,
            "the duration of session 1 is '45 min'; hours and minutes as 00:45 are wanted.",
        ),
        ({"duration": "20:00:00"}, None, ""),
        (
            {"duration": "999:00"},
            errors.MalformedField,
            "the duration of session 1 is '999:00', which is more than a fortnight.",
        ),
        (
            {"date": "1 July"},
            errors.MalformedField,
            "the date of session 1 is '1 July'; an instant as 2026-01-31T09:30:00+01:00 is wanted.",
        ),
        (
            {"date": "2026-02-30T10:00:00+01:00"},
            errors.MalformedField,
            "the date of session 1 is '2026-02-30T10:00:00+01:00'; an instant as 2026-01-31T09:30:00+01:00 is wanted.",
        ),
        (
            {"date": "9999-12-31T23:59:00-14:00"},
            errors.MalformedField,
            "the date of session 1 is in the year 9999, which is no year of a programme.",
        ),
        (
            {"date": "2026-07-01T10:00:00+01:00"},
            errors.WrongTime,
            (
                "session 1 starts 2026-07-01T10:00:00+01:00, but then it is 11:00 in Europe/Berlin. "
                "The time zone of the file or the offset is wrong; correct it, or say --time-zone."
            ),
        ),
        (
            {"start": "10:30"},
            errors.WrongTime,
            (
                "session 1 starts at 10:30, but its date 2026-07-01T10:00:00+02:00 is 10:00 in Europe/Berlin. "
                "The time zone, the date or the start is wrong; correct it."
            ),
        ),
        ({"start": "25:00"}, errors.MalformedField, "session 1 starts at '25:00'; a time as 09:30 is wanted."),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_a_session_that_cannot_be_is_refused_at_its_place(
    fields: dict[str, str],
    kind: type[Exception] | None,
    words: str,
) -> None:
    if kind is None:
        assert oddities(document(event(**fields))) == []
    else:
        assert refusal(schedule_xml(event(**fields))) == (kind, f"At {FIRST}: {words}")


@pytest.mark.parametrize(
    ("conference", "kind", "words"),
    [
        (
            {"time_zone_name": "America/New_York"},
            errors.WrongTime,
            (
                "At {}: session 1 starts 2026-07-01T10:00:00+02:00, but then it is 04:00 in America/New_York. "
                "The time zone of the file or the offset is wrong; correct it, or say --time-zone."
            ),
        ),
        (
            {"time_zone_name": "Mars/Olympus"},
            errors.UnknownTimeZone,
            "There is no time zone 'Mars/Olympus'. Give its IANA name, as in --time-zone Europe/Berlin.",
        ),
        (
            {"time_zone_name": "+02:00"},
            errors.UnknownTimeZone,
            "There is no time zone '+02:00'. An offset is not a time zone. " + IANA,
        ),
        (
            {"time_zone_name": "UTC+2"},
            errors.UnknownTimeZone,
            "There is no time zone 'UTC+2'. An offset is not a time zone. " + IANA,
        ),
        (
            {"time_zone_name": ""},
            errors.NoTimeZone,
            (
                "The file names no time zone, and an offset such as +01:00 is not one: it does not know summer time. "
                "Say where the summit is, as in --time-zone Europe/Berlin."
            ),
        ),
        (
            {"acronym": ""},
            errors.NoSource,
            (
                "The file has no acronym, so a later import could not know it again. "
                "Name it with --source, as in --source our-talks-2026."
            ),
        ),
        (
            {"end": "2026-06-30"},
            errors.MalformedField,
            "At line 4: the conference ends on 2026-06-30 before it starts on 2026-07-01.",
        ),
        (
            {"start": "soon"},
            errors.MalformedField,
            "At line 4: the conference's start is 'soon'; a date as 2026-01-31 is wanted.",
        ),
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
        errors.NotASchedule,
        "There is not one session in the file. It is not imported: it would cancel everything.",
    )


def test_days_that_the_file_does_not_give_are_those_of_its_sessions() -> None:
    late = event(2, date="2026-07-04T01:30:00+02:00", start="01:30")
    found = document(event(), late, start="", end="")
    assert (found.starts_on, found.ends_on) == (date(2026, 7, 1), date(2026, 7, 3))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"date": "2026-07-02T05:00:00+02:00", "start": "05:00"},
            [
                f"{FIRST}: session 1 starts 2026-07-02 05:00, outside its day ({OPENS} to {CLOSES}).",
                f"{FIRST}: session 1 is on 2026-07-02, outside the conference (2026-07-01 to 2026-07-01).",
            ],
        ),
        ({"date": "2026-07-02T03:00:00+02:00", "start": "03:00"}, []),
        ({"room": "Attic"}, [f"{FIRST}: session 1 says 'Attic' is its room but stands under 'Hall', which counts."]),
        ({"title": "T" * 501}, [f"{FIRST}: the title of session 1 has 501 letters and was cut at 500: '{'T' * 40}'…"]),
        ({"state": "MAYBE"}, [f"{FIRST}: session 1 is 'MAYBE', a state unknown here; it counts as a draft."]),
        (
            {"parts": '<links><link href="javascript:alert(1)">x</link></links>'},
            ["line 24: session 1: 'javascript:alert(1)' is no web address and was left out."],
        ),
        (
            {"parts": '<links><link href="/a">x</link><link href="https://summit.example/a">y</link></links>'},
            ["line 24: session 1 has the link https://summit.example/a twice; the first counts."],
        ),
        ({"people": person(1, "Ann") * 2}, ["line 24: person id:1 stands twice in session 1; the first counts."]),
        (
            {"title": "\u001b[31mred", "room": "\u009b2J"},
            [f"{FIRST}: session 1 says '\\x9b2J' is its room but stands under 'Hall', which counts."],
        ),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_what_is_strange_is_reported_at_its_place(change: dict[str, str], words: list[str]) -> None:
    if "\u001b" in change.get("title", ""):
        data = schedule_json(talk(title=change["title"], room=change["room"]))
        assert oddities(assemble(parse(data))) == [words[0].replace(FIRST, f"{PATH}[0]")]
    else:
        assert oddities(document(event(**change))) == words
