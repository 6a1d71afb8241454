"""`serve`: web server, worker and, without real keys, the Stripe sandbox together, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.cli.accounts import sign_in_address
from eventsite.cli.demo import ORGANIZER
from eventsite.config import Config
from eventsite.core import audit
from eventsite.core.db import db, transaction
from eventsite.people.queries import find_account
from eventsite.web.health import why_not_ready

#: Seconds: for a request to end when we stop, for a program to end that was told to, for the web server to answer.
LAST_REQUEST = 3
PATIENCE = 8
START = 30
#: Has the GNU allocator give memory back when a large page was made, rather than learn to keep it, and have one heap
#: for all threads, since one runs at a time: together 25 MiB of a worker. Python leaves docstrings aside: another 7.
MEMORY = {"MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1", "PYTHONOPTIMIZE": "2"}
STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Program = subprocess.Popen[bytes]
Place = tuple[str, int]


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=1, show_default=True, help="Web server processes.")
@with_appcontext
def serve(host: str, workers: int) -> None:
    """Run web server, worker and sandbox, and stop them all on Ctrl-C."""
    config: Config = current_app.extensions["eventsite.config"]
    places = list(_places(host, config))
    _refuse_to_start_in_vain(places)
    stopping = threading.Event()
    for number in STOPPERS:
        signal.signal(number, lambda signum, frame: stopping.set())
    running: list[Program] = []
    try:
        running += [_start(command) for command in _commands(host, config, workers)]
        if all(_answers(place, running, stopping) for place in places):
            _greet(config)
        while not stopping.wait(0.2) and _all_run(running):
            pass
    finally:
        _stop(running)
    if not stopping.is_set():
        raise click.ClickException("One of the programs ended by itself, so the others were stopped too.")
    click.echo("Stopped.")


def _places(host: str, config: Config) -> Iterator[Place]:
    """Yield where our programs will listen."""
    yield host, config.port
    if config.stripe.is_sandbox:
        base = urlsplit(config.stripe.api_base)
        yield base.hostname or "127.0.0.1", base.port or 80


def _commands(host: str, config: Config, workers: int) -> list[list[str]]:
    python = [sys.executable, "-m"]
    granian = ["granian", "--interface", "wsgi", "--host", host, "--port", str(config.port), "--workers", str(workers)]
    patient = ["--blocking-threads", "4", "--workers-kill-timeout", str(LAST_REQUEST), "--log-level", "warning"]
    flask = [*python, "flask", "--app", "app"]
    sandbox = [[*flask, "sandbox", "--quiet"]] if config.stripe.is_sandbox else []
    return [[*python, *granian, *patient, "app:app"], [*flask, "jobs"], *sandbox]


def _start(command: list[str]) -> Program:
    """Start a program in a session of its own: Ctrl-C in a terminal reaches us alone, and we stop it in order."""
    return subprocess.Popen(  # noqa: S603
        command, start_new_session=True, cwd=current_app.root_path, env={**MEMORY, **os.environ}
    )


def _refuse_to_start_in_vain(places: list[Place]) -> None:
    if why := why_not_ready():
        raise click.ClickException(f"{why} Run `flask --app app db upgrade`.")
    db.session.rollback()
    for host, port in places:
        try:
            socket.create_server((host, port)).close()
        except OSError as error:
            why = os.strerror(error.errno) if error.errno else str(error)
            raise click.ClickException(
                f"Port {port} of {host} cannot be had ({why}). Choose another, as in PORT={port + len(places)}."
            ) from error


def _answers(place: Place, running: list[Program], stopping: threading.Event) -> bool:
    """Wait until a program takes connections there; False when it will not."""
    for _ in range(START * 10):
        try:
            socket.create_connection(place, timeout=1).close()
        except OSError:
            if stopping.wait(0.1) or not _all_run(running):
                return False
        else:
            return True
    return False


def _all_run(running: list[Program]) -> bool:
    return all(program.poll() is None for program in running)


def _greet(config: Config) -> None:
    click.echo(f"\n  The site      {config.url}/")
    with audit.acting("command:serve"), transaction():
        address = sign_in_address(ORGANIZER) if find_account(ORGANIZER) else ""
    if address:
        click.echo(f"  The desk      {address}\n                (signs {ORGANIZER} in, once, within 30 minutes)")
    if config.stripe.is_sandbox:
        click.echo(f"  Payments      {config.stripe.api_base}/\n                (a sandbox: no money moves)")
    click.echo(f"  Outgoing mail {'by SMTP' if config.smtp_url else config.data / 'mail'}")
    click.echo("  Ctrl-C stops it.\n")


def _stop(running: list[Program]) -> None:
    for program in running:
        if program.poll() is None:
            program.terminate()
    for program in running:
        try:
            program.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)  # with the processes it started
            program.wait()
