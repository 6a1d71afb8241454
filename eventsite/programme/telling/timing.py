"""When people are told: a quarter of an hour later, so that one mail tells a correction too, and never by night.

Asked twice: when a release is made, and when its mail goes, which may be later than was meant.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Releases within this time are told together.
GATHERING = timedelta(minutes=15)
EVENING, MORNING = time(21), time(8)


def due_at(at: datetime, zone: ZoneInfo, *, is_urgent: bool = False) -> datetime:
    """Return when to tell what was released `at`: gathered, and outside 21:00 to 08:00 on the summit's clock.

    What is urgent is told at once, at any hour: who is on the way must not stand before the wrong door.
    """
    return at if is_urgent else by_day(at + GATHERING, zone)


def by_day(at: datetime, zone: ZoneInfo) -> datetime:
    """Return `at`, or the morning that ends its night."""
    local = at.astimezone(zone)
    if local.time() >= EVENING:
        return datetime.combine(local.date() + timedelta(days=1), MORNING, zone)
    if local.time() < MORNING:
        return datetime.combine(local.date(), MORNING, zone)
    return at
