"""Forms of accounts. What is secret is never filled in again, and no rule of a password is checked here."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms import EmailField, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, Email, InputRequired, Length, ValidationError

from eventsite.people.services.ceremonies import LONGEST_ANSWER
from eventsite.people.services.password_rules import LONGEST
from eventsite.web.forms import Form, one_line, strip

_LONGER = "This is longer than any password may be."


class NextForm(Form):
    """A button that leads on; also the one on the page that a mailed link opens: mail scanners press no buttons."""

    next = HiddenField()


class SignInForm(NextForm):
    """Address, and a password where somebody has one. Which button was pressed says what is asked for."""

    email = EmailField(
        "E-mail address",
        filters=[strip],
        validators=[
            InputRequired("Type the e-mail address of your account."),
            Email("This is not an e-mail address; one looks like ada@example.org."),
            Length(max=254, message="This is longer than any e-mail address may be."),
        ],
        render_kw={"autocomplete": "username webauthn"},
    )
    password = PasswordField(
        "Password",
        validators=[Length(max=LONGEST, message=_LONGER)],
        render_kw={"autocomplete": "current-password"},
    )

    @property
    def is_by_password(self) -> bool:
        """Enter presses the first button there is, which says nothing: then it is a password if one was typed."""
        pressed = request.form.get("do", "enter")
        return pressed == "password" or (pressed == "enter" and bool(self.password.data))

    def validate_password(self, field: PasswordField) -> None:
        if self.is_by_password and not field.data:
            raise ValidationError("Type your password, or have a link mailed.")


class NewPasswordForm(Form):
    password = PasswordField(
        "New password",
        validators=[InputRequired("Type the password you want."), Length(max=LONGEST, message=_LONGER)],
        render_kw={"autocomplete": "new-password"},
    )


class AgainForm(NextForm):
    """One more proof of who sits there: the code where there is a second factor, else the password."""

    password = PasswordField(
        "Password", validators=[Length(max=LONGEST, message=_LONGER)], render_kw={"autocomplete": "current-password"}
    )
    code = StringField(
        "Code",
        filters=[strip],
        validators=[Length(max=60, message="A code is shorter than this.")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "characters"},
    )


class CodeForm(NextForm):
    code = StringField(
        "Code",
        filters=[strip],
        validators=[
            InputRequired("Type the code that your authenticator shows."),
            Length(max=60, message="A code is shorter than this."),
        ],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class PasskeyForm(NextForm):
    """What the browser answered, as JSON; a module of ours fills it in."""

    answer = HiddenField(validators=[InputRequired("No passkey was chosen. Try again."), Length(max=LONGEST_ANSWER)])


class PasskeyNameForm(Form):
    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            DataRequired("Give the passkey a name, so that you know it again."),
            Length(max=80, message="A name has at most 80 characters."),
        ],
        render_kw={"autocomplete": "off"},
    )


class NewPasskeyForm(PasskeyNameForm, PasskeyForm):
    """The answer of the browser, and what the passkey is to be called."""


def first_error(form: Any) -> str:
    """Return the first thing that is wrong with a form, where its fields are not shown."""
    return next((str(errors[0]) for errors in form.errors.values() if errors), "")
