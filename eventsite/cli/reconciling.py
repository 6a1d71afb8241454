"""`reconcile`: what the worker does every minute, by hand."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.core import audit
from eventsite.core.wording import counted
from eventsite.payments.flows.reconciling import reconcile as bring_up_to_date


@click.command("reconcile")
@with_appcontext
def reconcile() -> None:
    """End baskets whose time is over, and ask Stripe about everything that waits."""
    with audit.acting("command:reconcile"):
        done = bring_up_to_date(
            gateway=current_app.extensions["eventsite.gateway"], outbox=current_app.extensions["eventsite.outbox"]
        )
    click.echo(
        f"{counted(done.baskets, 'basket')} ended; asked about {counted(done.payments, 'payment')} and "
        f"{counted(done.refunds, 'refund')}; {counted(done.events, 'event')} fetched."
    )
    if done.is_cut_short:
        raise click.ClickException("Stripe did not answer; what waits is asked about in the next run.")
