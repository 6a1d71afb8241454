"""The form that gives a room to an event: for the whole summit, a whole day, or from one time until another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from wtforms import BooleanField, Field, StringField
from wtforms.widgets import TimeInput

from eventsite.core import wording
from eventsite.programme.drafting import wall_clock
from eventsite.programme.forms.parts import choice
from eventsite.summits.models import Summit
from eventsite.summits.queries import list_events
from eventsite.summits.services.allocating import Span
from eventsite.web.forms import Form

WHOLE = "The whole summit"


class AllocationForm(Form):
    """Without a day it is for the whole summit, with a day and no times for all of that day."""

    event = choice("Event")
    on = choice("Day")
    starts = StringField("From", default="", widget=TimeInput())
    ends = StringField("Until", default="", widget=TimeInput())
    second = BooleanField("The second of the two: after the clocks go back")

    def __init__(self, summit: Summit) -> None:
        super().__init__()
        self.summit = summit
        days = days_of(summit)
        self.event.choices = {event.slug: event.name for event in list_events(summit)}
        self.on.choices = {"": WHOLE} | {day.isoformat(): wording.day(day) for day in days}
        self.asks_which = any(_goes_back(summit, day) for day in days)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        for field, problem in self._problems():
            field.errors = [*field.errors, problem]
            is_valid = False
        return bool(is_valid)

    def span(self) -> Span | None:
        """Return from when to when as UTC instants, None for the whole summit; call it when the form is valid."""
        if not self.on.data:
            return None
        if not self._has_times:
            return _day(self.summit, date.fromisoformat(self.on.data))
        return wall_clock.span(self._typed(), self.summit.zone_info)

    @property
    def _has_times(self) -> bool:
        return bool((self.starts.data or "").strip() or (self.ends.data or "").strip())

    def _typed(self) -> wall_clock.Typed:
        return wall_clock.Typed(
            self.on.data or "", self.starts.data or "", self.ends.data or "", bool(self.second.data)
        )

    def _problems(self) -> Iterator[tuple[Field, str]]:
        if self._has_times and not self.on.data:
            yield self.on, "Choose the day of these times, or leave them empty for the whole summit."
        elif self._has_times and not self.on.errors:
            fields = {"on": self.on, "starts": self.starts, "ends": self.ends}
            for problem in wall_clock.problems(self._typed(), self.summit.zone_info):
                yield fields[problem.part], str(problem)


def days_of(summit: Summit) -> list[date]:
    length = (summit.ends_on - summit.starts_on).days
    return [summit.starts_on + timedelta(days=count) for count in range(length + 1)]


def _day(summit: Summit, on: date) -> Span:
    starts, ends = (datetime.combine(day, time(), summit.zone_info) for day in (on, on + timedelta(days=1)))
    return starts.astimezone(UTC), ends.astimezone(UTC)


def _goes_back(summit: Summit, on: date) -> bool:
    starts, ends = _day(summit, on)
    return ends - starts > timedelta(days=1)
