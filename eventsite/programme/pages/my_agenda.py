"""What a visitor starred, as the page of it shows it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from eventsite.programme.pages.overlaps import Overlap, find_overlaps
from eventsite.programme.releases.public import Entry, Programme


@dataclass(frozen=True, slots=True)
class Line:
    """A starred session at one of its slots, and what it overlaps with among the stars."""

    entry: Entry
    overlaps: tuple[Overlap, ...]


@dataclass(frozen=True, slots=True)
class DayOfMine:
    on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class MyAgenda:
    """Days that have a starred session, in order, and how many sessions are starred in all."""

    days: tuple[DayOfMine, ...]
    count: int


def my_agenda(programme: Programme, codes: Collection[str]) -> MyAgenda:
    """Return the page of the sessions called `codes`; a code the programme does not know is left out."""
    chosen = set(codes) & set(programme.sessions)
    overlaps = find_overlaps(entry for entry in programme.entries if entry.session.code in chosen)
    days = (
        DayOfMine(
            day.on,
            tuple(Line(e, overlaps.get(e.slot.uuid, ())) for e in day.entries if e.session.code in chosen),
        )
        for day in programme.days
    )
    return MyAgenda(tuple(day for day in days if day.lines), len(chosen))
