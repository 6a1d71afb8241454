"""The thing in the hand, as a part of the board and as a page of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from flask import get_template_attribute, render_template

from eventsite.core.errors import DomainError
from eventsite.core.wording import day as day_word
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.conflict import Conflict
from eventsite.programme.board.day import Strand
from eventsite.programme.board.keeping import Known, known_of
from eventsite.programme.board.reading import rooms_of
from eventsite.programme.board.trying import Panel, panel_of
from eventsite.programme.board.waiting import length_of
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.drafting.wall_clock import BadTime
from eventsite.programme.forms.placing import Placing
from eventsite.programme.models import Session
from eventsite.programme.releases import public
from eventsite.programme.services import scheduling
from eventsite.summits.models import Summit

There = tuple[datetime, datetime, tuple[str, ...]]
_PARTS = "programme/manage/_picked.html"


def trial(session: Session, wanted: Placing, asked: Asked, wrong: str = "") -> Panel:
    """Return how it would be there; of a place that is none `wrong` says why, and it is held where it stands."""
    summit, known = session.summit, known_of(session.summit)
    facts = known.facts
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
        shown=asked.day.isoformat() if asked.day else "", minutes=_minutes_of(session, known), there=there, wrong=wrong,
    )  # fmt: skip


def _minutes_of(session: Session, known: Known) -> int:
    """Return how long it would be, as the tray says."""
    release = known.revision.release
    return length_of(session.code, session.kind, public.load(release) if release else None)


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
    """Return the page with the form, filled with what was asked for, or with where the session stands or could."""
    summit = session.summit
    zone = summit.zone_info
    panel = trial(session, wanted, asked)
    filled = (_filled(session, wanted, panel, asked) if wanted.is_empty else wanted).in_clock(zone)
    problem = _problem(filled, summit)
    return render_template(
        "programme/manage/board_place.html",
        summit=summit, session=session, wanted=filled, problem=problem, wrong="" if problem else wrong, panel=panel,
        rooms=rooms_of(summit), days=_days(summit, filled.on), comes_twice=filled.comes_twice(zone), show=asked.query,
        is_checked=not wanted.is_empty,
    )  # fmt: skip


def _problem(filled: Placing, summit: Summit) -> BadTime | None:
    try:
        filled.span(summit.zone_info)
    except BadTime as error:
        return error
    return None


def _filled(session: Session, wanted: Placing, panel: Panel, asked: Asked) -> Placing:
    """Return the form filled with where the session stands, else with the first free place, else with nine o'clock."""
    same = replace(wanted, session=session.code, version=str(session.version))
    spot = panel.was or next((way.spot for way in panel.ways), None)
    if spot:
        return replace(same, on=spot.day, at=str(spot.at), minutes=str(spot.minutes), rooms=spot.rooms)
    day = (asked.day or session.summit.starts_on).isoformat()
    return replace(same, on=day, starts="09:00", minutes=str(_minutes_of(session, known_of(session.summit))))


def _days(summit: Summit, typed: str) -> list[tuple[str, str]]:
    """Return the days to choose from, with their words: those of the summit and its nights, in use or typed."""
    count = min(60, (summit.ends_on - summit.starts_on).days + 2)
    days = {summit.starts_on + timedelta(days=number) for number in range(count)}
    days |= {placed.starts_at.astimezone(summit.zone_info).date() for placed in known_of(summit).facts.slots}
    choices = {day.isoformat(): f"{day_word(day)} {day.year}" for day in sorted(days)}
    return list(({typed: typed} | choices).items()) if typed and typed not in choices else list(choices.items())
