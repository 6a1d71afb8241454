"""A broken or hostile file leaves the database as it was, row for row; so does a failure half-way."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventsite.core.db import db, transaction
from eventsite.core.errors import DomainError
from eventsite.programme.interchange import reading
from eventsite.programme.services.importing import import_schedule
from tests.integration.programme.importing.running import HOST, bring, rows
from tests.schedules import GUID, event, person, schedule_json, schedule_xml, talk
from tests.unit.programme.interchange.test_mutations import JUNK, places_in

GOOD = schedule_xml(event(), event(2))
BOMB = b'<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><schedule><title>&b;</title></schedule>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "not XML": (b"Dear all,", "neither XML nor JSON"),
    "cut off": (GOOD[:-30], "not well-formed XML"),
    "entity bomb": (BOMB, "declares a document type or entities"),
    "conflict markers": (
        GOOD.replace(b"<persons>", b"\n<<<<<<< HEAD\n<persons>", 1),
        "At line 25: this marks a merge conflict",
    ),
    "wrong zone": (GOOD.replace(b"Europe/Berlin", b"America/New_York"), "it is 04:00 in America/New_York"),
    "no such zone": (GOOD.replace(b"Europe/Berlin", b"Europe/Atlantis"), "There is no time zone 'Europe/Atlantis'"),
    "end before start": (
        schedule_xml(event(), event(2, end="2026-07-01T09:00:00+02:00")),
        "At line 26: session 2 ends when it starts, or before",
    ),
    "no length": (
        schedule_xml(event(), event(2, duration="00:00")),
        "At line 26: session 2 ends when it starts, or before",
    ),
    "duplicate guids": (schedule_xml(event(), event(2, guid=GUID.format(1))), "At line 26: session 2 has the guid"),
    "null people": (schedule_json(talk(), talk(2, persons=None)), "persons is null"),
    "a null person": (schedule_json(talk(), talk(2, persons=[None])), "null stands where a person should"),
    "a nameless person": (schedule_xml(event(), event(2, people=person(5, ""))), "person id:5 has no name"),
    "no sessions": (schedule_xml(), "There is not one session in the file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_changes_nothing(app: Flask, name: str) -> None:
    """Neither where there is nothing yet nor where the same programme is already."""
    data, words = REFUSED[name]
    empty = rows(app)
    with pytest.raises(DomainError, match=words):
        bring(app, data)
    assert rows(app) == empty
    bring(app, schedule_xml(event(), event(2), event(3)))
    before = rows(app)
    with pytest.raises(DomainError, match=words):
        bring(app, data)
    assert rows(app) == before


def test_a_failure_in_the_middle_leaves_nothing(app: Flask) -> None:
    before = rows(app)
    with pytest.raises(ZeroDivisionError):
        bring_and_fail(app)
    assert rows(app) == before


def bring_and_fail(app: Flask) -> None:
    with app.app_context(), transaction():
        import_schedule(reading.parse(GOOD), summit="summit", host=HOST)
        raise ZeroDivisionError


@pytest.mark.parametrize("source", [schedule_json(talk(), talk(2, links=[{"url": "/a"}]))], ids=["small"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(data=st.data())
def test_whatever_passes_the_checks_fits_the_tables(app: Flask, source: bytes, data: st.DataObject) -> None:
    """Most of all PostgreSQL's, which measures every text."""
    try_mutated(app, source, data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(data=st.data())
def test_whatever_passes_the_checks_of_a_real_file_fits_the_tables(
    app: Flask,
    real_data: Callable[[str], Path],
    data: st.DataObject,
) -> None:
    try_mutated(app, real_data("schedules/voc-hub-schedule2-example.json").read_bytes(), data)


def try_mutated(app: Flask, source: bytes, data: st.DataObject) -> None:
    value = json.loads(source)
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places_in(value)) if places_in(value) else st.just(({}, "")))
        container[key] = deepcopy(data.draw(st.sampled_from(JUNK)))
    with app.app_context():
        try:
            with transaction():
                raw = reading.parse(json.dumps(value).encode())
                import_schedule(raw, summit="summit", host=HOST, time_zone="Europe/Berlin", source="here")
                import_schedule(raw, summit="summit", host=HOST, time_zone="Europe/Berlin", source="here")
                raise ZeroDivisionError  # so that the next example begins without rows
        except (DomainError, ZeroDivisionError):
            db.session.rollback()
