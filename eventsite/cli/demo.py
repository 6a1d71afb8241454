"""`demo`: the sample summits."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.cli.sample.loading import list_sample_summits, make_sample
from eventsite.cli.sample.removing import remove_sample
from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.people.services.signing_in import make_account

ORGANIZER = "ada@example.org"


@click.command("demo")
@click.option("--reset", is_flag=True, help="Remove the sample summits, with every edit, and make them anew.")
@with_appcontext
def demo(reset: bool) -> None:
    """Make the sample summits, once; what was edited since then stays."""
    with audit.acting("command:demo"), transaction():
        there = list_sample_summits()
        is_made = reset or not there
        if is_made:
            known = remove_sample(there)
            organizer = make_account(email=ORGANIZER, name="Ada Brackwater")
            there = make_sample(organizer=organizer, site=current_app.extensions["eventsite.site"], known=known)
        slugs = [summit.slug for summit in there]
    for slug in slugs:
        click.echo(f"/{slug}/ is {'made' if is_made else 'there already, and stays as it is'}.")
