"""Forms of accounts."""

from wtforms import EmailField, HiddenField
from wtforms.validators import Email, InputRequired, Length

from eventsite.web.forms import Form, strip


class SignInForm(Form):
    email = EmailField(
        "E-mail address",
        filters=[strip],
        validators=[
            InputRequired("Type the e-mail address of your account."),
            Email("This is not an e-mail address; one looks like ada@example.org."),
            Length(max=254, message="This is longer than any e-mail address may be."),
        ],
        render_kw={"autocomplete": "email"},
    )
    next = HiddenField()


class OpenLinkForm(Form):
    """The button on the page that a mailed link opens: mail scanners follow links, they press no buttons."""

    next = HiddenField()
