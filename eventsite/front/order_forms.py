"""The forms of an order's page and of a ticket. They carry no token: the address they are sent to is the secret."""

from __future__ import annotations

from wtforms import EmailField, HiddenField, StringField
from wtforms.validators import DataRequired, Length, Optional

from eventsite.registration.services.naming import Named
from eventsite.web.forms import Form, has_letters, mail_address, one_line

_TOO_LONG = Length(max=254, message="This is longer than any e-mail address may be.")
_LONG_TEXT = Length(max=200, message="This is longer than 200 letters. Make it shorter.")


class NamingForm(Form):
    """Who uses a seat. `seen` is who it was when the page was made."""

    class Meta:
        csrf = False

    name = StringField(
        "Name", filters=[one_line], validators=[DataRequired("Type the guest's name."), _LONG_TEXT, has_letters]
    )
    email = EmailField("E-mail address", filters=[one_line], validators=[Optional(), _TOO_LONG, mail_address])
    organization = StringField("Organization", filters=[one_line], validators=[Optional(), _LONG_TEXT, has_letters])
    seen = HiddenField()

    def named(self) -> Named:
        name, email, organization = self.name.data or "", self.email.data or "", self.organization.data or ""
        return Named(name=name, email=email, organization=organization, seen=self.seen.data)


class FindForm(Form):
    class Meta:
        csrf = False

    email = EmailField(
        "E-mail address",
        filters=[one_line],
        validators=[DataRequired("Type the e-mail address you ordered with."), _TOO_LONG, mail_address],
        render_kw={"autocomplete": "email"},
    )
