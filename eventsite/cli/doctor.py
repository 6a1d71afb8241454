"""`doctor`: what is misconfigured, and what to do about it."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from eventsite.cli import payment_findings
from eventsite.cli.findings import Finding, Verdict, note, ok, problem
from eventsite.cli.jobs import seen_file
from eventsite.config import Config
from eventsite.core import clock
from eventsite.core.db import db
from eventsite.core.mail import SmtpTransport
from eventsite.core.outbox import OutboxRow, OutboxState, list_parked
from eventsite.payments.gateway import Gateway
from eventsite.web.health import why_not_ready

#: The worker looks once a minute; after this it is not there.
WORKER_GONE = timedelta(minutes=5)
HERE = ("localhost", "127.0.0.1", "::1")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Say what is misconfigured; end with 1 if something is."""
    ours = current_app.extensions
    findings = list(examine(ours["eventsite.config"], ours["eventsite.gateway"], Path(current_app.root_path)))
    for finding in findings:
        click.echo(f"{finding.verdict:<8} {finding.sentence}")
    problems = sum(finding.verdict == Verdict.PROBLEM for finding in findings)
    if problems:
        raise click.ClickException(f"{problems} problem{'' if problems == 1 else 's'}.")


def examine(config: Config, gateway: Gateway, root: Path) -> Iterator[Finding]:
    """Look at everything; what needs the database only when it answers and is current."""
    yield address(config)
    yield secrets_kept(config)
    yield mail(config)
    yield fonts(root)
    yield from payment_findings.keys(config)
    yield payment_findings.answering(gateway)
    yield worker(config)
    why = why_not_ready()
    if why:
        yield problem(f"{why} It is {db.engine.url}; try `flask --app app db upgrade`.")
        return
    yield ok("The database answers, and its migrations are current.")
    yield parked()
    yield overdue()
    yield from payment_findings.traffic(config)


def address(config: Config) -> Finding:
    """Links are made from EVENTSITE_URL, so it has to be where the site can be reached."""
    parts = urlsplit(config.url)
    if config.is_production and parts.hostname in HERE:
        return problem(f"EVENTSITE_URL is {config.url}, which nobody else can open. Set it to the public address.")
    if not config.is_production and parts.hostname in HERE and (parts.port or 80) != config.port:
        return problem(f"EVENTSITE_URL is {config.url}, but PORT is {config.port}: links lead astray.")
    if not config.is_production and parts.hostname not in HERE:
        return problem(f"EVENTSITE_URL is {config.url}, but EVENTSITE_ENV is development. Set it to production.")
    return ok(f"Links begin with {config.url}.")


def secrets_kept(config: Config) -> Finding:
    files = [file for file in (config.data / "secret_key.txt", config.data / "link_key.txt") if file.exists()]
    open_files = [file for file in files if file.stat().st_mode & 0o077]
    if open_files:
        names = " ".join(str(file) for file in open_files)
        return problem(f"Others on this machine can read the keys of the site. Run `chmod 600 {names}`.")
    return ok("Keys are in files that nobody else can read." if files else "Keys come from the environment.")


def mail(config: Config) -> Finding:
    if not config.smtp_url:
        laid = f"Mails are laid into {config.data / 'mail'} and sent to nobody."
        return problem(f"{laid} Set EVENTSITE_SMTP_URL.") if config.is_production else note(laid)
    server = urlsplit(config.smtp_url).hostname
    try:
        SmtpTransport(config.smtp_url, timeout=5).check()
    except (OSError, smtplib.SMTPException) as error:
        return problem(f"The mail server {server} refuses us: {error}. Look at EVENTSITE_SMTP_URL.")
    return ok(f"The mail server {server} takes mail from us.")


def fonts(root: Path) -> Finding:
    if any((root / "static" / "vendor" / "public-sans").glob("*.woff2")):
        return ok("The typeface is fetched.")
    return note("The typeface is not fetched, so pages use each machine's own. `make run` fetches it from npm.")


def worker(config: Config) -> Finding:
    file = seen_file(config)
    if not file.exists():
        return problem("The worker never ran here, so no mail is sent. Run `flask --app app jobs`, or `serve`.")
    ago = clock.now() - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    if ago > WORKER_GONE:
        return problem(f"The worker last looked for work {_words(ago)} ago. Run `flask --app app jobs`.")
    return ok("The worker runs.")


def parked() -> Finding:
    rows = list_parked()
    if not rows:
        return ok("Nothing that was asked for keeps failing.")
    return problem(f"{len(rows)} parked after eight tries, the latest {rows[-1].kind}: {rows[-1].error[:200]}")


def overdue() -> Finding:
    is_late = OutboxRow.due_at < clock.now() - WORKER_GONE
    late = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.WAITING, is_late)
    count = db.session.scalar(late)
    if count:
        return problem(f"{count} overdue and not carried out: is the worker running?")
    return ok("Nothing is overdue.")


def _words(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
