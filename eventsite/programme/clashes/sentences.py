"""How clashes are put into words: whole sentences, with every time and place in full."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from eventsite.core import wording
from eventsite.programme.clashes.facts import Facts
from eventsite.programme.clashes.values import Placed

MOST_LETTERS = 90
_MINUTE = timedelta(minutes=1)


def quoted(title: str) -> str:
    """“Title”, cut where it is too long to be read in a sentence."""
    title = " ".join(title.split())
    return f"“{title[: MOST_LETTERS - 1].rstrip()}…”" if len(title) > MOST_LETTERS else f"“{title}”"


def rooms(facts: Facts, slugs: Sequence[str]) -> str:
    """Regency V; Regency V and VI; Regency V and 7 more rooms; no room yet"""
    names = [facts.rooms[slug].name for slug in slugs]
    if len(names) > 3:
        return f"{names[0]} and {len(names) - 1} more rooms"
    return wording.listed(names) or "no room yet"


@lru_cache(maxsize=4096)  # where hundreds stand in one room, the same few times are told again and again
def span(starts_at: datetime, ends_at: datetime, zone: ZoneInfo, *, on: datetime | None = None) -> str:
    """Mon 29 Oct, 09:55–10:25 EDT; 09:55–10:25 EDT where `on` has told the day already."""
    told = on.astimezone(zone).date() if on else None
    return wording.span(starts_at.astimezone(zone), ends_at.astimezone(zone), on=told)


def time(facts: Facts, placed: Placed, *, after: Placed | None = None) -> str:
    """“One twin or two hundred?”, Mon 29 Oct, 09:55–10:25 EDT; without the day where `after` has told it already."""
    when = span(placed.starts_at, placed.ends_at, facts.zone, on=after.starts_at if after else None)
    return f"{quoted(placed.title)}, {when}"


def place(facts: Facts, placed: Placed, *, after: Placed | None = None) -> str:
    """“One twin or two hundred?”, Regency V, Mon 29 Oct, 09:55–10:25 EDT"""
    when = span(placed.starts_at, placed.ends_at, facts.zone, on=after.starts_at if after else None)
    return f"{quoted(placed.title)}, {rooms(facts, placed.rooms)}, {when}"


def minutes(length: timedelta) -> str:
    """1 minute; 15 minutes; a part of a minute counts as none."""
    return wording.counted(length // _MINUTE, "minute")
