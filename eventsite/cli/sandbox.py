"""`sandbox`: a Stripe of our own, to try payments with."""

from __future__ import annotations

import os
import signal
import socket
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.config import Config
from eventsite.payments.sandbox.app import create_app
from eventsite.payments.sandbox.sandbox import Sandbox
from eventsite.payments.sandbox.server import listen, running
from eventsite.payments.sandbox.settings import SandboxRefused, settings_of


@click.command("sandbox")
@click.option("--quiet", is_flag=True, help="Do not say where it is.")
@with_appcontext
def sandbox(quiet: bool) -> None:
    """Run the Stripe sandbox until it is told to stop; no money moves there."""
    config: Config = current_app.extensions["eventsite.config"]
    try:
        settings = settings_of(config)
        made = Sandbox(settings)
    except SandboxRefused as error:
        raise click.ClickException(str(error)) from error
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, frame: stopping.set())
    listening = _listen(settings.url)
    with listening, running(listening, made, create_app(made)):
        if not quiet:
            click.echo(f"The sandbox is at {settings.url}/ and no money moves there. Ctrl-C stops it.")
        stopping.wait()
    made.close()


def _listen(url: str) -> socket.socket:
    try:
        return listen(url)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise click.ClickException(f"The sandbox cannot be at {url} ({why}). Choose another PORT.") from error
