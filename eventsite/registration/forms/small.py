"""The small forms of what is on sale: a capacity in its row, the terms, a deletion."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField
from wtforms.validators import DataRequired

from eventsite.programme.forms.parts import line, text
from eventsite.registration.forms.parts import BadNumber, number, whole
from eventsite.registration.models import Capacity
from eventsite.web.forms import Form


class CapacityForm(Form):
    """A capacity in its row of the table; without one, the row that adds one."""

    name = line("Name", 120, DataRequired("Give the capacity a name, as in Hall."))
    size = number("Seats")

    def __init__(self, capacity: Capacity | None = None, *, is_posted: bool = False) -> None:
        prefix = f"capacity-{capacity.id}" if capacity else "capacity-new"
        if is_posted:
            super().__init__(prefix=prefix)
        else:
            shown = {"name": capacity.name, "size": str(capacity.size)} if capacity else {}
            super().__init__(formdata=None, prefix=prefix, data=shown)
        self.capacity = capacity

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        try:
            whole(self.size.data or "")
        except BadNumber as error:
            self.size.errors = [*self.size.errors, str(error)]
            return False
        return is_valid

    @property
    def seats(self) -> int:
        """Return the size; call it when the form is valid."""
        return whole(self.size.data or "")


class TermsForm(Form):
    """`version` is the one that was current when the form was opened."""

    version = HiddenField(default="0")
    terms = text("Terms", 50_000, rows=14)
    refund_policy = text("Refund policy", 20_000, rows=8)

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        for field, sentence in (
            (self.terms, "Say what a buyer agrees to: a sentence is enough."),
            (self.refund_policy, "Say whether money comes back, and until when: a buyer wants to know first."),
        ):
            if not field.data:
                field.errors = [*field.errors, sentence]
                is_valid = False
        return is_valid

    @property
    def opened(self) -> int:
        typed = self.version.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else -1


class RemoveForm(Form):
    """Deleting is confirmed by name."""

    confirm = line("Its name", 200)
