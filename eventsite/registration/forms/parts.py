"""The parts of a pass's form: a moment on the summit's clock, a price from a moment on, a whole number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from wtforms import BooleanField, Field, Form, StringField
from wtforms.widgets import DateInput, TimeInput

from eventsite.core.errors import DomainError
from eventsite.core.money import BadAmount, parse
from eventsite.programme.drafting import wall_clock
from eventsite.programme.forms.parts import line

Problem = tuple[Field, str]
_SECOND = "The second of the two: after the clocks go back"


class BadNumber(DomainError):
    """What was typed is no whole number."""


def number(label: str, *, places: int = 6) -> StringField:
    """Return a field for a whole number of at most `places` digits; `whole` reads it."""
    return StringField(label, default="", render_kw={"inputmode": "numeric", "size": places, "autocomplete": "off"})


def whole(text: str) -> int:
    """Return the number that was typed, with or without commas between thousands.

    Raises:
        BadNumber: for anything else, negative or absurd.
    """
    bare = text.strip().replace(",", "")
    if not (bare.isascii() and bare.isdigit()) or len(bare) > 9:
        raise BadNumber(f"{text.strip()[:30]!r} is no whole number. Write it as in 40." if bare else "Give a number.")
    return int(bare)


class MomentPart(Form):
    """A day and a time of the summit's own clock; both empty say that there is no such moment."""

    on = StringField("Day", default="", widget=DateInput())
    at = StringField("Time", default="", widget=TimeInput())
    second = BooleanField(_SECOND)

    @property
    def is_empty(self) -> bool:
        return not ((self.on.data or "").strip() or (self.at.data or "").strip())

    def instant(self, zone: ZoneInfo) -> datetime | None:
        """Return the moment as a UTC instant.

        Raises:
            BadTime: with the field to mend in `part`.
        """
        if self.is_empty:
            return None
        on, at = wall_clock.read_day(self.on.data or ""), wall_clock.read_time(self.at.data or "", "starts")
        return wall_clock.instant(on, at, zone, second=bool(self.second.data))

    def problems(self, zone: ZoneInfo) -> Iterator[Problem]:
        try:
            self.instant(zone)
        except wall_clock.BadTime as error:
            yield (self.on if error.part == "on" else self.at), _said(error)

    def comes_twice(self, zone: ZoneInfo) -> bool:
        """Tell whether the clock shows what was typed twice that day, so that one has to choose."""
        try:
            on, at = wall_clock.read_day(self.on.data or ""), wall_clock.read_time(self.at.data or "", "starts")
        except wall_clock.BadTime:
            return False
        return wall_clock.comes_twice(datetime.combine(on, at, zone))


class PhasePart(MomentPart):
    """A price and from when on it holds."""

    name = line("Called", 60)
    price = line("Price", 60)

    def amount(self, currency: str) -> int:
        """Return the price in minor units.

        Raises:
            BadAmount: for what is none.
        """
        if not (self.price.data or ""):
            raise BadAmount("Give the price; 0 is free.")
        return parse(self.price.data or "", currency)

    def all_problems(self, zone: ZoneInfo, currency: str) -> Iterator[Problem]:
        try:
            self.amount(currency)
        except BadAmount as error:
            yield self.price, str(error)
        yield from self.problems(zone)


def _said(error: wall_clock.BadTime) -> str:
    """Return the sentence for one moment: it has no start and no end."""
    return str(error).replace("Give the start", "Give the time").replace("Write the start", "Write the time")
