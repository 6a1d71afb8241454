"""`doctor`: one sentence for each thing, and an exit code that a script can read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask

from eventsite.cli.jobs import seen_file
from eventsite.config import Config
from eventsite.core import clock
from eventsite.core.db import db, transaction
from eventsite.core.outbox import OutboxRow, OutboxState
from tests.integration.cli.doctoring import Doctor, problems


def test_all_is_well(doctor: Doctor, tmp_path: Path) -> None:
    code, lines = doctor()
    assert (code, problems(lines)) == (0, [])
    assert "ok       The database answers, and its migrations are current." in lines
    assert "ok       The worker runs." in lines
    assert f"note     Mails are laid into {tmp_path / 'mail'} and sent to nobody." in lines
    assert "ok       Nothing is stuck on its way to Stripe or back." in lines


def test_one_problem_ends_with_one(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "worker-seen").unlink()
    code, lines = doctor()
    assert (code, lines[-1]) == (1, "Error: 1 problem.")
    assert problems(lines) == ["The worker never ran here, so no mail is sent. Run `flask --app app jobs`, or `serve`."]


def test_a_worker_that_is_gone(doctor: Doctor, tmp_path: Path) -> None:
    past = (clock.now() - timedelta(hours=3)).timestamp()
    os.utime(tmp_path / "worker-seen", (past, past))
    assert problems(doctor()[1]) == ["The worker last looked for work 3 hours ago. Run `flask --app app jobs`."]


def test_keys_that_others_can_read(doctor: Doctor, tmp_path: Path) -> None:
    file = tmp_path / "secret_key.txt"
    file.touch(mode=0o600)
    assert problems(doctor()[1]) == []
    file.chmod(0o640)
    assert problems(doctor()[1]) == [f"Others on this machine can read the keys of the site. Run `chmod 600 {file}`."]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"EVENTSITE_URL": "http://127.0.0.1:6000"}, "but PORT is 5000: links lead astray."),
        ({"EVENTSITE_URL": "https://summit.example"}, "but EVENTSITE_ENV is development. Set it to production."),
        (
            {"EVENTSITE_URL": "https://localhost", "EVENTSITE_ENV": "production", "EVENTSITE_SMTP_URL": "smtp://[::1]:1"},
            "which nobody else can open. Set it to the public address.",
        ),
    ],
)
def test_an_address_that_leads_nowhere(doctor: Doctor, settings: dict[str, str], sentence: str) -> None:
    code, lines = doctor(**settings)
    assert (code, problems(lines)[0].endswith(sentence)) == (1, True)


def test_a_database_without_its_tables(doctor: Doctor, bare_database_url: str) -> None:
    code, lines = doctor(DATABASE_URL=bare_database_url)
    assert code == 1
    assert problems(lines)[0].startswith("Migrations are not current.")


def test_a_database_that_is_away_and_no_password_told(doctor: Doctor) -> None:
    code, lines = doctor(DATABASE_URL="postgresql://summit:hunter2@127.0.0.1:1/summit")
    assert code == 1
    (found,) = problems(lines)
    assert found.startswith("The database does not answer (OperationalError). ")
    assert "It is postgresql+psycopg://summit:***@127.0.0.1:1/summit;" in found
    assert "hunter2" not in "".join(lines)


def test_a_mail_server_that_is_away(doctor: Doctor) -> None:
    code, lines = doctor(EVENTSITE_SMTP_URL="smtp://summit:hunter2@127.0.0.1:1")
    assert (code, len(problems(lines))) == (1, 1)
    assert problems(lines)[0].startswith("The mail server 127.0.0.1 refuses us: ")
    assert "hunter2" not in "".join(lines)


@contextmanager
def mail_server() -> Iterator[int]:
    """Speak as much SMTP as a hello needs, once, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb", buffering=0) as lines:
                lines.write(b"220 ready\r\n")
                for line in lines:
                    lines.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 fine\r\n")
                    if line.upper().startswith(b"QUIT"):
                        break

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def test_a_mail_server_that_answers(doctor: Doctor) -> None:
    with mail_server() as port:
        code, lines = doctor(EVENTSITE_SMTP_URL=f"smtp://127.0.0.1:{port}")
    assert (code, "ok       The mail server 127.0.0.1 takes mail from us." in lines) == (0, True)


def test_production_needs_a_mail_server(doctor: Doctor) -> None:
    code, lines = doctor(EVENTSITE_URL="https://summit.example", EVENTSITE_ENV="production")
    assert (code, len(problems(lines))) == (1, 2)
    assert problems(lines)[0].endswith("and sent to nobody. Set EVENTSITE_SMTP_URL.")


def add_row(app: Flask, state: OutboxState, due: timedelta, error: str = "") -> None:
    with app.app_context(), transaction():
        db.session.add(
            OutboxRow(kind="letter", key="1", payload={}, state=state, due_at=clock.now() + due, error=error)
        )


def test_what_keeps_failing_is_named(app: Flask, doctor: Doctor) -> None:
    add_row(app, OutboxState.PARKED, timedelta(), "OSError: away")
    assert problems(doctor()[1]) == ["1 parked after eight tries, the latest letter: OSError: away"]


@pytest.mark.parametrize(("due", "found"), [(-6, 1), (-4, 0), (10, 0)])
def test_what_is_overdue_is_counted(app: Flask, doctor: Doctor, due: int, found: int) -> None:
    add_row(app, OutboxState.WAITING, timedelta(minutes=due))
    expected = ["1 overdue and not carried out: is the worker running?"] * found
    assert problems(doctor()[1]) == expected


def test_the_worker_leaves_its_time_where_the_doctor_looks(app: Flask) -> None:
    config: Config = app.extensions["eventsite.config"]
    assert seen_file(config) == config.data / "worker-seen"
