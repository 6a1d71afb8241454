"""Puts a day of the board together; 7 queries, and 10 more when this process has not read the draft's facts yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from eventsite.core import clock
from eventsite.programme.board import geometry, keeping, reading
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.columns import columns_of
from eventsite.programme.board.day import ClashLine, Day, DayTab, Hour, Key, Number, RoomChoice, Strand, Tally
from eventsite.programme.board.ground import Ground
from eventsite.programme.board.keeping import Known, Shelf, known_of
from eventsite.programme.board.waiting import tray_of
from eventsite.programme.clashes.sweep import Clash
from eventsite.programme.releases import public
from eventsite.programme.releases.public import programme_day
from eventsite.programme.states import Severity
from eventsite.summits.models import Summit

_SHOWN = (Severity.BLOCK, Severity.WARN)
_days: Shelf[tuple[int, Asked, frozenset[str], str], Day] = Shelf(12)


def day_of(summit: Summit, asked: Asked, movable: Collection[str]) -> Day:
    """Return the day that `asked` names; `movable` are the slugs of the events whose sessions this account may move."""
    known = known_of(summit)
    asked = _settled(summit, asked)
    key = (summit.id, asked, frozenset(movable), known.revision.token)
    kept = _days.get(key)
    if kept and kept.read_at == known.read_at:
        return kept
    day = _built(_ground(summit, asked, known, frozenset(movable)))
    _days.put(key, day)
    return day


def seen_day(summit: Summit, asked: Asked, movable: Collection[str], token: str) -> Day | None:
    """Return the day as it was at a revision, if this process made it and still has it."""
    return _days.get((summit.id, asked, frozenset(movable), token))


def forget() -> None:
    """Drop what is kept: for tests, whose databases bring the same ids again."""
    keeping.forget()
    _days.clear()


def _built(ground: Ground) -> Day:
    lines, tally = _clashes(ground)
    columns, elsewhere = columns_of(ground, _numbers(lines))
    shown = geometry.window([card.rows for column in columns for card in column.cards])
    return Day(
        asked=ground.asked,
        on=ground.on,
        token=ground.known.revision.token,
        read_at=ground.known.read_at,
        row_0=ground.row_0,
        shown=shown,
        hours=tuple(_hours(ground, shown.top, shown.bottom)),
        days=_tabs(ground),
        strands=tuple(ground.strands.values()),
        keys=_keys(ground),
        columns=columns,
        rooms=_choices(ground),
        elsewhere=elsewhere,
        tray=tray_of(ground),
        clashes=lines,
        tally=tally,
        may_edit=bool(ground.movable),
        has_release=ground.programme is not None,
        versions=tuple((code, detail.version) for code, detail in ground.details.items()),
    )


def _settled(summit: Summit, asked: Asked) -> Asked:
    """Return what is asked for with a day, and without an event that is none of the summit's."""
    on = asked.day or _day_that_matters(summit)
    return replace(asked, day=on, event=asked.event if asked.event in {e.slug for e in summit.events} else "")


def _ground(summit: Summit, asked: Asked, known: Known, movable: frozenset[str]) -> Ground:
    on = asked.day or summit.starts_on
    first, end = geometry.day_start(on, summit.zone_info), geometry.day_end(on, summit.zone_info)
    release = known.revision.release
    # Somebody may save between the two reads: what only one of them knows is left for the next look.
    read = reading.details_of(summit, first, end)
    details = {code: detail for code, detail in read.items() if code in known.facts.sessions}
    return Ground(
        summit=summit,
        asked=asked,
        on=on,
        known=known,
        movable=movable,
        strands={e.slug: Strand(e.slug, e.name, e.short_name or e.name, e.shape) for e in summit.events},
        rooms=reading.rooms_of(summit),
        details=details,
        billings=reading.billings_of(summit, first, end),
        programme=public.load(release) if release else None,
        placed=tuple(p for p in known.facts.slots if first <= p.starts_at < end and p.code in details),
    )


def _day_that_matters(summit: Summit) -> date:
    """Return today when something happens today, else the first day of the summit."""
    today = programme_day(clock.now(), summit.zone_info)
    return today if summit.starts_on <= today <= summit.ends_on else summit.starts_on


def _tabs(ground: Ground) -> tuple[DayTab, ...]:
    """Return the summit's days and every other that has a slot."""
    summit = ground.summit
    counts = Counter(programme_day(placed.starts_at, summit.zone_info) for placed in ground.known.facts.slots)
    own = {summit.starts_on + timedelta(days=n) for n in range(min(60, (summit.ends_on - summit.starts_on).days + 1))}
    return tuple(DayTab(on, counts[on]) for on in sorted(own | set(counts) | {ground.on}))


def _hours(ground: Ground, first: int, end: int) -> Iterator[Hour]:
    step = geometry.HOUR // 2 if ground.asked.zoom <= 15 else geometry.HOUR
    for row in range(first, end, step):
        yield Hour(row, (ground.row_0 + row * geometry.STEP).astimezone(ground.summit.zone_info))


def _keys(ground: Ground) -> tuple[Key, ...]:
    """Return what the colours of the day mean: events, or the tracks of the only one."""
    if len(ground.strands) > 1:
        return tuple(Key(strand.name, strand.shape) for strand in ground.strands.values())
    tracks = {detail.track_name: detail.track_shape for detail in ground.details.values() if detail.track_name}
    return tuple(Key(name, tracks[name]) for name in sorted(tracks, key=str.casefold))


def _clashes(ground: Ground) -> tuple[tuple[ClashLine, ...], Tally]:
    """Return the day's clashes that are numbered, worst first, and how many there are of each kind."""
    here = {placed.slot for placed in ground.placed}
    found = [clash for clash in ground.known.clashes if not here.isdisjoint(clash.slots) and _is_asked(ground, clash)]
    open_ones = [clash for clash in found if clash.waived is None]
    lines = tuple(
        ClashLine(
            number, clash.key, clash.severity, clash.headline, clash.where,
            tuple(slot for slot in clash.slots if slot in here),
        )
        for number, clash in enumerate((clash for clash in open_ones if clash.severity in _SHOWN), 1)
    )
    grades = Counter(clash.severity for clash in open_ones)
    waived = len(found) - len(open_ones)
    return lines, Tally(grades[Severity.BLOCK], grades[Severity.WARN], grades[Severity.INFO], waived)


def _is_asked(ground: Ground, clash: Clash) -> bool:
    sessions, event = ground.known.facts.sessions, ground.asked.event
    return not event or any(event in sessions[code].events for code in clash.codes if code in sessions)


def _numbers(lines: Sequence[ClashLine]) -> Mapping[str, tuple[Number, ...]]:
    found: dict[str, list[Number]] = defaultdict(list)
    for line in lines:
        for slot in line.slots:
            found[slot].append(Number(line.number, line.key, line.severity))
    return {slot: tuple(numbers) for slot, numbers in found.items()}


def _choices(ground: Ground) -> tuple[RoomChoice, ...]:
    counts = Counter(room for placed in ground.placed for room in placed.rooms)
    return tuple(RoomChoice(r.slug, r.name, counts[r.slug], r.slug in ground.asked.hide) for r in ground.rooms)
