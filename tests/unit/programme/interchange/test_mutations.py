"""Whatever is done to a file, it is read or refused: no other error comes out, and what is read fits our tables."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.documents import Document
from eventsite.programme.interchange.errors import BadFile
from eventsite.programme.interchange.reading import parse
from tests.schedules import event, schedule_json, schedule_xml, talk

XML = schedule_xml(
    event(parts='<links><link href="https://a.example">A</link></links>'),
    event(2, end="2026-07-01T11:00:00+02:00"),
    lists='<tracks><track slug="main">Main</track></tracks>\n'
    '<persons><person id="1"><name>Ann Lee</name></person></persons>\n',
)
JSON = schedule_json(
    talk(links=[{"url": "https://a.example", "title": "A"}]),
    talk(2, track={"slug": "main"}),
    rooms=[{"name": "Hall", "guid": "g", "capacity": 30}],
    tracks=[{"name": "Main", "slug": "main"}],
)
JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    10**30,
    "",
    " ",
    "\x00",
    "\ud800",
    "null",
    "x" * 1000,
    "9" * 100,
    "<p>",
    "../..",
    "Z",
    [],
    [[]],
    [None],
    {},
    {"en": None},
    {"": []},
    "2026-07-01T10:00:00+02:00",
    "99:99",
    "10000-01-01T00:00:00Z",
    "\u202egnp",
    "a>b",
    "http://[::1",
]


def read(data: bytes, zone: str = "") -> Document | None:
    with suppress(BadFile):
        found = assemble(parse(data), time_zone=zone)
        check_fits(found)
        return found
    return None


def check_fits(found: Document) -> None:
    """Check against the lengths of our columns, which PostgreSQL enforces and SQLite does not."""
    assert "\\x00" not in repr(replace(found, oddities=()))
    assert len(found.source) <= 200
    assert len(found.title) <= 200
    for session in found.sessions:
        assert session.ends_at > session.starts_at
        assert (
            len(session.title) <= 500,
            len(session.code) <= 60,
            len(session.key) <= 90,
            len(session.language) <= 20,
        ) == (True,) * 4
    for thing in (*found.rooms, *found.tracks, *found.people):
        assert 0 < len(thing.name) <= 200
        assert len(thing.key) <= 90
    for oddity in found.oddities:
        assert str(oddity).isprintable()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert read(data) is None


@given(
    st.sampled_from([XML, JSON]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.binary(max_size=6)), min_size=1, max_size=4),
)
def test_damaged_bytes_are_read_or_refused(data: bytes, cuts: list[tuple[float, int, bytes]]) -> None:
    for at, length, instead in cuts:
        place = int(at * len(data))
        data = data[:place] + instead + data[place + length :]
    read(data)


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Return (container, key) of everything in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in pairs for place in ((value, key), *places_in(part))]


@given(st.data(), st.integers(1, 3))
def test_json_with_junk_in_its_places_is_read_or_refused(data: st.DataObject, times: int) -> None:
    mutate_json(JSON, data.draw, times)


def mutate_json(source: bytes, draw: Callable[[Any], Any], times: int) -> None:
    value = json.loads(source)
    for _ in range(times):
        container, key = draw(st.sampled_from(places_in(value)) if places_in(value) else st.just(({}, "")))
        instead = draw(st.sampled_from([*JUNK, ...]))
        if instead is not ...:
            container[key] = deepcopy(instead)
        elif isinstance(container, dict):
            container.pop(key, None)
        else:
            container.append(container[key])
    read(json.dumps(value).encode(), "Europe/Berlin")


@given(st.data(), st.integers(1, 3))
def test_xml_with_junk_in_its_places_is_read_or_refused(data: st.DataObject, times: int) -> None:
    root = ElementTree.fromstring(XML)
    for _ in range(times):
        mutate_xml(root, data.draw)
    read(ElementTree.tostring(root), "Europe/Berlin")


def mutate_xml(root: ElementTree.Element, draw: Callable[[Any], Any]) -> None:
    element = draw(st.sampled_from(list(root.iter())))
    words = draw(
        st.sampled_from(
            [junk for junk in JUNK if isinstance(junk, str) and "\x00" not in junk and "\ud800" not in junk]
        )
    )
    match draw(st.sampled_from(["text", "attribute", "clear", "copy", "tag"])):
        case "text":
            element.text = words
        case "attribute":
            element.set(
                draw(st.sampled_from(["id", "guid", "code", "name", "slug", "href", "start", "date", "capacity"])),
                words,
            )
        case "clear":
            element.clear()
        case "copy":
            root.append(element) if element is not root else None
        case _:
            element.tag = draw(
                st.sampled_from(["event", "room", "day", "person", "persons", "link", "title", "conference"])
            )


@pytest.mark.parametrize("name", ["cccamp-2019.json", "rc3-2020.json", "voc-hub-schedule2-example.json"])
@settings(max_examples=25)
@given(data=st.data())
def test_real_json_with_junk_in_its_places_is_read_or_refused(
    name: str, real_data: Callable[[str], Path], data: st.DataObject
) -> None:
    mutate_json(real_data(f"schedules/{name}").read_bytes(), data.draw, 2)
