"""How times, counts and titles are worded, wherever they stand: on pages, in mails, on paper.

`clock`, `day`, `day_long` and `zone` read the wall clock of what they are given: an aware local datetime, or a date
for the days. Names of days and months are English, whatever the locale of the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)


def clock(moment: datetime) -> str:
    """10:30"""
    return f"{moment:%H:%M}"


def day(on: date) -> str:
    """Mon 29 Oct"""
    return f"{_DAYS[on.weekday()][:3]} {on.day} {_MONTHS[on.month - 1][:3]}"


def day_short(on: date) -> str:
    """Mon 29"""
    return f"{_DAYS[on.weekday()][:3]} {on.day}"


def day_long(on: date) -> str:
    """Monday 29 October"""
    return f"{_DAYS[on.weekday()]} {on.day} {_MONTHS[on.month - 1]}"


def dates(first: date, last: date) -> str:
    """29–31 October 2026; 31 October – 2 November 2026"""
    if first == last:
        return f"{first.day} {_MONTHS[first.month - 1]} {first.year}"
    end = f"{last.day} {_MONTHS[last.month - 1]} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {_MONTHS[first.month - 1]}{year} – {end}"


def zone(moment: datetime) -> str:
    """EDT; a zone without letters says UTC+03."""
    name = moment.tzname() or ""
    return name if name[:1].isalpha() else f"UTC{name}"


def moment(at: datetime) -> str:
    """Mon 29 Oct, 14:15 EDT"""
    return f"{day(at)}, {clock(at)} {zone(at)}"


def span(starts: datetime, ends: datetime, *, on: date | None = None) -> str:
    """Mon 29 Oct, 09:55–10:25 EDT; 09:55–10:25 EDT where `on` has told the day already.

    What ends on another day, or by another clock, says so.
    """
    first = "" if on == starts.date() else f"{day(starts)}, "
    before = f" {zone(starts)}" if starts.utcoffset() != ends.utcoffset() else ""
    until = "" if ends.date() == starts.date() else f"{day(ends)}, "
    return f"{first}{clock(starts)}{before}–{until}{clock(ends)} {zone(ends)}"


def anchor(moment: datetime) -> str:
    """10:30; the second of two equal times, in the night the clocks go back, 01:30-EST: each is one place of a page."""
    return f"{moment:%H:%M}-{zone(moment)}" if moment.fold else clock(moment)


def is_twice(moment: datetime) -> bool:
    """Tell whether its clock shows this time twice: then the time alone does not say which."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def iso(moment: date) -> str:
    """2026-10-29T10:30-04:00, for <time datetime>; a date stays a date."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def listed(words: Sequence[str]) -> str:
    """one; one and two; one, two and three"""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def title_of(name: str, edition: str) -> str:
    """Summit 2026; an edition that the name tells already is not told twice."""
    return name if edition in name else f"{name} {edition}"


def counted(number: int, thing: str, things: str = "") -> str:
    """1 session; 2 sessions; 1,079 sessions"""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"
