"""The form in which a visitor leaves an address with their stars."""

from wtforms import EmailField
from wtforms.validators import InputRequired, Length

from eventsite.web.forms import Form, mail_address, strip


class AddressForm(Form):
    email = EmailField(
        "Your mail address",
        filters=[strip],
        validators=[
            InputRequired("Type the address that changes are to be mailed to."),
            Length(max=254, message="This is longer than any e-mail address may be."),
            mail_address,
        ],
        render_kw={"autocomplete": "email"},
    )

    class Meta:
        #: A token lives in the session, which starring must not begin; where it comes from is checked for every POST.
        csrf = False
