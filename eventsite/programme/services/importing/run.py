"""One import, from what a file says to the draft."""

from __future__ import annotations

from eventsite.core.db import db
from eventsite.core.errors import DomainError
from eventsite.programme.interchange.checks import assemble
from eventsite.programme.interchange.raw import RawSchedule
from eventsite.programme.services.importing.ledger import Ledger
from eventsite.programme.services.importing.people import settle_people
from eventsite.programme.services.importing.places import (
    make_summit,
    settle_event,
    settle_rooms,
    settle_summit,
    settle_tracks,
)
from eventsite.programme.services.importing.report import Report
from eventsite.programme.services.importing.sessions import Sessions
from eventsite.summits.models import Summit

LONGEST_SOURCE = 200


def import_schedule(
    raw: RawSchedule, *, summit: str, host: str, event: str = "", source: str = "", time_zone: str = "",
) -> Report:
    """Bring the draft of `summit` (a slug; it is made where there is none) up to what the file says.

    `host` stands in the UIDs of new slots. `event`, `source` and `time_zone` stand in for what the file says or lacks;
    a summit that is here lends its time zone to a file that names none.

    Raises:
        BadFile: when the file fails a check; nothing was written.
        BadSlug, EventOfAnotherSource: when the file cannot go where it is asked to.
    """
    found = db.session.scalar(db.select(Summit).filter_by(slug=summit).with_for_update())
    lent = found.time_zone if found and not raw.time_zone else ""
    document = assemble(raw, time_zone=time_zone or lent, source=_checked(source))
    report = Report(
        source=document.source, summit=summit, is_new_summit=found is None,
        oddities=list(document.oddities), ignored=document.ignored)
    here = found or make_summit(document, summit)
    ledger = Ledger(here, document.source, report)
    settle_summit(document, here, ledger, report)
    into = settle_event(document, here, event, ledger)
    rooms = settle_rooms(document, here, ledger, report)
    tracks = settle_tracks(document, into, ledger, report)
    people = settle_people(document, here, ledger, report)
    db.session.flush()  # what sessions refer to needs its ids first
    report.event = into.slug
    Sessions(here, into, ledger, report, rooms=rooms, tracks=tracks, people=people, host=host).settle_all(document)
    ledger.save()
    return report


def _checked(source: str) -> str:
    name = " ".join(source.split())
    if len(name) > LONGEST_SOURCE or not name.isprintable():
        raise DomainError(f"A source is a name of at most {LONGEST_SOURCE} letters, as in fosdem-2026@fosdem.org.")
    return name
