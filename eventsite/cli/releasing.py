"""`release`: make the draft of a summit public, and tell those whom it concerns."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.programme.releases import diff
from eventsite.programme.services import releasing
from eventsite.summits.queries import find_summit


@click.command("release")
@click.option("--summit", "slug", required=True, metavar="SLUG")
@click.option("--name", required=True, help="What the page of changes calls this release.")
@click.option("--note", default="", help="What changed, in a sentence.")
@with_appcontext
def release(slug: str, name: str, note: str) -> None:
    """Make the draft public as the next release."""
    try:
        with audit.acting("command:release"), transaction():
            summit = find_summit(slug)
            if summit is None:
                raise DomainError(f"There is no summit {slug!r}.")
            outbox = current_app.extensions["eventsite.outbox"]
            made = releasing.release(summit, name=name, note=note, outbox=outbox)
            number, changes = made.number, len(diff.unpack(made.changes))
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Release {number} of {slug} is public: {changes} change{'' if changes == 1 else 's'}.")
