"""Commands, thin: each is one service call in one transaction.

A command is imported when somebody asks for it. The application of a web worker knows their names only: what they bring
(the sample, files of other programs, Alembic) would take 15 MiB of every worker, and none is ever run there.
"""

from __future__ import annotations

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

from eventsite.cli.migrating import Migrations

#: The name of a command and where it is: module and name there.
COMMANDS = {
    "db": ("flask_migrate.cli", "db"),
    "demo": ("eventsite.cli.demo", "demo"),
    "doctor": ("eventsite.cli.doctor", "doctor"),
    "import": ("eventsite.cli.importing", "import_file"),
    "jobs": ("eventsite.cli.jobs", "jobs"),
    "reconcile": ("eventsite.cli.reconciling", "reconcile"),
    "release": ("eventsite.cli.releasing", "release"),
    "sandbox": ("eventsite.cli.sandbox", "sandbox"),
    "serve": ("eventsite.cli.serving", "serve"),
    "signin": ("eventsite.cli.accounts", "signin"),
}


class LateCommands(AppGroup):
    """The commands above, each imported by its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return super().get_command(ctx, name)
        module, attribute = COMMANDS[name]
        command: click.Command = getattr(import_module(module), attribute)
        return command


def init_app(app: Flask) -> None:
    app.cli = LateCommands(app.name)
    app.extensions["migrate"] = Migrations(app)
