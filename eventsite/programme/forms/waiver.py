"""The form that lets a clash stand."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from eventsite.web.forms import Form, many_lines


class WaiverForm(Form):
    reason = TextAreaField(
        "Why may it stand?",
        filters=[many_lines],
        validators=[
            DataRequired("Say why this may stand, so that whoever comes after you knows."),
            Length(max=1000, message="This is longer than 1,000 letters. Make it shorter."),
        ],
    )
