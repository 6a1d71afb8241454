"""What changes about one session, field by field: its words, its slots, its line-up, its resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from eventsite.core.wording import counted
from eventsite.programme.releases.changes import FieldChange
from eventsite.programme.releases.snapshot import Billing, ReleasedSession, ReleasedSlot, Snapshot


class Words:
    """Names and times of one snapshot, as people read them.

    What a later snapshot still knows goes by its later name: a renamed room is one change and not one of each session.
    """

    def __init__(self, snapshot: Snapshot, later: Snapshot | None = None) -> None:
        self.zone = ZoneInfo(snapshot.summit.time_zone)
        self.rooms: dict[str, str] = {}
        self.events: dict[str, str] = {}
        self.tracks: dict[tuple[str, str], str] = {}
        for known in filter(None, (snapshot, later)):
            self.rooms |= {room.slug: room.name for room in known.rooms}
            self.events |= {event.slug: event.name for event in known.events}
            self.tracks |= {(track.event, track.slug): track.name for track in known.tracks}

    def when(self, slot: ReleasedSlot) -> str:
        starts, ends = slot.starts_at.astimezone(self.zone), slot.ends_at.astimezone(self.zone)
        return f"{_day(starts)}, {starts:%H:%M}\N{EN DASH}{ends:%H:%M} {starts:%Z}"

    def how_long(self, slot: ReleasedSlot) -> str:
        """45 minutes; 2 hours; 1 hour 30 minutes"""
        hours, minutes = divmod(round((slot.ends_at - slot.starts_at).total_seconds() / 60), 60)
        parts = ((hours, "hour"), (minutes, "minute"))
        return " ".join(counted(number, what) for number, what in parts if number)

    def where(self, slot: ReleasedSlot) -> str:
        return ", ".join(self.rooms.get(room, room) for room in slot.rooms)


def _day(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b}"


_SESSION: dict[str, Callable[[ReleasedSession, Words], str]] = {
    "State": lambda s, w: "Cancelled" if s.is_cancelled else "On",
    "Title": lambda s, w: s.title,
    "Subtitle": lambda s, w: s.subtitle,
    "Kind": lambda s, w: s.kind.value.capitalize(),
    "Event": lambda s, w: w.events.get(s.event, s.event),
    "Also in": lambda s, w: ", ".join(w.events.get(event, event) for event in s.also),
    "Track": lambda s, w: w.tracks.get((s.event, s.track), ""),
    "Language": lambda s, w: s.language,
    "Featured": lambda s, w: "Yes" if s.is_featured else "",
    "Abstract": lambda s, w: s.abstract.source,
    "Description": lambda s, w: s.description.source,
    "Reconstructed": lambda s, w: s.reconstructed,
}


def session_fields(
    old: ReleasedSession | None, old_words: Words, now: ReleasedSession, words: Words
) -> Iterator[FieldChange]:
    for name, read in _SESSION.items():
        before, after = read(old, old_words) if old else "", read(now, words)
        if before != after and not (old is None and name == "State" and not now.is_cancelled):
            yield FieldChange(name, before, after)
    yield from _slot_fields(old.slots if old else (), old_words, now.slots, words)
    yield from _line_up_fields(old.line_up if old else (), now.line_up)
    yield from _pairs("Resource", _titles(old), _titles(now))
    if (
        old
        and _order(old.line_up) != _order(now.line_up)
        and sorted(_roles(old.line_up)) == sorted(_roles(now.line_up))
    ):
        yield FieldChange("Order", ", ".join(b.name for b in old.line_up), ", ".join(b.name for b in now.line_up))


def _slot_fields(
    old: tuple[ReleasedSlot, ...], old_words: Words, now: tuple[ReleasedSlot, ...], words: Words
) -> Iterator[FieldChange]:
    was = {slot.uuid: slot for slot in old if not slot.is_cancelled}
    for slot in now:
        before, after = was.get(slot.uuid), None if slot.is_cancelled else slot
        if before and after and before.starts_at == after.starts_at and before.ends_at != after.ends_at:
            yield FieldChange("Duration", _lasting(before, old_words), _lasting(after, words))
        else:
            yield from _field("When", before, after, old_words.when, words.when)
            if before and after:
                yield from _field("Duration", before, after, old_words.how_long, words.how_long)
        yield from _field("Room", before, after, old_words.where, words.where)


def _field(
    name: str,
    before: ReleasedSlot | None,
    after: ReleasedSlot | None,
    read_old: Callable[[ReleasedSlot], str],
    read: Callable[[ReleasedSlot], str],
) -> Iterator[FieldChange]:
    one, other = read_old(before) if before else "", read(after) if after else ""
    if one != other:
        yield FieldChange(name, one, other)


def _lasting(slot: ReleasedSlot, words: Words) -> str:
    return f"{words.how_long(slot)}: {words.when(slot)}"


def _line_up_fields(old: tuple[Billing, ...], now: tuple[Billing, ...]) -> Iterator[FieldChange]:
    """Yield who changed the role, then who came, went, or is billed otherwise."""
    moved = {}
    for person in dict.fromkeys(_order(now)):
        before, after = ([b for b in line_up if b.person == person] for line_up in (old, now))
        if len(before) == len(after) == 1 and before[0].role != after[0].role:
            moved[person] = before[0], after[0]
    for one, other in moved.values():
        yield FieldChange("Role", f"{_line(one)}: {one.role.value}", f"{_line(other)}: {other.role.value}")
    staying = (tuple(b for b in line_up if b.person not in moved) for line_up in (old, now))
    yield from _pairs("Line-up", *map(_billed, staying))


def _line(billing: Billing) -> str:
    return ", ".join(filter(None, (billing.name, billing.title, billing.organization)))


def _billed(line_up: tuple[Billing, ...]) -> dict[str, tuple[str, str]]:
    """Person and role -> the role's name and the line as billed."""
    return {f"{b.person}/{b.role.value}": (b.role.value.capitalize(), _line(b)) for b in line_up}


def _titles(session: ReleasedSession | None) -> dict[str, tuple[str, str]]:
    resources = session.resources if session else ()
    return {
        f"{number}/{r.title}": (
            "Resource",
            " \N{MIDDLE DOT} ".join(filter(None, (r.title, r.publisher, str(r.year or ""), r.url))),
        )
        for number, r in _numbered(resources)
    }


def _numbered(resources: Iterable[Any]) -> Iterator[tuple[int, Any]]:
    """Number the resources of one title, so that two of a name stay two."""
    seen: dict[str, int] = {}
    for resource in resources:
        seen[resource.title] = seen.get(resource.title, 0) + 1
        yield seen[resource.title], resource


def _pairs(field: str, old: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]) -> Iterator[FieldChange]:
    for key in {**old, **now}:
        label = (now.get(key) or old.get(key) or (field, ""))[0]
        before, after = old.get(key, ("", ""))[1], now.get(key, ("", ""))[1]
        if before != after:
            yield FieldChange(label, before, after)


def _order(line_up: tuple[Billing, ...]) -> list[str]:
    return [billing.person for billing in line_up]


def _roles(line_up: tuple[Billing, ...]) -> list[tuple[str, str]]:
    return [(billing.person, billing.role.value) for billing in line_up]
