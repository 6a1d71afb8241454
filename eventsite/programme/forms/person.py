"""The form of a person."""

from __future__ import annotations

import json
from dataclasses import asdict

from wtforms import EmailField, HiddenField
from wtforms.validators import DataRequired, Optional

from eventsite.programme.forms.parts import line, short, text
from eventsite.programme.services.facing import Face
from eventsite.web.forms import Form, has_letters, mail_address, strip


class PersonForm(Form):
    """`opened` is the person as the page was made, so that a stale save is noticed."""

    name = line("Name", 200, DataRequired("Type the name."), has_letters)
    headline = line("Headline", 300)
    biography = text("Biography", 20_000, 8)
    email = EmailField("Mail address", default="", filters=[strip], validators=[Optional(), short(254), mail_address])
    opened = HiddenField(default="")

    def open(self, face: Face) -> None:
        """Note what stands now."""
        self.opened.data = json.dumps(asdict(face))

    def was(self, now: Face) -> Face:
        """Return the person as this form was opened; what was tampered with is as if opened now."""
        try:
            return Face(**json.loads(self.opened.data or ""))
        except (ValueError, TypeError):
            return now

    def face(self) -> Face:
        values = (self.name.data, self.headline.data, self.biography.data, self.email.data)
        name, headline, biography, email = (value or "" for value in values)
        return Face(name=name, headline=headline, biography=biography, email=email.lower())
