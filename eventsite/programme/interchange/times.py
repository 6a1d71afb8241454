"""When: instants, durations and the IANA zone they must agree with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from eventsite.programme.interchange.errors import (
    EndsBeforeStart,
    MalformedField,
    MissingField,
    NoTimeZone,
    UnknownTimeZone,
    WrongTime,
)
from eventsite.programme.interchange.raw import RawSession

YEARS = range(1970, 2200)
LONGEST = timedelta(days=14)
#: A session that starts before this hour belongs to the evening before.
NIGHT = timedelta(hours=4)

_INSTANT = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?"
    r"(?P<offset>Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_DURATION = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2})", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*[+-]\d", re.ASCII)


def clock(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clocks of `zone` show at an instant, as a naive datetime."""
    return instant.astimezone(zone).replace(tzinfo=None)


def zone_called(name: str) -> ZoneInfo:
    """Return the IANA zone.

    Raises:
        NoTimeZone: when `name` is empty.
        UnknownTimeZone: when there is no such zone; an offset is none.
    """
    if not name:
        raise NoTimeZone(
            "The file names no time zone, and an offset such as +01:00 is not one: it does not know summer time. "
            "Say where the summit is, as in --time-zone Europe/Berlin."
        )
    if name not in _zones():
        hint = " An offset is not a time zone." if _OFFSET.match(name) else ""
        raise UnknownTimeZone(
            f"There is no time zone {name[:60]!r}.{hint} Give its IANA name, as in --time-zone Europe/Berlin.")
    return ZoneInfo(name)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"Factory", "localtime"})


@dataclass(frozen=True, slots=True)
class Moment:
    """What a text says of an instant: the wall clock, and the offset where it gives one."""

    wall: datetime
    offset: timedelta | None

    @property
    def instant(self) -> datetime:
        """The instant, for one that gives an offset."""
        return (self.wall - (self.offset or timedelta())).replace(tzinfo=UTC)

    def on(self, zone: ZoneInfo) -> datetime:
        """Return the wall clock that `zone` shows, as a naive datetime."""
        return self.wall if self.offset is None else clock(self.instant, zone)


def moment(text: str, *, where: str, what: str) -> Moment:
    """Read '2026-01-31T09:30:00+01:00'; the offset may be missing.

    Raises:
        MalformedField: when it is no such thing, or no year of a programme.
    """
    found = _INSTANT.fullmatch(text)
    try:
        if not found:
            raise ValueError
        wall = datetime.combine(date.fromisoformat(found["date"]), time.fromisoformat(found["time"]))
        offset = _offset(found["offset"])
    except ValueError:
        wanted = "an instant as 2026-01-31T09:30:00+01:00 is wanted"
        raise MalformedField(where, f"{what} is {text[:60]!r}; {wanted}.") from None
    _check_year(wall.date(), where, what)
    return Moment(wall, offset)


def _offset(text: str | None) -> timedelta | None:
    if text is None or text == "Z":
        return None if text is None else timedelta()
    hours, minutes = int(text[1:3]), int(text[3:].strip(":") or 0)
    if hours > 14 or minutes > 59:
        raise ValueError
    return timedelta(hours=hours, minutes=minutes) * (-1 if text[0] == "-" else 1)


def day(text: str, *, where: str, what: str) -> date:
    """Read a date, or the date of an instant.

    Raises:
        MalformedField: when it is neither, or no year of a programme.
    """
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        raise MalformedField(where, f"{what} is {text[:60]!r}; a date as 2026-01-31 is wanted.") from None
    _check_year(found, where, what)
    return found


def _check_year(found: date, where: str, what: str) -> None:
    if found.year not in YEARS:
        raise MalformedField(where, f"{what} is in the year {found.year}, which is no year of a programme.")


def duration(text: str, *, where: str, what: str) -> timedelta:
    """Read '0:45', '01:30', '1:02:00' (a day and two hours) or '01:30:00' (hours, minutes, seconds).

    Three parts mean two things in the wild: pretalx writes days in front, without a zero before them.

    Raises:
        MalformedField: when it is nothing of that, or longer than a fortnight.
    """
    found = _DURATION.fullmatch(text)
    if not found:
        raise MalformedField(where, f"{what} is {text[:60]!r}; hours and minutes as 00:45 are wanted.")
    first, second, third = found.groups()
    if first is None:
        length = timedelta(hours=int(second), minutes=int(third))
    elif len(first) == 2:
        length = timedelta(hours=int(first), minutes=int(second), seconds=int(third))
    else:
        length = timedelta(days=int(first), hours=int(second), minutes=int(third))
    if length > LONGEST:
        raise MalformedField(where, f"{what} is {text!r}, which is more than a fortnight.")
    return length


def span(session: RawSession, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants at which a session starts and ends.

    Raises:
        WrongTime: when its instant, its wall clock and the zone do not agree.
        EndsBeforeStart: when it takes no time, or less.
        MissingField, MalformedField: when something is missing or unreadable.
    """
    start = _start(session, zone)
    end = start + _length(session, start, zone)
    if end <= start:
        said = f"from {session.date} to {session.end}" if session.end else f"duration {session.duration}"
        raise EndsBeforeStart(
            session.where, f"{session.label} ends when it starts, or before ({said}). Give it a later end.")
    return start, end


def _start(session: RawSession, zone: ZoneInfo) -> datetime:
    what = f"the date of {session.label}"
    if session.date:
        said = moment(session.date, where=session.where, what=what)
    elif session.day.date and session.start:
        said = _of_the_day(session, zone)
    else:
        raise MissingField(session.where, f"{session.label} has no date. Say when it starts.")
    _check_clock(session, said, zone)
    return _instant(said, session, zone)


def _of_the_day(session: RawSession, zone: ZoneInfo) -> Moment:
    """Old files give the day and the wall clock; what starts before the day does belongs to the night after it."""
    wall = datetime.combine(day(session.day.date, where=session.day.where, what="the day's date"), _clock(session))
    if session.day.start:
        opens = moment(session.day.start, where=session.day.where, what="the day's start").on(zone)
        wall += timedelta(days=wall < opens and wall.date() == opens.date())
    return Moment(wall, None)


def _clock(session: RawSession) -> time:
    found = _CLOCK.fullmatch(session.start)
    try:
        if found:
            return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        pass
    raise MalformedField(session.where, f"{session.label} starts at {session.start[:20]!r}; a time as 09:30 is wanted.")


def _check_clock(session: RawSession, said: Moment, zone: ZoneInfo) -> None:
    """An instant in UTC may stand for any zone; any other offset must be the zone's own, and `start` its clock."""
    shown = said.on(zone)
    if said.offset is not None and said.offset != timedelta() and shown != said.wall:
        raise WrongTime(
            session.where,
            f"{session.label} starts {session.date}, but then it is {shown:%H:%M} in {zone.key}. "
            "The time zone of the file or the offset is wrong; correct it, or say --time-zone.",
        )
    if session.start and shown.time().replace(second=0) != _clock(session).replace(second=0):
        raise WrongTime(
            session.where,
            f"{session.label} starts at {session.start}, but its date {session.date} is {shown:%H:%M} in {zone.key}. "
            "The time zone, the date or the start is wrong; correct it.",
        )


def _instant(said: Moment, session: RawSession, zone: ZoneInfo) -> datetime:
    if said.offset is not None:
        return said.instant
    instant = said.wall.replace(tzinfo=zone).astimezone(UTC)
    if clock(instant, zone) != said.wall:
        raise WrongTime(
            session.where,
            f"{session.label} starts at {said.wall:%Y-%m-%d %H:%M}, which {zone.key} skips as summer time begins.")
    return instant


def _length(session: RawSession, start: datetime, zone: ZoneInfo) -> timedelta:
    if session.end:
        said = moment(session.end, where=session.where, what=f"the end of {session.label}")
        return _instant(said, session, zone) - start
    if session.duration:
        return duration(session.duration, where=session.where, what=f"the duration of {session.label}")
    raise MissingField(session.where, f"{session.label} has neither a duration nor an end.")
