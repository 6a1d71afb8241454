"""What part of the draft an address of the board asks for: day, event, zoom, hidden rooms, a search in the tray."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from eventsite.programme.drafting import wall_clock
from eventsite.programme.releases.public import programme_day

#: Minutes of the day that get one line of text; a smaller number draws a longer day.
ZOOMS = (5, 10, 15, 30, 60)
ZOOM = 15
MOST_LETTERS = 100
MOST_HIDDEN = 500


class Args(Protocol):
    """A query string, as werkzeug's MultiDict gives it."""

    def get(self, key: str, default: str, /) -> str: ...

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """`day` None asks for the day that matters most; `event` '' for all; `hide` are rooms, `q` searches the tray."""

    day: date | None = None
    event: str = ""
    zoom: int = ZOOM
    hide: frozenset[str] = frozenset()
    q: str = ""

    @classmethod
    def from_args(cls, args: Args) -> Asked:
        """Read a query string; what makes no sense asks for nothing."""
        zoom = args.get("zoom", "")
        hidden = {slug for text in args.getlist("hide")[:MOST_HIDDEN] for slug in text.split(",") if slug}
        return cls(
            day=read_day(args.get("day", "")),
            event=args.get("event", "")[:MOST_LETTERS],
            zoom=int(zoom) if zoom in map(str, ZOOMS) else ZOOM,
            hide=frozenset(sorted(hidden)[:MOST_HIDDEN]),
            q=" ".join(args.get("q", "").split())[:MOST_LETTERS],
        )

    @classmethod
    def from_query(cls, query: str) -> Asked:
        """Read what `query` wrote."""
        return cls.from_args(_Pairs(parse_qs(query[:20_000])))

    @property
    def pairs(self) -> dict[str, str]:
        """Return the parameters of an address, defaults left out."""
        found = {
            "day": self.day.isoformat() if self.day else "", "event": self.event,
            "zoom": str(self.zoom) if self.zoom != ZOOM else "", "hide": ",".join(sorted(self.hide)), "q": self.q,
        }  # fmt: skip
        return {name: value for name, value in found.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.pairs)

    def on(self, day: date) -> Asked:
        return replace(self, day=day)

    def at(self, moment: datetime, zone: ZoneInfo) -> Asked:
        """Return it for the day that shows a moment."""
        return self.on(programme_day(moment, zone))

    def hiding(self, rooms: frozenset[str]) -> Asked:
        return replace(self, hide=rooms)


class _Pairs:
    """A parsed query string as `Args`."""

    def __init__(self, pairs: Mapping[str, list[str]]) -> None:
        self._pairs = pairs

    def get(self, key: str, default: str, /) -> str:
        return next(iter(self.getlist(key)), default)

    def getlist(self, key: str, /) -> list[str]:
        return self._pairs.get(key, [])


def read_day(text: str) -> date | None:
    """Return the day that '2026-10-29' names, None for anything else and for one of another century."""
    try:
        return wall_clock.read_day(text[:10])
    except wall_clock.BadTime:
        return None
