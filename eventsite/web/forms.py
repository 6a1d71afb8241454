"""Forms: shape and syntax. A rule that says no is shown on the form that asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import flash
from flask_wtf import FlaskForm
from wtforms import Field, FieldList
from wtforms.validators import ValidationError

from eventsite.core.errors import DomainError

_LINE_END = re.compile(r"\r\n|[\r\x85\u2028\u2029]")
# Controls, surrogates and what turns the direction of text around; joiners and no-break spaces belong to words.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\uffff]")

# A row of a form as our pages number it.
_ROW = re.compile(r"[0-9]{1,3}")
_NO_MAIL = "This is not an e-mail address; one looks like ada@example.org."
_NO_SUCH_MAIL = "No mail reaches an address with such letters before the @. Type one that has plain letters there."


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form."""

    @contextmanager
    def shows(self, *kinds: type[DomainError]) -> Iterator[None]:
        """Show a refusal above the form and go on: the view then renders the page again, with what was typed."""
        shown = kinds or (DomainError,)
        try:
            yield
        except shown as error:
            self.form_errors.append(str(error))


class PressForm(Form):
    """A button and nothing else."""


class Rows(FieldList):  # type: ignore[type-arg]
    """A list of fields; what is posted under a number that no page of ours gives is left aside."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        start = f"{prefix}-"
        for name in formdata:
            number = name.removeprefix(start).split("-", 1)[0]
            if name.startswith(start) and _ROW.fullmatch(number):
                yield int(number)


@contextmanager
def told(*kinds: type[DomainError]) -> Iterator[None]:
    """Tell a refusal on the next page, and go on; any, unless told which."""
    shown = kinds or (DomainError,)
    try:
        yield
    except shown as error:
        flash(str(error), "refused")


def mail_address(_form: Any, field: Field) -> None:
    """Validator: an address that mail reaches; it is kept as mail servers write it, its domain in ASCII."""
    typed = field.data or ""
    try:
        field.data = validate_email(typed, check_deliverability=False, allow_smtputf8=False).ascii_email
    except EmailNotValidError as error:
        local, at, _domain = typed.rpartition("@")
        raise ValidationError(_NO_SUCH_MAIL if at and not local.isascii() else _NO_MAIL) from error


def has_letters(_form: Any, field: Field) -> None:
    """Validator: refuse what looks like nothing. A badge and a mail have to say something."""
    if not any(letter.isalnum() for letter in field.data or ""):
        raise ValidationError("There is no letter in this. Type it as it should stand on a badge.")


def strip(value: Any) -> Any:
    """Filter: drop white space around text."""
    return value.strip() if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """Filter: text on one line, without control characters."""
    if not isinstance(value, str):
        return value
    return " ".join(_CONTROLS.sub(" ", value).split())


def many_lines(value: Any) -> Any:
    """Filter: text with plain line ends, without other control characters."""
    if not isinstance(value, str):
        return value
    return _CONTROLS.sub("", _LINE_END.sub("\n", value)).strip()
