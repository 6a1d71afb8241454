"""What a form or a module asks the board to do with a slot: as typed, so that nothing is lost when it is refused.

A form says day and start on the summit's clock (`on`, `starts`); a module says the day and minutes after its row 0
(`day`, `at`), which no change of clocks can make ambiguous. Both say how long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.wording import clock
from eventsite.programme.board.asked import Args
from eventsite.programme.board.geometry import day_start
from eventsite.programme.drafting import wall_clock
from eventsite.programme.drafting.wall_clock import BadTime, NoLength, NotATime, TooLong

_MINUTES = re.compile(r"-?[0-9]{1,6}")
_LONGEST = 24 * 60
_MOST_ROOMS = 200


@dataclass(frozen=True, slots=True)
class Placing:
    """`at` '' means that day and start are `on` and `starts`. `rooms` are slugs, the main one first."""

    session: str = ""
    slot: str = ""
    version: str = ""
    on: str = ""
    starts: str = ""
    second: bool = False
    at: str = ""
    minutes: str = ""
    rooms: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: Args) -> Placing:
        """Read a form or a query string; texts are cut where no honest one is that long."""
        rooms = dict.fromkeys(room[:60] for room in args.getlist("room")[:_MOST_ROOMS] if room)
        day, on = args.get("day", ""), args.get("on", "")
        return cls(
            session=args.get("session", "")[:80],
            slot=args.get("slot", "")[:36],
            version=args.get("version", "")[:20],
            on=(day or on if args.get("at", "") else on or day)[:40],
            starts=args.get("starts", "")[:40],
            second=bool(args.get("second", "")),
            at=args.get("at", "")[:20],
            minutes=args.get("minutes", "")[:20],
            rooms=tuple(rooms),
        )

    @property
    def is_empty(self) -> bool:
        """Tell whether it names no place at all."""
        return not (self.at or self.starts or self.minutes or self.rooms)

    @property
    def seen(self) -> int:
        """Return the version that was looked at, 0 for what is none."""
        return int(self.version) if self.version.isascii() and self.version.isdecimal() else 0

    def in_clock(self, zone: ZoneInfo) -> Placing:
        """Return it with day and start as a form shows them."""
        if not self.at:
            return self
        try:
            starts_at = self._starts_at(zone).astimezone(zone)
        except BadTime:
            return replace(self, at="")
        second = wall_clock.comes_twice(starts_at) and bool(starts_at.fold)
        return replace(self, at="", on=starts_at.date().isoformat(), starts=clock(starts_at), second=second)

    def comes_twice(self, zone: ZoneInfo) -> bool:
        """Tell whether the clock shows the typed start twice that day."""
        try:
            on, at = wall_clock.read_day(self.on), wall_clock.read_time(self.starts, "starts")
        except BadTime:
            return False
        return wall_clock.comes_twice(datetime.combine(on, at, zone))

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return start and end as UTC instants.

        Raises:
            BadTime: with a sentence that says what to mend, and where.
        """
        starts_at = self._starts_at(zone)
        return starts_at, starts_at + timedelta(minutes=self._length())

    def _starts_at(self, zone: ZoneInfo) -> datetime:
        on = wall_clock.read_day(self.on)
        if not self.at:
            at: time = wall_clock.read_time(self.starts, "starts")
            return wall_clock.instant(on, at, zone, second=self.second)
        if not _MINUTES.fullmatch(self.at) or abs(int(self.at)) > 2 * _LONGEST:
            raise NotATime("This time is not on that day. Choose a start, as in 10:30.", "starts")
        return day_start(on, zone) + timedelta(minutes=int(self.at))

    def _length(self) -> int:
        if not _MINUTES.fullmatch(self.minutes.strip()):
            raise NoLength("Give the length in minutes, as in 45.", "minutes")
        minutes = int(self.minutes)
        if minutes <= 0:
            raise NoLength("A session needs a length. Give at least 5 minutes.", "minutes")
        if minutes > _LONGEST:
            raise TooLong("This is longer than 24 hours. Make a slot for each day.", "minutes")
        return minutes
