"""The form of who is coming."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, EmailField, FormField, HiddenField, SelectField, StringField
from wtforms import Form as Part
from wtforms.validators import DataRequired, Length, Optional

from eventsite.core.money import MOST
from eventsite.registration.basket import MOST_SEATS
from eventsite.registration.services.ordering import Buyer, Guest
from eventsite.web.forms import Form, Rows, has_letters, mail_address, one_line

LONGEST = 200
_ONCE = re.compile(r"[A-Za-z0-9_-]{20,64}")
#: A browser cuts what is pasted at `maxlength` without a word; we rather say that it is too long.
_UNCUT = {"maxlength": False}


def _name(label: str, *more: Any, autocomplete: str = "off") -> StringField:
    too_long = Length(max=LONGEST, message=f"This is longer than {LONGEST} letters. Make it shorter.")
    keywords = {"autocomplete": autocomplete, **_UNCUT}
    return StringField(
        label, default="", filters=[one_line], validators=[*more, too_long, has_letters], render_kw=keywords
    )


def _mail(label: str, *more: Any, autocomplete: str = "off") -> EmailField:
    too_long = Length(max=254, message="This is longer than any e-mail address may be.")
    keywords = {"autocomplete": autocomplete, **_UNCUT}
    validators = [*more, too_long, mail_address]
    return EmailField(label, default="", filters=[one_line], validators=validators, render_kw=keywords)


class SeatPart(Part):
    """Who uses one seat; both fields may be left empty."""

    name = _name("Name", Optional())
    email = _mail("E-mail address", Optional())


class GuestsForm(Form):
    """`seats` has a row for every seat. `mine` is the first seat of the kind that the buyer uses one of."""

    class Meta:
        csrf = False  # a token lives in the session, which buying must not begin

    once = HiddenField(default="")
    shown_total = HiddenField(default="")
    name = _name("Your name", DataRequired("Type your name."), autocomplete="name")
    email = _mail(
        "Your e-mail address",
        DataRequired("Type your e-mail address: tickets and the receipt go there."),
        autocomplete="email",
    )
    organization = _name("Organization", Optional(), autocomplete="organization")
    is_mine = BooleanField("One of these seats is mine", default=True)
    mine = SelectField("Which one is yours", default=0, coerce=int, validate_choice=False)
    seats = Rows(FormField(SeatPart), max_entries=MOST_SEATS)  # who posts more makes work, and gets no more

    def __init__(self, firsts: Sequence[int], how_many: int, **given: Any) -> None:
        """Read what was posted, or hold what is `given`; `firsts` are the first seats of each kind, of `how_many`."""
        super().__init__(**given)
        self.firsts, self.how_many = firsts, how_many
        while len(self.seats) < how_many:
            self.seats.append_entry()
        if how_many == 1:
            self.is_mine.label.text = "This seat is mine"

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        for row in self.rows:
            if row.email.data and not row.name.data:
                row.name.errors = [*row.name.errors, "Type whose address this is, or leave both empty."]
                is_valid = False
        if is_valid and self.is_mine.data and self._my_seat() is None:
            self.is_mine.errors = [*self.is_mine.errors, "Every one of these seats has a name. Leave yours empty."]
            is_valid = False
        return is_valid

    @property
    def rows(self) -> list[SeatPart]:
        return [entry.form for entry in self.seats.entries[: self.how_many]]

    @property
    def has_names(self) -> bool:
        return any(row.name.data or row.email.data or row.name.errors or row.email.errors for row in self.rows)

    def buyer(self) -> Buyer:
        return Buyer(self.name.data or "", self.email.data or "", self.organization.data or "")

    def guests(self) -> tuple[Guest, ...]:
        """Return who uses each seat, nobody yet where no name stands. The buyer takes the first free one of theirs."""
        found = [Guest(row.name.data or "", row.email.data or "") for row in self.rows]
        place = self._my_seat() if self.is_mine.data else None
        if place is not None:
            buyer = self.buyer()
            found[place] = Guest(buyer.name, buyer.email, buyer.organization)
        return tuple(found)

    def total_shown(self) -> int | None:
        """Return the total that the page said, None where the field says nothing sensible."""
        text = self.shown_total.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST else None

    def once_said(self) -> str:
        """Return the word that makes this form the same however often it is sent; '' where it has none of ours."""
        text = self.once.data or ""
        return text if _ONCE.fullmatch(text) else ""

    def _my_seat(self) -> int | None:
        first = self.mine.data if self.mine.data in self.firsts else self.firsts[0]
        later = [other for other in self.firsts if other > first]
        places = range(first, later[0] if later else self.how_many)
        return next((place for place in places if not self.rows[place].name.data), None)
