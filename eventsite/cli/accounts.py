"""`signin`: a sign-in link for whoever runs the machine."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.people.queries import find_account
from eventsite.people.services import signing_in
from eventsite.summits.queries import find_summit
from eventsite.summits.services.team import make_owner


@click.command("signin")
@click.argument("email")
@click.option(
    "--owner-of",
    metavar="SLUG",
    help="Make the account an owner of this summit first; an account is made if there is none.",
)
@with_appcontext
def signin(email: str, owner_of: str | None) -> None:
    """Print a sign-in link for EMAIL."""
    with audit.acting("command:signin"), transaction():
        if owner_of:
            summit = find_summit(owner_of)
            if summit is None:
                raise click.ClickException(f"There is no summit {owner_of!r}.")
            make_owner(summit, signing_in.make_account(email=email, name=email.partition("@")[0]))
        address = sign_in_address(email)
    click.echo(address)


def sign_in_address(email: str) -> str:
    """Return the address of a new sign-in link; call inside a transaction."""
    account = find_account(email)
    if account is None:
        raise click.ClickException(f"No account has the address {email}. Add --owner-of SLUG to make one.")
    link = signing_in.make_link(account, is_mailed=False)
    token = current_app.extensions["eventsite.link_key"].token(signing_in.PURPOSE, link.id)
    return str(current_app.extensions["eventsite.site"].url(f"/account/sign-in/{token}"))
