"""Real schedules are read whole, and what is missing in them is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from eventsite.programme.interchange import errors
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.documents import Document
from eventsite.programme.interchange.reading import parse, read_file
from eventsite.programme.states import ResourceKind, SessionKind

RealData = Callable[[str], Path]


def read(real_data: RealData, name: str, time_zone: str = "") -> Document:
    return read_once(real_data(f"schedules/{name}"), time_zone)


@cache
def read_once(path: Path, time_zone: str) -> Document:
    return assemble(parse(read_file(path)), time_zone=time_zone)


def sizes(found: Document) -> tuple[int, int, int, int]:
    return len(found.sessions), len(found.people), len(found.rooms), len(found.tracks)


def test_fosdem_is_read_whole(real_data: RealData) -> None:
    found = read(real_data, "fosdem-2026.xml")
    assert sizes(found) == (1079, 1216, 37, 71)
    assert (found.source, found.title, found.time_zone) == ("fosdem-2026@fosdem.org", "FOSDEM 2026", "Europe/Brussels")
    assert (found.starts_on, found.ends_on) == (date(2026, 1, 31), date(2026, 2, 1))
    assert (found.city, found.venue) == ("Brussels", "ULB (Université Libre de Bruxelles)")
    assert found.oddities == ()
    assert found.ignored == {"feedback_url": 1079, "url": 1079}
    assert Counter(session.kind for session in found.sessions) == {SessionKind.TALK: 1078, SessionKind.WORKSHOP: 1}
    assert sum(len(session.line_up) for session in found.sessions) == 1472
    assert Counter(resource.kind for session in found.sessions for resource in session.resources) == {
        ResourceKind.LINK: 4476,
        ResourceKind.RECORDING: 1969,
        ResourceKind.SLIDES: 622,
    }


def test_a_session_of_fosdem_is_what_the_file_says(real_data: RealData) -> None:
    session = read(real_data, "fosdem-2026.xml").sessions[0]
    assert session.keys == ("guid:9c3ebb8c-7716-5130-b9fe-ff8544f5636d", "id:8376")
    assert (session.code, session.title, session.track, session.room) == (
        "SFKNTZ",
        "Welcome to FOSDEM 2026",
        "slug:main",
        "slug:janson",
    )
    assert (session.starts_at, session.ends_at) == (
        datetime(2026, 1, 31, 8, 30, tzinfo=UTC),
        datetime(2026, 1, 31, 8, 50, tzinfo=UTC),
    )
    assert [billing.person for billing in session.line_up] == ["id:2", "id:1324"]
    assert (session.abstract, session.where) == ("FOSDEM welcome and opening talk.", "line 8269")


def test_no_text_of_fosdem_keeps_its_html(real_data: RealData) -> None:
    found = read(real_data, "fosdem-2026.xml")
    texts = [session.abstract for session in found.sessions] + [person.biography for person in found.people]
    assert [text for text in texts if "<p>" in text or ("</" in text.replace("\\</", "") and "`" not in text)] == []


def test_the_camp_is_read_whole_and_its_files_are_found(real_data: RealData) -> None:
    found = read(real_data, "cccamp-2019.json")
    assert (sizes(found), found.source) == ((79, 90, 2, 7), "camp2019@fahrplan.events.ccc.de")
    assert (found.oddities, found.ignored) == ((), {"logo": 28, "url": 79})
    slides = next(r for s in found.sessions for r in s.resources if r.kind == ResourceKind.SLIDES)
    assert slides.url.startswith("https://fahrplan.events.ccc.de/system/event_attachments/")


def test_rc3_names_no_zone_and_is_not_guessed_at(real_data: RealData) -> None:
    with pytest.raises(errors.NoTimeZone):
        read(real_data, "rc3-2020.json")
    found = read(real_data, "rc3-2020.json", "Europe/Berlin")
    assert (sizes(found), found.source, found.oddities) == ((48, 56, 5, 5), "rc3-channels-2020@pretalx.rc3.studio", ())


def test_rc3_answers_of_speakers_are_private_and_stay_out(real_data: RealData) -> None:
    found = read(real_data, "rc3-2020.json", "Europe/Berlin")
    assert found.ignored["answers"] == 48
    assert "Mobile 0160" not in repr(found)


def test_the_hub_example_is_read_whole(real_data: RealData) -> None:
    found = read(real_data, "voc-hub-schedule2-example.json")
    assert (sizes(found), found.source, found.oddities) == ((2, 4, 5, 7), "38c3@events.ccc.de", ())
    assert [(room.name, room.slug, room.seats) for room in found.rooms][:2] == [
        ("Saal 1", "saal-1", 3025),
        ("Saal GLITCH", "saal-glitch", 1160),
    ]


@pytest.mark.parametrize(
    "name", ["sessionize-linz-2024.json", "kotlinconf-2025.json", "voc-schedule.xml.xsd", "voc-schedule.schema.json"]
)
def test_files_of_other_kinds_are_refused(real_data: RealData, name: str) -> None:
    with pytest.raises(errors.NotASchedule):
        read(real_data, name)
