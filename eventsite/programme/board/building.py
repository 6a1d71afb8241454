"""Puts a day of the board together; 7 queries, and 10 more when this process has not read the draft's facts yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from eventsite.core import clock
from eventsite.programme.board import geometry, reading
from eventsite.programme.board.asked import Asked
from eventsite.programme.board.day import (
    Card, ClashLine, Column, Day, DayTab, Hour, Look, Number, RoomChoice, Strand, Tally,
)  # fmt: skip
from eventsite.programme.board.keeping import Known, known_of
from eventsite.programme.board.marks import marks_of
from eventsite.programme.board.naming import places_of, who_of
from eventsite.programme.board.reading import Detail, RoomRow
from eventsite.programme.board.waiting import tray_of
from eventsite.programme.clashes.facts import Placed
from eventsite.programme.clashes.sweep import Clash
from eventsite.programme.releases import public
from eventsite.programme.releases.public import Programme, programme_day
from eventsite.programme.releases.snapshot import Billing
from eventsite.programme.states import SessionKind, Severity
from eventsite.summits.models import Summit

_SHOWN = (Severity.BLOCK, Severity.WARN)
_NO_ROOM = RoomRow("", "No room", "", None)


@dataclass(frozen=True)
class Ground:
    """What every part of the page stands on."""

    summit: Summit
    asked: Asked
    on: date
    known: Known
    movable: frozenset[str]
    strands: Mapping[str, Strand]
    rooms: tuple[RoomRow, ...]
    details: Mapping[str, Detail]
    billings: Mapping[str, tuple[Billing, ...]]
    programme: Programme | None
    placed: tuple[Placed, ...]

    @property
    def row_0(self) -> datetime:
        return geometry.day_start(self.on, self.summit.zone_info)


def day_of(summit: Summit, asked: Asked, movable: Collection[str]) -> Day:
    """Return the day that `asked` names; `movable` are the slugs of the events whose sessions this account may move."""
    ground = _ground(summit, asked, frozenset(movable))
    lines, tally = _clashes(ground)
    columns, elsewhere = _columns(ground, _numbers(lines))
    shown = geometry.window([card.rows for column in columns for card in column.cards])
    return Day(
        asked=ground.asked,
        on=ground.on,
        token=ground.known.revision.token,
        row_0=ground.row_0,
        shown=shown,
        hours=tuple(_hours(ground, shown.top, shown.bottom)),
        days=_days(ground),
        strands=tuple(ground.strands.values()),
        columns=columns,
        rooms=_choices(ground),
        elsewhere=elsewhere,
        tray=tray_of(ground.known.facts, ground.details, ground.billings, ground.programme, ground.strands, asked, movable),
        clashes=lines,
        tally=tally,
        may_edit=bool(movable),
        has_release=ground.programme is not None,
        versions=tuple((code, detail.version) for code, detail in ground.details.items()),
    )


def _ground(summit: Summit, asked: Asked, movable: frozenset[str]) -> Ground:
    known = known_of(summit)
    on = asked.day or _day_that_matters(summit, known)
    first, end = geometry.day_start(on, summit.zone_info), geometry.day_end(on, summit.zone_info)
    strands = {e.slug: Strand(e.slug, e.name, e.short_name or e.name, e.shape) for e in summit.events}
    release = known.revision.release
    return Ground(
        summit=summit,
        asked=replace(asked, day=on, event=asked.event if asked.event in strands else ""),
        on=on,
        known=known,
        movable=movable,
        strands=strands,
        rooms=reading.rooms_of(summit),
        details=reading.details_of(summit, first, end),
        billings=reading.billings_of(summit, first, end),
        programme=public.load(release) if release else None,
        placed=tuple(placed for placed in known.facts.slots if first <= placed.starts_at < end),
    )


def _day_that_matters(summit: Summit, known: Known) -> date:
    """Return today when something happens today, else the first day of the summit."""
    today = programme_day(clock.now(), summit.zone_info)
    return today if summit.starts_on <= today <= summit.ends_on else summit.starts_on


def _days(ground: Ground) -> tuple[DayTab, ...]:
    """Return the summit's days and every other that has a slot."""
    summit = ground.summit
    counts = Counter(programme_day(placed.starts_at, summit.zone_info) for placed in ground.known.facts.slots)
    own = {summit.starts_on + timedelta(days=n) for n in range(min(60, (summit.ends_on - summit.starts_on).days + 1))}
    return tuple(DayTab(on, counts[on]) for on in sorted(own | set(counts) | {ground.on}))


def _hours(ground: Ground, first: int, end: int) -> Iterator[Hour]:
    step = geometry.HOUR // 2 if ground.asked.zoom <= 15 else geometry.HOUR
    for row in range(first, end, step):
        yield Hour(row, (ground.row_0 + row * geometry.STEP).astimezone(ground.summit.zone_info))


def _clashes(ground: Ground) -> tuple[tuple[ClashLine, ...], Tally]:
    """Return the day's clashes that are numbered, worst first, and how many there are of each kind."""
    here = {placed.slot for placed in ground.placed}
    found = [clash for clash in ground.known.clashes if not here.isdisjoint(clash.slots) and _is_asked(ground, clash)]
    open_ones = [clash for clash in found if clash.waived is None]
    lines = tuple(
        ClashLine(number, clash.key, clash.severity, clash.sentence, tuple(slot for slot in clash.slots if slot in here))
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


def _visible_rooms(ground: Ground) -> list[RoomRow]:
    """Return the rooms to draw: not the hidden ones, nor, for one event, those that are others' alone all day."""
    facts, event = ground.known.facts, ground.asked.event
    used = {room for placed in ground.placed if event in placed.session.events for room in placed.rooms}
    visible = [
        room for room in ground.rooms
        if room.slug not in ground.asked.hide
        and (not event or room.slug in used or _may_have(facts.holds.get(room.slug, ()), event))
    ]  # fmt: skip
    homeless = any(not placed.rooms for placed in ground.placed)
    return [*visible[: geometry.MOST_COLUMNS - 1], *([_NO_ROOM] if homeless else [])]


def _may_have(holds: Sequence[object], event: str) -> bool:
    return not holds or any(getattr(hold, "event", "") == event for hold in holds)


def _columns(ground: Ground, numbers: Mapping[str, tuple[Number, ...]]) -> tuple[tuple[Column, ...], int]:
    """Return the columns with their cards, and how many cards stand in hidden rooms only."""
    rooms = _visible_rooms(ground)
    place_of = {room.slug: place for place, room in enumerate(rooms, 1)}
    mine = [tuple(sorted(place_of[slug] for slug in p.rooms or ("",) if slug in place_of)) for p in ground.placed]
    seen = [(placed, columns) for placed, columns in zip(ground.placed, mine, strict=True) if columns]
    stretches = [geometry.rows_of(placed.starts_at, placed.ends_at, ground.row_0) for placed, _ in seen]
    boxes = geometry.boxes(stretches, [columns for _, columns in seen])
    cards: dict[int, list[Card]] = defaultdict(list)
    for (placed, columns), rows, mine_boxes in zip(seen, stretches, boxes, strict=True):
        base = _card(ground, placed, numbers.get(placed.slot, ()))
        first = columns[0]
        cards[first].append(replace(base, rows=rows, boxes=mine_boxes, room=rooms[first - 1].slug))
    columns_made = tuple(
        Column(room.slug, room.name, room.zone, room.seats, place, tuple(sorted(cards[place], key=_in_list)))
        for place, room in enumerate(rooms, 1)
    )
    return columns_made, len(ground.placed) - len(seen)


def _in_list(card: Card) -> tuple[int, str, str]:
    return card.rows.top, card.code, card.slot


def _card(ground: Ground, placed: Placed, numbers: tuple[Number, ...]) -> Card:
    detail, session, zone = ground.details[placed.code], placed.session, ground.summit.zone_info
    return Card(
        slot=placed.slot,
        code=placed.code,
        version=detail.version,
        title=detail.title,
        kind=detail.kind,
        state=detail.state,
        strands=tuple(ground.strands[slug] for slug in session.events),
        track=detail.track_name,
        who=who_of(session.people),
        starts=placed.starts_at.astimezone(zone),
        ends=placed.ends_at.astimezone(zone),
        at=(placed.starts_at - ground.row_0) // timedelta(minutes=1),
        minutes=(placed.ends_at - placed.starts_at) // timedelta(minutes=1),
        rows=geometry.rows_of(placed.starts_at, placed.ends_at, ground.row_0),
        rooms=placed.rooms,
        where=places_of(ground.known.facts, placed.rooms),
        room="",
        boxes=(),
        look=_look_of(ground, placed),
        marks=marks_of(ground.programme, detail, session.also, ground.billings.get(placed.code, ()), placed),
        numbers=numbers,
        is_fixed=session.event not in ground.movable,
        is_other=bool(ground.asked.event) and ground.asked.event not in session.events,
    )


def _look_of(ground: Ground, placed: Placed) -> Look:
    """A break is what nobody listens to; a plenary belongs to every event, or takes several rooms."""
    if placed.kind is SessionKind.BREAK:
        return Look.BREAK
    is_shared = len(placed.rooms) > 1 or (len(ground.strands) > 1 and set(ground.strands) <= set(placed.session.events))
    if not is_shared:
        return Look.SESSION
    return Look.BREAK if placed.kind is SessionKind.SOCIAL else Look.PLENARY
