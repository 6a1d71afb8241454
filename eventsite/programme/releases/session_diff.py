"""What changes about one session, field by field: its words, its slots, its line-up, its resources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

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
    yield from _pairs("Line-up", _billed(old.line_up if old else ()), _billed(now.line_up))
    yield from _pairs("Resource", _titles(old), _titles(now))
    if (
        old
        and _order(old.line_up) != _order(now.line_up)
        and sorted(_order(old.line_up)) == sorted(_order(now.line_up))
    ):
        yield FieldChange("Order", ", ".join(b.name for b in old.line_up), ", ".join(b.name for b in now.line_up))


def _slot_fields(
    old: tuple[ReleasedSlot, ...], old_words: Words, now: tuple[ReleasedSlot, ...], words: Words
) -> Iterator[FieldChange]:
    was = {slot.uuid: slot for slot in old}
    for slot in now:
        past = was.get(slot.uuid)
        cancelled = slot.is_cancelled, bool(past and past.is_cancelled)
        before = (
            old_words.when(past) if past and not past.is_cancelled else "",
            old_words.where(past) if past and not past.is_cancelled else "",
        )
        after = words.when(slot) if not slot.is_cancelled else "", words.where(slot) if not slot.is_cancelled else ""
        if cancelled == (True, True) or before == after:
            continue
        for name, one, other in zip(("When", "Room"), before, after, strict=True):
            if one != other:
                yield FieldChange(name, one, other)


def _billed(line_up: tuple[Billing, ...]) -> dict[str, tuple[str, str]]:
    """Person and role -> the role's name and the line as billed."""
    return {
        f"{b.person}/{b.role.value}": (
            b.role.value.capitalize(),
            ", ".join(filter(None, (b.name, b.title, b.organization))),
        )
        for b in line_up
    }


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
