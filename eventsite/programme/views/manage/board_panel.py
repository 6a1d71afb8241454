"""The thing in the hand, as a part of the board and as a page of its own."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import get_template_attribute, render_template

from eventsite.core.errors import DomainError
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.conflict import Conflict
from eventsite.programme.board.day import Strand
from eventsite.programme.board.keeping import known_of
from eventsite.programme.board.reading import rooms_of
from eventsite.programme.board.trying import Panel, panel_of
from eventsite.programme.board.waiting import length_of
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.drafting.wall_clock import BadTime
from eventsite.programme.forms.placing import Placing
from eventsite.programme.models import Session
from eventsite.programme.services import scheduling
from eventsite.summits.models import Summit

There = tuple[datetime, datetime, tuple[str, ...]]
_PARTS = "programme/manage/_picked.html"


def trial(session: Session, wanted: Placing, asked: Asked, wrong: str = "") -> Panel:
    """Return how it would be there; of a place that is none `wrong` says why, and it is held where it stands."""
    summit, facts = session.summit, known_of(session.summit).facts
    there: There | None = None
    if not wanted.is_empty:
        try:
            there = _there(summit, facts, wanted)
        except DomainError as error:
            wrong = wrong or str(error)
    event = session.event
    return panel_of(
        facts, code=session.code, slot=wanted.slot, version=session.version,
        strand=Strand(event.slug, event.name, event.short_name or event.name, event.shape),
        shown=asked.day.isoformat() if asked.day else "", there=there, wrong=wrong,
    )  # fmt: skip


def _there(summit: Summit, facts: Facts, wanted: Placing) -> There:
    starts_at, ends_at = wanted.span(summit.zone_info)
    scheduling.check_time(summit, starts_at, ends_at)
    if unknown := [room for room in wanted.rooms if room not in facts.rooms]:
        raise scheduling.RoomNotOfSummit(f"This summit has no room {unknown[0]!r}. Choose one of its own.")
    return starts_at, ends_at, wanted.rooms


def panel_html(summit: Summit, panel: Panel, asked: Asked) -> str:
    return str(get_template_attribute(_PARTS, "picked")(summit, panel, asked.query, True))


def stale_html(session: Session, conflict: Conflict, wanted: Placing, asked: Asked, back: str) -> str:
    part = get_template_attribute(_PARTS, "stale")
    return str(part(session.summit, session, conflict, wanted, asked.query, back))


def place_page(session: Session, wanted: Placing, asked: Asked, wrong: str = "") -> str:
    """Return the page with the form, filled with what was asked for, or with where the session stands."""
    summit, facts = session.summit, known_of(session.summit).facts
    filled = _filled(session, facts, wanted, asked).in_clock(summit.zone_info)
    error = _problem(filled, summit)
    checked = wanted if wanted.is_empty else filled
    return render_template(
        "programme/manage/board_place.html",
        summit=summit, session=session, wanted=filled, problem=error, wrong="" if error else wrong,
        panel=trial(session, checked, asked), rooms=rooms_of(summit), days=_days(summit, facts, filled),
        comes_twice=filled.comes_twice(summit.zone_info), show=asked.query, is_checked=not wanted.is_empty,
    )  # fmt: skip


def _problem(filled: Placing, summit: Summit) -> BadTime | None:
    try:
        filled.span(summit.zone_info)
    except BadTime as error:
        return error
    return None


def _filled(session: Session, facts: Facts, wanted: Placing, asked: Asked) -> Placing:
    if not wanted.is_empty:
        return wanted
    zone, standing = session.summit.zone_info, facts.by_slot.get(wanted.slot)
    if standing:
        return Placing.standing(
            session=session.code, slot=wanted.slot, version=session.version, starts_at=standing.starts_at,
            ends_at=standing.ends_at, rooms=standing.rooms, zone=zone,
        )  # fmt: skip
    day = (asked.day or session.summit.starts_on).isoformat()
    minutes = str(length_of(session.code, session.kind, None))
    return Placing(session=session.code, version=str(session.version), on=day, starts="09:00", minutes=minutes)


def _days(summit: Summit, facts: Facts, filled: Placing) -> list[str]:
    used = {placed.starts_at.astimezone(facts.zone).date().isoformat() for placed in facts.slots}
    count = min(60, (summit.ends_on - summit.starts_on).days + 1)
    own = {(summit.starts_on + timedelta(days=day)).isoformat() for day in range(count)}
    return sorted({*used, *own, filled.on} - {""})
