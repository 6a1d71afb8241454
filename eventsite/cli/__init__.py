"""Commands, thin: each is one service call in one transaction."""

from __future__ import annotations

from flask import Flask

from eventsite.cli.accounts import signin
from eventsite.cli.demo import demo
from eventsite.cli.doctor import doctor
from eventsite.cli.importing import import_file
from eventsite.cli.jobs import jobs
from eventsite.cli.reconciling import reconcile
from eventsite.cli.releasing import release
from eventsite.cli.sandbox import sandbox
from eventsite.cli.serving import serve


def init_app(app: Flask) -> None:
    for command in (demo, doctor, import_file, jobs, reconcile, release, sandbox, serve, signin):
        app.cli.add_command(command)
