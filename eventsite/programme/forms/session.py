"""The form of a session, its line-up and its slots: one form for all, so that saving one part loses no other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from wtforms import BooleanField, Field, FormField, HiddenField, SelectMultipleField
from wtforms.validators import DataRequired

from eventsite.core.errors import DomainError
from eventsite.programme.drafting import wall_clock
from eventsite.programme.drafting.plans import SessionPlan, SlotPlan
from eventsite.programme.forms.options import Options
from eventsite.programme.forms.parts import KINDS, MOST_ROWS, STATES, SeatPart, SlotPart, choice, line, text
from eventsite.programme.forms.shown import LABELS, Opened, prints_of, same
from eventsite.programme.services import scheduling
from eventsite.programme.states import SessionKind, SessionState
from eventsite.summits.models import Summit
from eventsite.web.forms import Form, Rows

Problem = tuple[Field, str]
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)?")


class SessionForm(Form):
    """`prints` is what the session said when the form was first opened: see `shown.changed_since`."""

    version = HiddenField(default="")
    prints = HiddenField(default="")
    title = line("Title", 500, DataRequired("Give the session a title."))
    subtitle = line("Subtitle", 500)
    kind = choice("Kind", KINDS)
    state = choice("State", STATES)
    event = choice("Event")
    also = SelectMultipleField("Also in", default=[])
    track = choice("Track")
    language = line("Language", 20)
    is_featured = BooleanField("Featured on the summit’s home page")
    abstract = text("Abstract", 20_000, rows=5)
    description = text("Description", 50_000, rows=12)
    slots = Rows(FormField(SlotPart), max_entries=MOST_ROWS)
    line_up = Rows(FormField(SeatPart), max_entries=MOST_ROWS)
    find = line("Find a person, or name a new one", 200)

    def __init__(self, options: Options, opened: Opened, fields: Mapping[str, Any] | None = None) -> None:
        """Read what was posted, or hold `fields`; `opened` is the session as it stands now."""
        if fields is None:
            super().__init__()
        else:
            start = {"version": str(opened.version), "prints": prints_of(opened.fields), "find": ""}
            super().__init__(formdata=None, data={**start, **fields})
        self.options, self.opened = options, opened
        self._offer()

    def _offer(self) -> None:
        options = self.options
        self.event.choices = options.event_choices
        self.also.choices = options.also_choices
        self.track.choices = options.track_choices
        for row in self.slot_rows:
            row.room.choices = {"": "Choose a room", **options.room_choices}
            row.more_rooms.choices = options.room_choices

    @property
    def slot_rows(self) -> list[SlotPart]:
        return [entry.form for entry in self.slots]

    @property
    def seat_rows(self) -> list[SeatPart]:
        return [entry.form for entry in self.line_up]

    @property
    def fields(self) -> dict[str, Any]:
        """Return everything that was typed, as plain data."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def is_unchanged(self) -> bool:
        """Tell whether the form says what stands already."""
        fields = self.fields
        return all(same(fields, self.opened.fields, name) for name in LABELS)

    def comes_twice(self, row: SlotPart) -> bool:
        """Tell whether a row's time comes twice that day, so that one has to choose."""
        return wall_clock.is_typed_twice(row.typed(), self.options.summit.zone_info)

    def when(self, row: SlotPart) -> str:
        """Return a row's time as people read it: Mon 26 Oct, 10:30–11:15; as it was typed, where that is no day."""
        try:
            on = wall_clock.read_day(row.on.data or "")
        except wall_clock.BadTime:
            return f"{row.on.data} {row.starts.data}–{row.ends.data}"
        return f"{on:%a} {on.day} {on:%b}, {row.starts.data}–{row.ends.data}"

    def passes_midnight(self, row: SlotPart) -> bool:
        """Tell whether a row's end, as typed, belongs to the next day."""
        return wall_clock.passes_midnight(row.typed())

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = super().validate(extra_validators)
        problems = [*self._language_problems(), *self._track_problems(), *self._seat_problems()]
        for row in self.slot_rows:
            if not row.gone.data:
                problems += self._slot_problems(row)
        for field, problem in problems:
            field.errors = [*field.errors, problem]
        return is_valid and not problems

    def _language_problems(self) -> Iterator[Problem]:
        typed = self.language.data or ""
        if typed != self.opened.fields["language"] and not _LANGUAGE.fullmatch(typed):
            yield self.language, "Write a language code, as in en, es or pt-BR."

    def _track_problems(self) -> Iterator[Problem]:
        owner = (self.track.data or "").partition("/")[0]
        if owner not in ("", self.event.data) and not self.track.errors:
            yield self.track, "This track belongs to another event. Choose one of this session’s own event, or none."

    def _seat_problems(self) -> Iterator[Problem]:
        for seat in self.seat_rows:
            if not seat.gone.data and not seat.person.data and not seat.name.data:
                yield seat.name, "Give the person a name, or take this row out."

    def _slot_problems(self, row: SlotPart) -> Iterator[Problem]:
        if self._stored(row) is None:
            yield from _time_problems(row, self.options.summit)
        was = self.opened.slot(row.uuid.data or "")
        if not row.room.data and (was is None or was["room"]):
            has_rooms = bool(self.options.rooms)
            yield row.room, "Choose a room." if has_rooms else "This summit has no rooms yet. Take this slot out."

    def _stored(self, row: SlotPart) -> dict[str, Any] | None:
        """Return the slot that stands, when the row says the same time."""
        was = self.opened.slot(row.uuid.data or "")
        if was is None or row.typed() != wall_clock.Typed(was["on"], was["starts"], was["ends"], was["second"]):
            return None
        return was

    def plan(self) -> SessionPlan:
        """Return what the form asks for; call it when the form is valid."""
        return SessionPlan(
            title=self._text("title"),
            subtitle=self._text("subtitle"),
            kind=SessionKind(self.kind.data),
            state=SessionState(self.state.data),
            event=self.event.data or "",
            also=tuple(self.also.data or ()),
            track=(self.track.data or "").partition("/")[2],
            language=self._text("language"),
            is_featured=bool(self.is_featured.data),
            abstract=self._text("abstract"),
            description=self._text("description"),
            slots=tuple(self._slot_plan(row) for row in self.slot_rows if not row.gone.data),
            line_up=tuple(row.plan() for row in self.seat_rows if not row.gone.data),
        )

    def _text(self, name: str) -> str:
        typed = self[name].data or ""
        return self.opened.texts.get(name, typed) if typed == self.opened.fields[name] else typed

    def _slot_plan(self, row: SlotPart) -> SlotPlan:
        uuid, zone = row.uuid.data or "", self.options.summit.zone_info
        starts_at, ends_at = self.opened.times[uuid] if self._stored(row) else wall_clock.span(row.typed(), zone)
        was, more = self.opened.slot(uuid), row.more_rooms.data or []
        kept = [slug for slug in was["more_rooms"] if slug in more] if was else []
        rooms = dict.fromkeys(slug for slug in (row.room.data or "", *kept, *more) if slug)
        return SlotPlan(uuid=uuid, starts_at=starts_at, ends_at=ends_at, rooms=tuple(rooms))


def _time_problems(row: SlotPart, summit: Summit) -> Iterator[Problem]:
    """Yield what is wrong with a row's time, each at the field to mend."""
    typed, zone = row.typed(), summit.zone_info
    if found := wall_clock.problems(typed, zone):
        yield from ((row[problem.part], str(problem)) for problem in found)
        return
    try:
        scheduling.check_time(summit, *wall_clock.span(typed, zone))
    except DomainError as error:
        yield row.on, str(error)
