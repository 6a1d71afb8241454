"""`import`: what it prints, what it refuses, and that nothing is public before it is released."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from eventsite.core.audit import AuditEntry
from eventsite.core.db import db
from eventsite.programme.models import Slot
from eventsite.summits.models import Summit
from tests.schedules import event, person, schedule_xml


def run(app: Flask, *arguments: str | Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["import", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.output


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "schedule.xml"
    path.write_bytes(schedule_xml(event(people=person(1, "Ann") + person(1, "Anne"), parts="<logo>/a.png</logo>")))
    return path


def test_it_prints_counts_oddities_and_what_comes_next(app: Flask, file: Path) -> None:
    assert run(app, file, "--summit", "berlin") == (
        0,
        (
            "Read schedule.xml into the new summit berlin, event summit-2026, source summit-2026@summit.example.\n"
            "       1 sessions   1 new\n"
            "       1 people     1 new\n"
            "       1 rooms      1 new\n"
            "       1 tracks     1 new\n"
            "       0 resources\n"
            "Not imported, because there is no place for it: logo (1).\n"
            "2 oddities:\n"
            "  line 24: person id:1 is called 'Anne', and 'Ann' at line 24; the first counts.\n"
            "  line 24: person id:1 stands twice in session 1; the first counts.\n"
            "Nothing of this is public before it is released:\n"
            '  flask --app app release --summit berlin --name "…"\n'
            "Nobody works on it yet; this makes an owner and prints a sign-in link:\n"
            "  flask --app app signin EMAIL --owner-of berlin\n"
        ),
    )


def test_it_says_when_nothing_has_changed(app: Flask, file: Path) -> None:
    run(app, file, "--summit", "berlin")
    code, output = run(app, file, "--summit", "berlin")
    assert (code, output.splitlines()[1], output.splitlines()[-1]) == (
        0,
        "       1 sessions   1 unchanged",
        "Nothing has changed.",
    )


def test_it_names_itself_in_the_audit_and_the_site_in_uids(app: Flask, file: Path) -> None:
    run(app, file, "--summit", "berlin")
    with app.app_context():
        assert set(db.session.scalars(select(AuditEntry.actor))) == {"command:import"}
        assert db.session.scalars(select(Slot.uid)).one().endswith("@localhost")


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (b"", (), "Error: The file is empty. Nothing was imported.\n"),
        (
            schedule_xml(event(), time_zone_name=""),
            (),
            (
                "Error: The file names no time zone, and an offset such as +01:00 is not one: "
                "it does not know summer time. Say where the summit is, "
                "as in --time-zone Europe/Berlin. Nothing was imported.\n"
            ),
        ),
        (
            b"<" * 1_000_001,
            ("--max-mb", "1"),
            (
                "Error: schedule.xml has 1.0 MB; at most 1 MB are read. "
                "If it is a schedule all the same, allow more with --max-mb. Nothing was imported.\n"
            ),
        ),
        (
            schedule_xml(event()),
            ("--event", "Main Event"),
            (
                "Error: 'Main Event' cannot stand in an address: use small letters, digits and hyphens. "
                "Nothing was imported.\n"
            ),
        ),
    ],
)
def test_it_refuses_in_one_sentence(
    app: Flask, file: Path, content: bytes, options: tuple[str, ...], words: str
) -> None:
    file.write_bytes(content)
    assert run(app, file, "--summit", "berlin", *options) == (1, words)
    with app.app_context():
        assert db.session.scalars(select(Summit)).all() == []


def test_it_asks_for_a_summit_and_a_file_that_is_there(app: Flask, file: Path) -> None:
    assert "Missing option '--summit'" in run(app, file)[1]
    assert "does not exist" in run(app, file.with_name("other.xml"), "--summit", "berlin")[1]


def test_a_real_file_goes_in_with_the_zone_it_lacks(app: Flask, real_data: Callable[[str], Path]) -> None:
    file = real_data("schedules/rc3-2020.json")
    code, output = run(app, file, "--summit", "rc3", "--time-zone", "Europe/Berlin")
    assert (code, output.splitlines()[1:6]) == (
        0,
        [
            "      48 sessions   48 new",
            "      56 people     56 new",
            "       5 rooms      5 new",
            "       5 tracks     5 new",
            "       0 resources",
        ],
    )
