"""The form of a pass: what it opens, what it costs and when, how many there are. One form, so no part loses another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from wtforms import BooleanField, Field, FormField, HiddenField, RadioField, SelectMultipleField

from eventsite.core.errors import DomainError
from eventsite.programme.forms.parts import line, text
from eventsite.registration.basket import MOST_SEATS
from eventsite.registration.forms.options import KINDS, Options
from eventsite.registration.forms.parts import BadNumber, MomentPart, PhasePart, Problem, number, whole
from eventsite.registration.forms.shown import LABELS, same
from eventsite.registration.services import checking
from eventsite.registration.services.plans import Opening, PassPlan, PhasePlan
from eventsite.registration.states import Opens
from eventsite.web.forms import Form, Rows

#: How a part of the form is read: given how to, and what to take where it cannot be.
Get = Callable[[Callable[[], Any], Any], Any]
#: More prices or sessions than any pass has.
MOST_ROWS = 40
#: Which list of ticks belongs to which kind.
_TICKS = {"events": Opens.EVENT, "days": Opens.DAY}


class PassForm(Form):
    """`sessions` hold what was typed: a code, or words of a title. `agreed` is ticked by who means it."""

    version = HiddenField(default="0")
    name = line("Name", 120)
    summary = line("In a sentence", 300)
    extras = text("Also included", 2000, rows=4)
    opens = RadioField("Opens", choices=KINDS, validate_choice=False, default="")
    events = SelectMultipleField("Events", validate_choice=False, default=[])
    days = SelectMultipleField("Days", validate_choice=False, default=[])
    sessions = Rows(line("Single session", 600), max_entries=MOST_ROWS)
    phases = Rows(FormField(PhasePart), max_entries=MOST_ROWS)
    min_per_order = number("At least")
    max_per_order = number("At most")
    is_hidden = BooleanField("Hidden: not on the public page")
    is_virtual = BooleanField("Virtual: for who stays at home")
    on_sale_from = FormField(MomentPart, label="On sale from")
    on_sale_until = FormField(MomentPart, label="On sale until")
    capacities = SelectMultipleField("Draws from", validate_choice=False, default=[])
    own_limit = number("A limit of its own", places=7)
    agreed = BooleanField("Change it for everybody who holds this pass, too")

    def __init__(self, options: Options, fields: Mapping[str, Any] | None = None) -> None:
        """Read what was posted, or hold `fields`."""
        if fields is None:
            super().__init__()
        else:
            super().__init__(formdata=None, data=dict(fields))
        self.options = options
        self.zone, self.currency = options.summit.zone_info, options.summit.currency
        self.events.choices = options.event_choices
        self.days.choices = {**options.day_choices, **{day: day for day in self._days_gone()}}
        self.capacities.choices = options.capacity_choices

    def _days_gone(self) -> list[str]:
        """Return days that are no longer the summit's: shown, so that they can be unticked."""
        return [day for day in self.days.data or () if day not in self.options.day_choices]

    @property
    def phase_rows(self) -> list[PhasePart]:
        return [entry.form for entry in self.phases]

    @property
    def fields(self) -> dict[str, Any]:
        """Return everything that was typed, as plain data."""
        return {name: value for name, value in self.data.items() if name != "csrf_token"}

    def is_unchanged(self, opened: Mapping[str, Any]) -> bool:
        """Tell whether the form says what stands already."""
        fields = self.fields
        return not fields["own_limit"].strip() and all(same(fields, dict(opened), name) for name in LABELS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Say everything that is wrong at once; a rule says nothing of what cannot be read."""
        is_valid = super().validate(extra_validators)
        problems = list(self._syntax_problems())
        unread = set(self._beside(field for field, _ in problems))
        problems += [(field, said) for field, said in self._rule_problems() if field not in unread]
        for field, problem in problems:
            field.errors = [*field.errors, problem]
        return is_valid and not problems

    def _beside(self, fields: Iterable[Field]) -> Iterator[Field]:
        """Yield these fields, and those that say one thing together with them."""
        moments = [*self.phase_rows, self.on_sale_from.form, self.on_sale_until.form]
        opening = (self.opens, self.events, self.days, self.sessions, *self.sessions)
        for field in fields:
            yield field
            for row in moments:
                if field in (row.on, row.at):
                    yield from (row.on, row.at)
            if field in opening:
                yield from opening

    def _syntax_problems(self) -> Iterator[Problem]:
        for place, row in enumerate(self.phase_rows):
            if place == 0:
                row.on.data, row.at.data, row.second.data = "", "", False
            yield from row.all_problems(self.zone, self.currency)
        yield from self.on_sale_from.form.problems(self.zone)
        yield from self.on_sale_until.form.problems(self.zone)
        for field in (self.min_per_order, self.max_per_order, self.own_limit):
            if field is not self.own_limit or (field.data or "").strip():
                yield from _number_problems(field)
        for entry in self.sessions:
            if entry.data and self.options.find_session(entry.data) is None:
                yield entry, f"No session is {entry.data[:60]!r}, or several are. Choose one of the list, or a code."
        yield from self._stray_ticks()
        if not all(_is_id(id) for id in self.capacities.data or ()):
            yield self.capacities, "One of these capacities is not this summit’s. Choose again."
        if (self.opens.data or "") not in KINDS:
            yield self.opens, "Say what this pass opens."

    def _stray_ticks(self) -> Iterator[Problem]:
        """Yield ticks that belong to another kind than the chosen one: it may be either that is meant."""
        for name, kind in _TICKS.items():
            ticked = bool(self[name].data)
            if ticked and self.opens.data != kind:
                yield self[name], f"These are ticked, but “{KINDS[kind]}” is not chosen. Untick them, or choose it."
            if not ticked and self.opens.data == kind:
                yield self[name], f"Tick which {name} it opens, or choose something else."
        if self.opens.data == Opens.SESSION and not any(entry.data for entry in self.sessions):
            field = self.sessions[0] if len(self.sessions) else self.opens
            yield field, "Name the session that this pass opens."

    def _rule_problems(self) -> Iterator[Problem]:
        plan = self._plan(_or_else)
        for problem in checking.problems(plan, checking.known_to(self.options.summit, plan)):
            yield self._field_of(problem), problem.text

    def _field_of(self, problem: checking.Problem) -> Field:
        if problem.row is not None:
            return _part(self.phase_rows[problem.row], problem.part)
        found: Field = self[problem.part]
        return found.form.on if isinstance(found, FormField) else found

    def plan(self) -> PassPlan:
        """Return what the form asks for; call it when the syntax is valid.

        Raises:
            DomainError: for what cannot be read.
        """
        return self._plan(lambda read, _: read())

    def _plan(self, get: Get) -> PassPlan:
        """Return what the form asks for; `get` is given how a part is read, and what to take where it cannot be."""
        own_limit = (self.own_limit.data or "").strip()
        return PassPlan(
            name=self.name.data or "",
            summary=self.summary.data or "",
            extras=self.extras.data or "",
            opens=tuple(self._openings()),
            phases=tuple(self._phase(row, get) for row in self.phase_rows),
            min_per_order=get(lambda: whole(self.min_per_order.data or ""), 1),
            max_per_order=get(lambda: whole(self.max_per_order.data or ""), MOST_SEATS),
            is_hidden=bool(self.is_hidden.data),
            is_virtual=bool(self.is_virtual.data),
            on_sale_from=get(lambda: self.on_sale_from.form.instant(self.zone), None),
            on_sale_until=get(lambda: self.on_sale_until.form.instant(self.zone), None),
            capacities=tuple(int(id) for id in self.capacities.data or () if _is_id(id)),
            own_limit=get(lambda: whole(own_limit) if own_limit else None, None),
        )

    def _phase(self, row: PhasePart, get: Get) -> PhasePlan:
        amount = get(lambda: row.amount(self.currency), 0)
        return PhasePlan(row.name.data or "", amount, get(lambda: row.instant(self.zone), None))

    def _openings(self) -> Iterator[Opening]:
        kind = Opens(self.opens.data) if (self.opens.data or "") in KINDS else None
        if kind in (Opens.EVENT, Opens.DAY):
            yield from (Opening(kind, which) for which in self["events" if kind == Opens.EVENT else "days"].data or ())
        elif kind is not None and kind != Opens.SESSION:
            yield Opening(kind)
        typed = [entry.data for entry in self.sessions if entry.data]
        codes = dict.fromkeys(code for text in typed if (code := self.options.find_session(text)))
        yield from (Opening(Opens.SESSION, code) for code in codes)


def _or_else(read: Callable[[], Any], otherwise: Any) -> Any:
    try:
        return read()
    except DomainError:
        return otherwise


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _part(row: PhasePart, name: str) -> Field:
    found: Field = row[name]
    return found


def _number_problems(field: Field) -> Iterator[Problem]:
    try:
        whole(field.data or "")
    except BadNumber as error:
        yield field, str(error)
