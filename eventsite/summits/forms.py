"""The forms of a summit's team: shape and syntax."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from eventsite.summits.models import Summit
from eventsite.summits.services.inviting import InvitationPlan
from eventsite.summits.services.team import RolePlan
from eventsite.summits.states import EVENT_ROLES, TeamRole
from eventsite.summits.wording import ROLES, role_words
from eventsite.web.forms import Form, has_letters, mail_address, one_line, strip

_LONG_NAME = Length(max=200, message="This is longer than 200 letters. Make it shorter.")
#: Value -> label, under the name of a group. A role that is bound to an event is 'editor/slug'.
Choices = dict[str, dict[str, str]]


class InviteForm(Form):
    email = StringField(
        "E-mail address",
        filters=[strip],
        validators=[
            InputRequired("Type the address that the invitation goes to."),
            Length(max=254, message="This is longer than any e-mail address may be."),
            mail_address,
        ],
        render_kw={"type": "email", "autocomplete": "off", "maxlength": False},
    )
    name = StringField(
        "Name",
        filters=[one_line],
        validators=[DataRequired("Type the name of whom you invite."), has_letters, _LONG_NAME],
        render_kw={"autocomplete": "off", "maxlength": False},
    )
    role = SelectField("Role", validators=[InputRequired("Choose what they are to do.")])

    def __init__(self, summit: Summit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        groups = role_choices(summit)
        self.role.choices = {"": "Choose a role", **(groups if len(groups) > 1 else groups[_WHOLE])}

    def plan(self) -> InvitationPlan:
        """Return what the form asks for; call it when the form is valid."""
        return InvitationPlan(self.email.data or "", self.name.data or "", read_role(self.role.data))


class RolesForm(Form):
    """What a member does. `seen` is the seal of the roles that stood when the form was opened."""

    seen = HiddenField(default="")
    roles = SelectMultipleField("Roles", default=[])

    def __init__(self, summit: Summit, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.groups = role_choices(summit)
        self.roles.choices = [choice for group in self.groups.values() for choice in group.items()]

    def plans(self) -> frozenset[RolePlan]:
        """Return the roles that are ticked; call it when the form is valid."""
        return frozenset(read_role(value) for value in self.roles.data or ())


class TakeOutForm(Form):
    """Taking somebody out is confirmed by their name."""

    confirm = StringField("Type the name to confirm", filters=[one_line], render_kw={"autocomplete": "off"})

    def confirms(self, name: str) -> bool:
        """Tell whether the name was typed, in any case; if not, say so."""
        is_so = (self.confirm.data or "").casefold() == (one_line(name) or "").casefold()
        if not is_so:
            self.confirm.errors = [f"Type {name} here. Nobody was taken out."]
        return is_so


class JoinForm(Form):
    """The button on the page that an invitation's link opens."""

    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[_LONG_NAME],
        render_kw={"autocomplete": "name", "maxlength": False},
    )


_WHOLE, _ONE = "For the whole summit", "For one event"


def role_choices(summit: Summit) -> Choices:
    """Return the roles there are; where a summit has one event, that event and the whole summit are the same."""
    groups: Choices = {_WHOLE: {role.value: ROLES[role] for role in TeamRole}}
    if len(summit.events) > 1:
        groups[_ONE] = {
            f"{role}/{event.slug}": role_words(role, event) for event in summit.events for role in EVENT_ROLES
        }
    return groups


def read_role(value: str) -> RolePlan:
    role, _, event = value.partition("/")
    return RolePlan(TeamRole(role), event)
