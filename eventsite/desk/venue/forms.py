"""The forms of a venue and its events: shape and syntax. Each carries what it showed, so that it notices a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from wtforms import BooleanField, HiddenField

from eventsite.core.errors import DomainError, StaleEdit
from eventsite.core.stale import mark_of
from eventsite.programme.forms.parts import choice, line, text
from eventsite.programme.models import Track
from eventsite.registration.forms.parts import BadNumber, number, whole
from eventsite.summits.models import Zone
from eventsite.summits.services.events import MOST_SHORT, MOST_SUMMARY, EventPlan
from eventsite.summits.services.listing import MOST_LETTERS
from eventsite.summits.services.rooms import RoomPlan
from eventsite.summits.services.zones import ZonePlan
from eventsite.web.forms import Form


class OpenedForm(Form):
    """`opened` stands for what the form showed when it was opened; `status` is what a refused save answers."""

    opened = HiddenField(default="")
    status = 200

    def validate(self, extra_validators: Any = None) -> bool:
        self.status = 422
        return bool(super().validate(extra_validators))

    @contextmanager
    def shows(self, *kinds: type[DomainError]) -> Iterator[None]:
        """Show a refusal above the form; 409 when somebody else saved in between."""
        with super().shows(*kinds):
            try:
                yield
            except StaleEdit:
                self.status = 409
                raise

    @property
    def is_stale(self) -> bool:
        return self.status == 409

    def reopen(self, plan: Any) -> None:
        """Stand for `plan` from now on: whoever saves again has seen it."""
        self.opened.data = mark_of(plan)


class RoomForm(OpenedForm):
    name = line("Name", MOST_LETTERS)
    zone = choice("Zone")
    seats = number("Seats")
    allows_parallel = BooleanField("Several things happen in it at once")

    def __init__(self, zones: Sequence[Zone], plan: RoomPlan | None = None) -> None:
        plan = plan or RoomPlan("")
        super().__init__(data={
            "opened": mark_of(plan), "name": plan.name, "zone": plan.zone,
            "seats": "" if plan.seats is None else str(plan.seats), "allows_parallel": plan.allows_parallel,
        })  # fmt: skip
        self.zone.choices = {"": "No zone"} | {zone.slug: zone.name for zone in zones}

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        try:
            self._seats()
        except BadNumber as error:
            self.seats.errors = [*self.seats.errors, str(error)]
            return False
        return is_valid

    def plan(self) -> RoomPlan:
        """Return what the form asks for; call it when the form is valid."""
        return RoomPlan(self.name.data or "", self.zone.data or "", self._seats(), bool(self.allows_parallel.data))

    def _seats(self) -> int | None:
        return whole(typed) if (typed := (self.seats.data or "").strip()) else None


class ZoneForm(OpenedForm):
    name = line("Name", MOST_LETTERS)

    def __init__(self, plan: ZonePlan | None = None) -> None:
        plan = plan or ZonePlan("")
        super().__init__(data={"opened": mark_of(plan), "name": plan.name})

    def plan(self) -> ZonePlan:
        return ZonePlan(self.name.data or "")


class EventForm(OpenedForm):
    name = line("Name", MOST_LETTERS)
    short_name = line("Short name", MOST_SHORT)
    summary = text("About it", MOST_SUMMARY, rows=5)

    def __init__(self, plan: EventPlan | None = None) -> None:
        plan = plan or EventPlan("")
        said = {"name": plan.name, "short_name": plan.short_name, "summary": plan.summary}
        super().__init__(data={"opened": mark_of(plan), **said})

    def plan(self) -> EventPlan:
        return EventPlan(self.name.data or "", self.short_name.data or "", self.summary.data or "")


class TrackForm(OpenedForm):
    """A track in its row; without one, the row that adds one. `opened` is the name that the row showed."""

    name = line("Name", MOST_LETTERS)

    def __init__(self, track: Track | None = None, *, is_posted: bool = False) -> None:
        prefix = f"track-{track.id}" if track else "track-new"
        if is_posted:
            super().__init__(prefix=prefix)
        else:
            name = track.name if track else ""
            super().__init__(formdata=None, prefix=prefix, data={"name": name, "opened": name})
        self.track = track
