"""From what an organizer types (a day and two times of the summit's own clock) to instants, and back.

A slot may pass midnight: an end that is not after its start belongs to the next day. When clocks go back, an hour
comes twice: the first of the two is meant unless `second` says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from eventsite.core.errors import DomainError

LONGEST = timedelta(hours=24)
_TIME = re.compile(r"([01]?\d|2[0-3])[:.h]([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?")


class BadTime(DomainError):
    """What was typed is no slot; `part` names the field to mend: on, starts or ends."""

    def __init__(self, sentence: str, part: str) -> None:
        super().__init__(sentence)
        self.part = part


class NotADay(BadTime):
    """What was typed names no day."""


class NotATime(BadTime):
    """What was typed names no time of day."""


class MissingHour(BadTime):
    """The clocks go forward over this time: it does not exist that day."""


class NoLength(BadTime):
    """A slot that ends when it starts."""


class TooLong(BadTime):
    """A slot longer than a day."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A slot's time as a form holds it: '2026-10-26', '10:30', '11:15'."""

    on: str
    starts: str
    ends: str
    second: bool = False


def typed(starts_at: datetime, ends_at: datetime, zone: ZoneInfo) -> Typed:
    """Return how two instants read on the summit's clock."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    second = bool(comes_twice(starts) and starts.fold) or bool(comes_twice(ends) and ends.fold)
    return Typed(starts.date().isoformat(), f"{starts:%H:%M}", f"{ends:%H:%M}", second)


def span(row: Typed, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end as UTC instants.

    Raises:
        NotADay, NotATime, MissingHour, NoLength, TooLong: each says what to do.
    """
    on, first, last = read_day(row.on), read_time(row.starts, "starts"), read_time(row.ends, "ends")
    if first == last:
        raise NoLength(f"This starts and ends at {first:%H:%M}. Give it a later end.", "ends")
    starts_at = instant(on, first, zone, second=row.second, part="starts")
    ends_at = instant(on + timedelta(days=1) if last < first else on, last, zone, second=row.second, part="ends")
    if ends_at - starts_at > LONGEST:
        raise TooLong("This is longer than 24 hours. Make a slot for each day.", "ends")
    return starts_at, ends_at


def problems(row: Typed, zone: ZoneInfo) -> list[BadTime]:
    """Return everything that is wrong with a row, so that it can be mended at once."""
    reads: tuple[Callable[[], object], ...] = (
        lambda: read_day(row.on),
        lambda: read_time(row.starts, "starts"),
        lambda: read_time(row.ends, "ends"),
    )
    found = [error for read in reads if (error := _refusal(read))]
    whole = None if found else _refusal(lambda: span(row, zone))
    return [whole] if whole else found


def _refusal(read: Callable[[], object]) -> BadTime | None:
    try:
        read()
    except BadTime as error:
        return error
    return None


def instant(on: date, at: time, zone: ZoneInfo, *, second: bool = False, part: str = "starts") -> datetime:
    """Return the UTC instant when the clock of `zone` shows `at` on `on`.

    Raises:
        MissingHour: when it never does.
    """
    local = datetime.combine(on, at, zone).replace(fold=int(second))
    if _is_missing(local):
        skipped = _offset(local.replace(fold=1)) - _offset(local.replace(fold=0))
        minutes = round(abs(skipped).total_seconds() / 60)
        raise MissingHour(
            f"{at:%H:%M} does not exist on {on:%a} {on.day} {on:%b %Y}: the clocks go forward by {minutes} minutes "
            "then. Choose another time.",
            part,
        )
    return local.astimezone(UTC)


def comes_twice(local: datetime) -> bool:
    """Tell whether a wall clock shows this time twice that day, because it goes back."""
    return _offset(local.replace(fold=0)) > _offset(local.replace(fold=1)) and not _is_missing(local)


def is_typed_twice(row: Typed, zone: ZoneInfo) -> bool:
    """Tell whether a typed row holds a time that comes twice; a row that cannot be read holds none."""
    try:
        on, first, last = read_day(row.on), read_time(row.starts, "starts"), read_time(row.ends, "ends")
    except BadTime:
        return False
    ends_on = on + timedelta(days=1) if last < first else on
    return any(comes_twice(datetime.combine(day, at, zone)) for day, at in ((on, first), (ends_on, last)))


def passes_midnight(row: Typed) -> bool:
    """Tell whether the end, as typed, belongs to the day after."""
    try:
        return read_time(row.ends, "ends") < read_time(row.starts, "starts")
    except BadTime:
        return False


def read_day(text: str) -> date:
    """Return the day that '2026-10-26' names."""
    text = text.strip()
    if not text:
        raise NotADay("Choose the day, as in 2026-10-26.", "on")
    try:
        on = date.fromisoformat(text)
    except ValueError:
        on = date.min
    if not 2000 <= on.year < 2100:
        raise NotADay(f"{text[:30]} is no day of this century. Write one as 2026-10-26.", "on")
    return on


def read_time(text: str, part: str) -> time:
    """Return the time that '9:05' or '09:05' names; `part` is 'starts' or 'ends'."""
    text, what = text.strip(), "end" if part == "ends" else "start"
    if not text:
        raise NotATime(f"Give the {what}, as in 10:30.", part)
    match = _TIME.fullmatch(text)
    if match is None:
        raise NotATime(f"{text[:30]} is no time. Write the {what} as 10:30.", part)
    return time(int(match[1]), int(match[2]))


def _is_missing(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return back.replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0)


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()
