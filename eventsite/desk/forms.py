"""The forms of the desk: shape and syntax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField
from wtforms.validators import DataRequired, Optional

from eventsite.core.errors import DomainError
from eventsite.core.money import BadAmount, money, parse
from eventsite.programme.forms.parts import line
from eventsite.registration.services.naming import Named
from eventsite.registration.services.ordering import Buyer
from eventsite.web.forms import Form, has_letters, mail_address

MOST_SEATS = 50


class NoAmount(DomainError):
    """A text is no amount that could be given back."""


class AgainForm(Form):
    """The button of what was given up: `row` is its number in the outbox."""

    row = HiddenField(default="")

    @property
    def number(self) -> int:
        return whole(self.row.data)


class BuyerForm(Form):
    name = line("Name", 200, DataRequired("Type the buyer’s name."), has_letters)
    email = line("Mail", 254, DataRequired("Type the buyer’s mail address."), mail_address)
    organization = line("Organization", 200)

    def buyer(self) -> Buyer:
        return Buyer(self.name.data or "", self.email.data or "", self.organization.data or "")


class GuestForm(Form):
    """`seen` is the name that stood there when the form was opened."""

    seen = HiddenField(default="")
    name = line("Name", 200, DataRequired("Type the guest’s name."), has_letters)
    email = line("Mail", 254, Optional(), mail_address)
    organization = line("Organization", 200)

    def guest(self) -> Named:
        name, email, organization = self.name.data or "", self.email.data or "", self.organization.data or ""
        return Named(name, email, organization, seen=self.seen.data or "")


class RefundForm(Form):
    """`agreed` and `sold` are minor units: what the page said would go back, and what the price still was then.

    Giving back a whole order is confirmed by its code.
    """

    agreed = HiddenField(default="")
    sold = HiddenField(default="")
    reason = line("Why, for the desk’s own books", 300)
    confirm = line("Type the order’s code to confirm", 40)

    @property
    def why(self) -> str:
        return self.reason.data or ""

    @property
    def agreed_amount(self) -> int:
        return whole(self.agreed.data)

    @property
    def sold_amount(self) -> int:
        return whole(self.sold.data)

    def confirms(self, code: str) -> bool:
        """Tell whether the code was typed, in any case and with spaces or hyphens in it; if not, say so."""
        typed = "".join(letter for letter in (self.confirm.data or "").upper() if letter.isalnum())
        if typed != code:
            self.confirm.errors = [*self.confirm.errors, f"Type {code} here: the whole order is given back."]
        return typed == code


class AmountForm(Form):
    """Part of a price to give back, as it is typed; `validate` keeps it and says what is wrong with it."""

    amount = line("Give back", 40)

    def __init__(self, typed: str, *, most: int, currency: str) -> None:
        only_asks = {"csrf": False}  # it is in an address, without a token, and changes nothing
        super().__init__(formdata=None, data={"amount": typed[:40]}, meta=only_asks)
        self.most, self.currency = most, currency

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid: bool = super().validate(extra_validators)
        try:
            if self.minor_units <= self.most:
                return is_valid
            problem = f"That is more than is left. At most {money(self.most, self.currency)} can be given back."
        except NoAmount as error:
            problem = str(error)
        self.amount.errors = [problem]
        return False

    @property
    def minor_units(self) -> int:
        return read_amount(self.amount.data or "", self.currency)


def whole(text: str | None) -> int:
    """Return a number of minor units that a page of ours sent; -1 for anything else."""
    typed = text or ""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else -1


def read_amount(text: str, currency: str) -> int:
    """Return minor units of an amount to give back.

    Raises:
        NoAmount: for anything that is none, and for nothing at all.
    """
    try:
        amount = parse(text[:40], currency)
    except BadAmount as error:
        raise NoAmount("That is no amount. Write it as in 50.00.") from error
    if amount <= 0:
        raise NoAmount("Type an amount above zero, as in 50.00.")
    return amount


def read_seats(texts: Iterable[str]) -> tuple[int, ...]:
    """Return the numbers of seats that an address names; what is no number, and what is too many, is none of ours."""
    numbers = {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 6}
    return tuple(sorted(numbers))[:MOST_SEATS]
