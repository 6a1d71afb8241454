"""The fields that forms of the desk are made of, and the rows of a session's form."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import DateInput, TimeInput

from eventsite.programme.drafting import wall_clock
from eventsite.programme.drafting.plans import SeatPlan
from eventsite.programme.states import AppearanceState, Role, SessionKind, SessionState
from eventsite.web.forms import many_lines, one_line

KINDS = {kind.value: kind.value.capitalize() for kind in SessionKind}
STATES = {state.value: state.value.capitalize() for state in SessionState}
ROLES = {role.value: role.value.capitalize() for role in Role}
ANSWERS = {state.value: state.value.capitalize() for state in AppearanceState}
#: More slots or people than any session has.
MOST_ROWS = 500
#: A browser cuts what is pasted at `maxlength` without a word; we rather say that it is too long.
_UNCUT = {"maxlength": False}


def short(letters: int) -> Length:
    return Length(max=letters, message=f"This is longer than {letters:,} letters. Make it shorter.")


def line(label: str, letters: int, *more: Any) -> StringField:
    return StringField(label, default="", filters=[one_line], validators=[*more, short(letters)], render_kw=_UNCUT)


def text(label: str, letters: int, rows: int) -> TextAreaField:
    render_kw = {"rows": rows, **_UNCUT}
    return TextAreaField(label, default="", filters=[many_lines], validators=[short(letters)], render_kw=render_kw)


def choice(label: str, choices: Any = None) -> SelectField:
    return SelectField(label, choices=choices, validate_choice=True, default="")


class SlotPart(Form):
    """A row of "When and where". `gone` is '1' for one that goes when the form is saved."""

    uuid = HiddenField(default="")
    on = StringField("Day", default="", widget=DateInput())
    starts = StringField("Start", default="", widget=TimeInput())
    ends = StringField("End", default="", widget=TimeInput())
    second = BooleanField("The second of the two: after the clocks go back")
    room = choice("Room")
    more_rooms = SelectMultipleField("More rooms", default=[])
    gone = HiddenField(default="")

    def typed(self) -> wall_clock.Typed:
        day, starts, ends = (field.data or "" for field in (self.on, self.starts, self.ends))
        return wall_clock.Typed(day, starts, ends, bool(self.second.data))


class SeatPart(Form):
    """A row of the line-up. A row without `person` is a new person called `name`."""

    id = HiddenField(default="")
    person = HiddenField(default="")
    name = line("Name", 200)
    role = choice("Role", ROLES)
    state = choice("Answer", ANSWERS)
    billed_name = line("Name on the programme", 200)
    billed_title = line("Title", 200)
    billed_organization = line("Organization", 200)
    gone = HiddenField(default="")

    def plan(self) -> SeatPlan:
        """Return what the row asks for; call it when the form is valid."""
        id = self.id.data or ""
        return SeatPlan(
            id=int(id) if id.isascii() and id.isdigit() and len(id) < 15 else None,
            person=self.person.data or "",
            name=self.name.data or "",
            role=Role(self.role.data),
            state=AppearanceState(self.state.data),
            billed_name=self.billed_name.data or "",
            billed_title=self.billed_title.data or "",
            billed_organization=self.billed_organization.data or "",
        )
