"""The rooms of a day with their cards: where each stands, what it says, what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from eventsite.programme.board import geometry
from eventsite.programme.board.day import Card, Column, Look, Number
from eventsite.programme.board.ground import Ground
from eventsite.programme.board.marks import marks_of
from eventsite.programme.board.naming import places_of, who_of
from eventsite.programme.board.reading import RoomRow
from eventsite.programme.clashes.facts import Hold, Placed
from eventsite.programme.pages.lanes import Stretch
from eventsite.programme.states import SessionKind

_NO_ROOM = RoomRow("", "No room", "", None)
_MINUTE = timedelta(minutes=1)


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


def _may_have(holds: Sequence[Hold], event: str) -> bool:
    return not holds or any(hold.event == event for hold in holds)


def columns_of(ground: Ground, numbers: Mapping[str, tuple[Number, ...]]) -> tuple[tuple[Column, ...], int]:
    """Return the columns with their cards, and how many cards stand in hidden rooms only."""
    rooms = _visible_rooms(ground)
    place_of = {room.slug: place for place, room in enumerate(rooms, 1)}
    mine = [tuple(sorted(place_of[slug] for slug in p.rooms or ("",) if slug in place_of)) for p in ground.placed]
    seen = [(placed, columns) for placed, columns in zip(ground.placed, mine, strict=True) if columns]
    stretches = [geometry.rows_of(placed.starts_at, placed.ends_at, ground.row_0) for placed, _ in seen]
    boxes = geometry.boxes(stretches, [columns for _, columns in seen])
    cards: dict[int, list[Card]] = defaultdict(list)
    for (placed, columns), rows, mine_boxes in zip(seen, stretches, boxes, strict=True):
        drawn = _Drawn(rooms[columns[0] - 1].slug, rows, mine_boxes)
        cards[columns[0]].append(_card(ground, placed, drawn, numbers.get(placed.slot, ())))
    columns_made = tuple(
        Column(room.slug, room.name, room.zone, room.seats, place, tuple(sorted(cards[place], key=_in_list)))
        for place, room in enumerate(rooms, 1)
    )
    return columns_made, len(ground.placed) - len(seen)


def _in_list(card: Card) -> tuple[int, str, str]:
    return card.rows.top, card.code, card.slot


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Where a card is drawn: in the list of which room, over which rows and boxes."""

    room: str
    rows: Stretch
    boxes: tuple[geometry.Box, ...]


def _card(ground: Ground, placed: Placed, drawn: _Drawn, numbers: tuple[Number, ...]) -> Card:
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
        shape=ground.shape_of(detail),
        who=who_of(session.people),
        starts=placed.starts_at.astimezone(zone),
        ends=placed.ends_at.astimezone(zone),
        at=(placed.starts_at - ground.row_0) // _MINUTE,
        minutes=(placed.ends_at - placed.starts_at) // _MINUTE,
        rows=drawn.rows,
        rooms=placed.rooms,
        where=places_of(ground.known.facts, placed.rooms),
        room=drawn.room,
        boxes=drawn.boxes,
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
