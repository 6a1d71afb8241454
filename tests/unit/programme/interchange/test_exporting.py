"""schedule.xml and schedule.json of a release: valid by the formats' own schemas, and read back as they were."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest
import xmlschema
from hypothesis import given

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.documents import Document
from eventsite.programme.interchange.exporting import to_json, to_xml
from eventsite.programme.interchange.letters import keepable
from eventsite.programme.interchange.reading import parse
from eventsite.programme.releases.snapshot import Snapshot
from eventsite.programme.states import Role
from tests.schedules import event, person, schedule_json, schedule_xml, talk
from tests.unit.programme.interchange.releases import released, snapshots

BASE = "https://summit.example"
RealData = Callable[[str], Path]
Export = Callable[[Snapshot, str], bytes]
REAL = (
    ("fosdem-2026.xml", ""),
    ("cccamp-2019.json", ""),
    ("rc3-2020.json", "Europe/Berlin"),
    ("voc-hub-schedule2-example.json", ""),
)


@dataclass(frozen=True, slots=True)
class Validator:
    xml: Any
    json: Any

    def check(self, snapshot: Snapshot) -> None:
        self.xml.validate(ElementTree.ElementTree(ElementTree.fromstring(to_xml(snapshot, BASE, version="1"))))
        self.json.validate(json.loads(to_json(snapshot, BASE, version="1")))


@pytest.fixture(scope="module")
def schemas(real_data: RealData) -> Validator:
    schema = json.loads(real_data("schedules/voc-schedule.schema.json").read_text())
    return Validator(
        xmlschema.XMLSchema(str(real_data("schedules/voc-schedule.xml.xsd"))), jsonschema.Draft6Validator(schema)
    )


def read(real_data: RealData, name: str, zone: str) -> Document:
    return read_once(real_data(f"schedules/{name}"), zone)


@cache
def read_once(path: Path, zone: str) -> Document:
    return assemble(parse(path.read_bytes()), time_zone=zone)


def small(*events: str, **conference: Any) -> Snapshot:
    return released(assemble(parse(schedule_xml(*(events or (event(),)), **conference))))


def essence(found: Document) -> list[tuple[object, ...]]:
    """Return what a programme is about, in an order of its own: title, instants, room, people."""
    rooms = {room.key: room.name for room in found.rooms}
    people = {one.key: one.name for one in found.people}
    return sorted(
        (
            session.title,
            session.starts_at,
            session.ends_at,
            rooms.get(session.room, ""),
            [people[one.person] for one in session.line_up],
        )
        for session in found.sessions
    )


@pytest.mark.parametrize(("name", "zone"), REAL)
def test_a_real_programme_is_valid_by_both_schemas(
    name: str, zone: str, real_data: RealData, schemas: Validator
) -> None:
    schemas.check(released(read(real_data, name, zone)))


@pytest.mark.parametrize("export", [to_xml, to_json])
@pytest.mark.parametrize(("name", "zone"), REAL)
def test_a_real_programme_is_read_back_as_it_was(name: str, zone: str, export: Export, real_data: RealData) -> None:
    before = read(real_data, name, zone)
    after = assemble(parse(export(released(before), BASE)))
    assert essence(after) == essence(before)
    assert (after.title, after.time_zone, after.starts_on, after.ends_on) == (
        before.title,
        before.time_zone,
        before.starts_on,
        before.ends_on,
    )
    assert {(r.kind, r.title, r.url) for s in after.sessions for r in s.resources} == {
        (r.kind, r.title, r.url) for s in before.sessions for r in s.resources
    }


@given(snapshot=snapshots())
def test_whatever_is_released_is_valid_by_both_schemas(snapshot: Snapshot, schemas: Validator) -> None:
    schemas.check(snapshot)


@pytest.mark.parametrize("export", [to_xml, to_json])
@given(snapshot=snapshots())
def test_whatever_is_released_is_read_back(snapshot: Snapshot, export: Export) -> None:
    public = [session for session in snapshot.sessions if not session.is_cancelled and session.slots]
    data = parse(export(snapshot, BASE))
    if not public:
        with pytest.raises(errors.NotASchedule):
            assemble(data)
    elif not all(keepable(session.title).split() for session in public):
        with pytest.raises(errors.MissingField, match="has no title"):
            assemble(data)
    else:
        wanted = [(slot.starts_at, slot.ends_at, f"guid:{slot.uuid}") for session in public for slot in session.slots]
        assert sorted((one.starts_at, one.ends_at, one.key) for one in assemble(data).sessions) == sorted(wanted)


def test_the_same_release_is_the_same_bytes() -> None:
    assert to_xml(small(), BASE) == to_xml(small(), BASE)
    assert to_json(small(), BASE) == to_json(small(), BASE)


def test_an_event_says_what_was_released() -> None:
    links = '<links><link href="https://a.example">A</link></links>'
    snapshot = small(event(people=person(1, "Ann & <Co>"), parts=links, code="ABC123", abstract="*Short*"))
    root = ElementTree.fromstring(to_xml(snapshot, BASE, version="Release 1"))
    (found,) = root.iter("event")
    assert root.findtext("version") == "Release 1"
    assert root.findtext("url") == "https://summit.example/real-2026/schedule.xml"
    assert {child.tag: child.text for child in found if child.text and child.text.strip()} == {
        "room": "Hall",
        "title": "Talk 1",
        "type": "talk",
        "date": "2026-07-01T10:00:00+02:00",
        "start": "10:00",
        "duration": "00:45",
        "abstract": "*Short*",
        "slug": "real_2026-session-abc123",
        "track": "Main",
        "language": "en",
        "url": "https://summit.example/real-2026/sessions/ABC123",
    }
    assert (found.get("code"), [one.text for one in found.iter("person")]) == ("ABC123", ["Ann & <Co>"])
    assert [one.attrib for one in found.iter("link")] == [{"href": "https://a.example", "type": "web"}]


def test_json_knows_who_moderates() -> None:
    people = [{"id": 1, "name": "Ann", "role": "MODERATOR"}, {"id": 2, "name": "Ben"}]
    before = assemble(parse(schedule_json(talk(type="panel", persons=people))))
    after = assemble(parse(to_json(released(before), BASE)))
    assert [[one.role for one in session.line_up] for session in (*before.sessions, *after.sessions)] == [
        [Role.MODERATOR, Role.PANELIST]
    ] * 2


def test_what_is_cancelled_is_left_out() -> None:
    assert b"Talk 2" not in to_xml(small(event(), event(2, state="CANCELED")), BASE)


def test_a_night_belongs_to_the_evening_before_and_clocks_may_change_in_it() -> None:
    late = event(date="2026-10-25T02:30:00+01:00", start="02:30", duration="02:00")
    snapshot = small(late, start="2026-10-24", end="2026-10-24")
    root = ElementTree.fromstring(to_xml(snapshot, BASE))
    day = root.find("day")
    assert day is not None
    assert day.attrib == {
        "index": "1",
        "date": "2026-10-24",
        "start": "2026-10-24T04:00:00+02:00",
        "end": "2026-10-25T03:59:00+01:00",
    }
    session = assemble(parse(to_json(snapshot, BASE))).sessions[0]
    assert (session.starts_at, session.ends_at) == (
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 3, 30, tzinfo=UTC),
    )
