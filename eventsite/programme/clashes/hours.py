"""The hours in which a summit uses its days: free places are looked for in these alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventsite.programme.clashes.values import Placed
from eventsite.programme.releases.public import programme_day
from eventsite.programme.states import SessionKind

NINE, SIX = timedelta(hours=9), timedelta(hours=18)
_NO_TALKS = (SessionKind.BREAK, SessionKind.SOCIAL)


@dataclass(frozen=True, slots=True)
class Hours:
    """From the first to the last that happens on a day; breaks and evenings out do not make a day longer."""

    on: date
    opens_at: datetime
    closes_at: datetime


def hours_of(placed: Sequence[Placed], zone: ZoneInfo, first_on: date, last_on: date) -> tuple[Hours, ...]:
    """Return the days of the summit, and those beside them that are in use.

    A day on which nothing happens yet has the hours of the others together; where there are none, from nine to six.
    """
    days: dict[date, list[Placed]] = {}
    for one in [one for one in placed if one.kind not in _NO_TALKS] or placed:
        days.setdefault(programme_day(one.starts_at, zone), []).append(one)
    spans = {on: (min(one.starts_at for one in ones), max(one.ends_at for one in ones)) for on, ones in days.items()}
    opens = min((_clock(starts_at, on, zone) for on, (starts_at, _) in spans.items()), default=NINE)
    closes = max((_clock(ends_at, on, zone) for on, (_, ends_at) in spans.items()), default=SIX)
    for number in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=number)
        spans.setdefault(on, (_instant(on, opens, zone), _instant(on, closes, zone)))
    return tuple(Hours(on, *spans[on]) for on in sorted(spans))


def _clock(moment: datetime, on: date, zone: ZoneInfo) -> timedelta:
    """Return how long after midnight of `on` a clock on the wall shows a moment."""
    return moment.astimezone(zone).replace(tzinfo=None) - datetime.combine(on, time())


def _instant(on: date, clock: timedelta, zone: ZoneInfo) -> datetime:
    return (datetime.combine(on, time(), zone) + clock).astimezone(UTC)
