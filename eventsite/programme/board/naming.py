"""How the board words people, places and times: short on a card, in full for a screen reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from eventsite.core.wording import clock, day_short
from eventsite.programme.clashes.facts import Facts, Seat
from eventsite.programme.states import Role

_MOST_NAMES = 3
EN_DASH = "\N{EN DASH}"


def who_of(people: Sequence[Seat]) -> str:
    """Return the names of who comes, the moderator first: 'Ada, Bob, Cid and 2 more'."""
    coming = [seat for seat in people if seat.is_coming and seat.role is not Role.BACKSTAGE]
    names = list(dict.fromkeys(seat.name for seat in sorted(coming, key=lambda seat: seat.role is not Role.MODERATOR)))
    more = len(names) - _MOST_NAMES
    if more > 0:
        return f"{', '.join(names[:_MOST_NAMES])} and {more} more"
    return ", ".join(names)


def places_of(facts: Facts, rooms: Sequence[str]) -> str:
    """Return rooms by their names: 'Hall, Attic', 'All rooms', 'No room'."""
    if not rooms:
        return "No room"
    if 1 < len(rooms) == len(facts.rooms):
        return "All rooms"
    return ", ".join(facts.rooms[slug].name if slug in facts.rooms else slug for slug in rooms)


def where_of(facts: Facts, rooms: Sequence[str], starts_at: datetime, ends_at: datetime) -> str:
    """Return a place and a time to be seen: 'Hanover Hall, 09:50–10:35'."""
    starts, ends = starts_at.astimezone(facts.zone), ends_at.astimezone(facts.zone)
    return f"{places_of(facts, rooms)}, {clock(starts)}{EN_DASH}{_end(starts, ends)}"


def spoken(facts: Facts, rooms: Sequence[str], starts_at: datetime, ends_at: datetime) -> str:
    """Return a place and a time to be heard: 'Hanover Hall, 09:50 to 10:35'."""
    starts, ends = starts_at.astimezone(facts.zone), ends_at.astimezone(facts.zone)
    return f"{places_of(facts, rooms)}, {clock(starts)} to {_end(starts, ends)}"


def _end(starts: datetime, ends: datetime) -> str:
    later = "" if ends.date() == starts.date() else f" ({day_short(ends)})"
    return f"{clock(ends)}{later}"


def counted_clashes(blocks: int, warns: int) -> str:
    """Return 'Two clashes, one warning.', '' for none."""
    parts = []
    if blocks:
        parts.append(f"{_number(blocks)} clash{'' if blocks == 1 else 'es'}")
    if warns:
        parts.append(f"{_number(warns)} warning{'' if warns == 1 else 's'}")
    said = ", ".join(parts)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return words[count] if count < len(words) else f"{count:,}"
