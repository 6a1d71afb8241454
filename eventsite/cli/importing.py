"""`import`: bring a programme from a file into a summit's draft."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from eventsite.core import audit
from eventsite.core.db import transaction
from eventsite.core.errors import DomainError
from eventsite.programme.interchange import reading
from eventsite.programme.services.importing import Report, Tally, import_schedule


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--summit", required=True, metavar="SLUG", help="The summit; it is made from the file if there is none.")
@click.option("--event", default="", metavar="SLUG", help="The co-located event; the file's acronym if not given.")
@click.option("--source", default="", metavar="NAME", help="What the programme is known by, if not its acronym.")
@click.option("--time-zone", default="", metavar="ZONE", help="An IANA name, for a file that names no zone.")
@click.option("--max-mb", default=reading.MOST_MEGABYTES, type=click.IntRange(1, 500), show_default=True)
@with_appcontext
def import_file(file: Path, summit: str, event: str, source: str, time_zone: str, max_mb: int) -> None:
    """Import FILE, frab's schedule.xml or schedule.json, into the draft of a summit.

    Importing it again changes only what changed in the file. A file with an error changes nothing.
    """
    host = current_app.extensions["eventsite.site"].host
    try:
        raw = reading.parse(reading.read_file(file, most_megabytes=max_mb))
        with audit.acting("command:import"), _fewer_collections(), transaction():
            report = import_schedule(raw, summit=summit, host=host, event=event, source=source, time_zone=time_zone)
    except DomainError as error:
        raise click.ClickException(f"{error} Nothing was imported.") from error
    for line in describe(report, file.name):
        click.echo(line)


@contextmanager
def _fewer_collections() -> Iterator[None]:
    """Look for garbage more rarely: what an import makes all stays, and looking takes a fifth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def describe(report: Report, name: str) -> Iterator[str]:
    """Yield the report as a person reads it: where it went, the counts, every oddity, and what to do next."""
    made = "the new summit" if report.is_new_summit else "the summit"
    yield f"Read {name} into {made} {report.summit}, event {report.event}, source {report.source}."
    for noun, tally in report.tallies.items():
        yield f"  {tally.in_file:>6} {noun.value:<10} {_counts(tally)}".rstrip()
    if report.ignored:
        said = ", ".join(f"{what} ({times})" for what, times in report.ignored.items())
        yield f"Not imported, because there is no place for it: {said}."
    if report.oddities:
        yield f"{len(report.oddities)} {'oddity' if len(report.oddities) == 1 else 'oddities'}:"
        yield from (f"  {oddity}" for oddity in report.oddities)
    if not report.has_changed:
        yield "Nothing has changed."
        return
    yield "Nothing of this is public before it is released:"
    yield f'  flask --app app release --summit {report.summit} --name "…"'
    if report.is_new_summit:
        yield "Nobody works on it yet; this makes an owner and prints a sign-in link:"
        yield f"  flask --app app signin EMAIL --owner-of {report.summit}"


def _counts(tally: Tally) -> str:
    named = (
        ("new", tally.new), ("changed", tally.changed), ("unchanged", tally.unchanged),
        ("gone from the file", tally.cancelled), ("deleted here", tally.left_out),
    )
    return ", ".join(f"{count} {word}" for word, count in named if count)
