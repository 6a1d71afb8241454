"""A file that is broken, hostile or something else gets one clear error with its place, and nothing else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eventsite.programme.interchange import errors, reading
from tests.schedules import event, schedule_json, schedule_xml, talk

XML = schedule_xml(event())
JSON = schedule_json(talk())
BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE schedule [
<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<schedule><conference><title>&c;</title></conference></schedule>"""
OUTSIDE = b"""<!DOCTYPE schedule SYSTEM "file:///etc/passwd">
<schedule/>"""


def refusal(data: bytes) -> tuple[type[Exception], str]:
    with pytest.raises(errors.BadFile) as raised:
        reading.parse(data)
    return raised.type, str(raised.value)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"", errors.NotASchedule, "The file is empty."),
        (b" \n\t ", errors.NotASchedule, "The file is empty."),
        (
            b"Dear all, the programme is attached.",
            errors.NotASchedule,
            (
                "The file is neither XML nor JSON: it begins with neither < nor {. "
                "Frab's schedule.xml or schedule.json is wanted."
            ),
        ),
        (
            gzip.compress(XML, mtime=0),
            errors.NotASchedule,
            "The file is compressed (gzip). Unpack it and import what is inside.",
        ),
        (
            b"PK\x03\x04 and so on",
            errors.NotASchedule,
            "The file is compressed (zip). Unpack it and import what is inside.",
        ),
        (
            b"<!DOCTYPE html><html><body>404</body></html>",
            errors.NotASchedule,
            "The file is a web page. Save the schedule.xml or schedule.json itself.",
        ),
        (
            b"<rss version='2.0'></rss>",
            errors.NotASchedule,
            "The file is XML, but its root is <rss>: frab's <schedule> is wanted.",
        ),
        (
            b'{"sessions": [], "speakers": [], "rooms": []}',
            errors.NotASchedule,
            "The file is JSON as Sessionize writes it, which names no time zone. Frab's schedule.json is wanted.",
        ),
        (
            b"[]",
            errors.NotASchedule,
            'The file is JSON, but there is no "schedule" object in it: frab\'s schedule.json is wanted.',
        ),
        (
            b'{"schedule": null}',
            errors.NotASchedule,
            'The file is JSON, but there is no "schedule" object in it: frab\'s schedule.json is wanted.',
        ),
        (XML.decode().encode("utf-16"), errors.NotUtf8, "The file is UTF-16. Save it as UTF-8."),
        (
            XML.replace(b'"UTF-8"', b'"ISO-8859-1"'),
            errors.NotUtf8,
            "The file declares the encoding ISO-8859-1. Save it as UTF-8.",
        ),
        (
            XML.replace(b"Talk 1", b"Caf\xe9"),
            errors.NotUtf8,
            f"At byte {XML.index(b'Talk 1') + 3}, line 20: this is not UTF-8. Save the file as UTF-8.",
        ),
        (
            XML.replace(b"Talk 1", b"Ta\0k 1"),
            errors.NotUtf8,
            f"At byte {XML.index(b'Talk 1') + 2}: there is a NUL byte, which no text has. The file is damaged.",
        ),
        (XML[:-12], errors.BrokenSyntax, "At line 28, column 1: this is not well-formed XML (no element found)."),
        (
            XML.replace(b"</room>\n</day>", b"</day>"),
            errors.BrokenSyntax,
            "At line 26, column 3: this is not well-formed XML (mismatched tag).",
        ),
        (
            XML.replace(b"Talk 1", b"&nbsp;"),
            errors.BrokenSyntax,
            "At line 20, column 8: this is not well-formed XML (undefined entity).",
        ),
        (
            b"<schedule>" + b"<a>" * 50,
            errors.BrokenSyntax,
            "At line 1: elements are nested more than 40 deep; no schedule is.",
        ),
        (
            BOMB,
            errors.ForbiddenSyntax,
            "At line 2: the file declares a document type or entities. A schedule needs neither; remove them.",
        ),
        (
            OUTSIDE,
            errors.ForbiddenSyntax,
            "At line 1: the file declares a document type or entities. A schedule needs neither; remove them.",
        ),
        (
            JSON[:-3],
            errors.BrokenSyntax,
            f"At line 1, column {len(JSON) - 2}: this is not well-formed JSON (Expecting ',' delimiter).",
        ),
        (JSON.replace(b'"Talk 1"', b"NaN"), errors.BrokenSyntax, "NaN is not a JSON value."),
        (
            JSON.replace(b'"Talk 1"', b"1" * 5000),
            errors.BrokenSyntax,
            (
                "This JSON cannot be read (Exceeds the limit (4300 digits) for integer string conversion: "
                "value has 5000 digits; "
                "use sys.set_int_max_str_digits() to increase the limit)."
            ),
        ),
        (
            JSON.replace(b'"Talk 1"', b'"\\ud83d"'),
            errors.BrokenSyntax,
            "The JSON holds '\\ud83d', which is half of a letter; it is damaged.",
        ),
        (
            JSON.replace(b'"title": "Talk 1"', b'"title": "A", "title": "B"'),
            errors.BrokenSyntax,
            "The name 'title' stands twice in one JSON object; rename or remove one of the two.",
        ),
        (b'{"schedule":' + b"[" * 200_000, errors.BrokenSyntax, "The JSON is nested deeper than any schedule."),
        (
            b"<schedule>" + b"<a/>" * 600_001,
            errors.FileTooLarge,
            "The file holds more than 600,000 elements or objects; no schedule does.",
        ),
        (
            b'{"schedule":[' + b"{}," * 600_001,
            errors.FileTooLarge,
            "The file holds more than 600,000 elements or objects; no schedule does.",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "x",
)
def test_a_bad_file_is_refused_in_one_sentence(data: bytes, kind: type[Exception], words: str) -> None:
    assert refusal(data) == (kind, words)


@pytest.mark.parametrize("data", [XML, JSON], ids=["xml", "json"])
@pytest.mark.parametrize(
    "marks",
    [b"\n<<<<<<< HEAD\n=======\n>>>>>>> other\n", b"\n<<<<<<< HEAD\n", b"\r\n=======\r\n>>>>>>> other\r\n"],
    ids=["whole", "begin", "end"],
)
def test_conflict_markers_are_refused_at_their_line(data: bytes, marks: bytes) -> None:
    half = data.index(b"Summit 2026")
    line = data[:half].count(b"\n") + 2
    assert refusal(data[:half] + marks + data[half:]) == (
        errors.ConflictMarkers,
        f"At line {line}: this marks a merge conflict. Resolve it, then import the file again.",
    )


def test_a_conflict_inside_a_text_is_refused() -> None:
    text = b"<abstract><![CDATA[\n<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> x\n]]></abstract>"
    assert refusal(XML.replace(b"<track>", text + b"<track>"))[0] is errors.ConflictMarkers


def test_a_line_under_a_heading_is_no_conflict() -> None:
    assert (
        reading.parse(schedule_xml(event(abstract="About\n=======\n\nwords"))).sessions[0].abstract
        == "About\n=======\n\nwords"
    )


def test_a_mark_of_utf8_and_space_in_front_are_fine() -> None:
    assert reading.parse(b"\xef\xbb\xbf" + XML) == reading.parse(XML)
    assert reading.parse(b"\n  " + JSON) == reading.parse(JSON)


def test_both_formats_say_the_same() -> None:
    xml, other = reading.parse(XML), reading.parse(JSON)
    same = ("acronym", "title", "start", "end", "time_zone", "base_url")
    assert [getattr(xml, name) for name in same] == [getattr(other, name) for name in same]
    ours, theirs = xml.sessions[0], other.sessions[0]
    same = ("name", "guid", "id", "slug", "type", "language", "date", "start", "duration", "says_room")
    assert [getattr(ours, name) for name in same] == [getattr(theirs, name) for name in same]


def test_fifty_megabytes_are_refused_unread(tmp_path: Path) -> None:
    junk = tmp_path / "junk.xml"
    with junk.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(errors.FileTooLarge) as raised:
        reading.read_file(junk)
    assert str(raised.value) == (
        "junk.xml has 50.0 MB; at most 20 MB are read. If it is a schedule all the same, allow more with --max-mb."
    )


def test_a_file_that_says_it_is_empty_and_is_not_is_refused() -> None:
    with pytest.raises(errors.FileTooLarge, match="zero has more than 1 MB, and at most that much is read"):
        reading.read_file(Path("/dev/zero"), most_megabytes=1)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.UnreadableFile, match="cannot be read: Is a directory"):
        reading.read_file(tmp_path)


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"persons": None}, errors.NullPerson, "At {}: persons is null. Write an empty list where nobody is meant."),
        (
            {"persons": [None]},
            errors.NullPerson,
            "At {}.persons[0]: null stands where a person should. Remove it from the list, or say who it is.",
        ),
        ({"persons": "Ann"}, errors.MalformedField, "At {}.persons: a list is wanted, not a text."),
        ({"persons": [7]}, errors.MalformedField, "At {}.persons[0]: an object is wanted, not a number."),
        ({"title": ["a"]}, errors.MalformedField, "At {}.title: a text is wanted, not a list."),
        ({"links": [{"url": True}]}, errors.MalformedField, "At {}.links[0].url: a text is wanted, not true."),
    ],
    ids=str,
)
def test_a_record_of_the_wrong_shape_is_named_by_its_path(
    change: dict[str, object], kind: type[Exception], words: str
) -> None:
    where = "conference.days[0].rooms.Hall[0]"
    assert refusal(schedule_json(talk(**change))) == (kind, words.format(where))


def test_a_conference_that_is_missing_is_named() -> None:
    assert refusal(b'{"schedule": {}}') == (errors.MissingField, "At the top: conference is missing.")


def test_schedule2_has_one_list_of_sessions() -> None:
    said = {
        "guid": "g",
        "type": "TALK",
        "title": "T",
        "start": "2026-07-01T10:00:00+02:00",
        "end": "2026-07-01T11:00:00+02:00",
        "room": {"name": "Hall", "guid": "r"},
        "track": {"slug": "main"},
        "state": "CANCELED",
        "abstract": {"de": "Kurz", "en": "Short"},
        "participants": [{"guid": "p", "name": "Ann", "role": "MODERATOR"}],
    }
    session = reading.parse(json.dumps({"schedule": {"conference": {}, "events": [said]}}).encode()).sessions[0]
    assert (session.date, session.end, session.start, session.state) == (said["start"], said["end"], "", "CANCELED")
    assert (session.room and session.room.guid, session.track and session.track.slug) == ("r", "main")
    assert (session.abstract, session.people[0].role) == ("Short", "MODERATOR")
