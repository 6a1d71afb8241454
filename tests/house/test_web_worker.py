"""What a web worker carries: not what only commands use, nor what a program of its own does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from eventsite.cli import COMMANDS
from tests.house.source import ROOT

#: Each with the MiB it would take of every worker, or 0 for what must not be there whatever it takes.
NOT_CARRIED = {
    "alembic": 11,  # migrations: only the `db` commands
    "flask_migrate": 11,
    "bs4": 2,  # the programmes of others: only the `import` command
    "markdownify": 2,
    "defusedxml": 0,
    "huey": 9,  # with the first wake-up: with the first order
    "argon2": 4,  # with the first password
    "webauthn": 15,  # with the first passkey
    "cryptography": 9,
    "xlsxwriter": 2,  # with the first workbook
    "pyotp": 0,  # with the first code of an authenticator
    "psycopg": 8,  # with PostgreSQL
    "typst": 30,  # the press, which is a program of its own
    "eventsite.cli.sample": 1,
    "eventsite.payments.sandbox": 1,  # a server of its own
    "hypothesis": 0,
    "pytest": 0,
}


def test_a_web_worker_carries_what_it_needs(tmp_path: Path) -> None:
    """The application is imported as a web server does it, and answers."""
    program = (
        "import json, sys, app\n"
        "assert app.app.test_client().get('/healthz').status_code == 200\n"
        "assert app.app.test_client().get('/readyz').status_code == 503\n"
        "print(json.dumps(list(sys.modules)))"
    )
    environ = {**os.environ, "EVENTSITE_DATA": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True
    )
    assert NOT_CARRIED.keys() & set(json.loads(done.stdout)) == set()


def test_every_command_is_where_it_is_looked_for(app: Flask) -> None:
    from click import Context

    context = Context(app.cli)
    found = {name: app.cli.get_command(context, name) for name in COMMANDS}
    assert {name: command and command.name for name, command in found.items()} == {name: name for name in COMMANDS}
    assert COMMANDS.keys() <= set(app.cli.list_commands(context))
