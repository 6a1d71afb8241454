"""The forms that act on what a page shows."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from eventsite.web.forms import Form, many_lines, one_line


class ReleaseForm(Form):
    """`seal` stands for exactly the changes that were on the page."""

    name = StringField(
        "Name of this release",
        filters=[one_line],
        validators=[
            DataRequired("Give this release a name, as in “Rooms after the walk-through”."),
            Length(max=200, message="This is longer than 200 letters. Put the rest into the sentence below."),
        ],
    )
    note = TextAreaField(
        "What changed, in a sentence",
        filters=[many_lines],
        validators=[
            Length(max=2000, message="This is longer than 2,000 letters. Make it shorter."),
        ],
    )
    seal = HiddenField()


class SealForm(Form):
    """A button that does exactly what its page shows; `seal` stands for that."""

    seal = HiddenField()
