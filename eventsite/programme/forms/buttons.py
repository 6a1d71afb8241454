"""The buttons inside a session's form. Only "save" saves; every other one shows the page again with all that was typed.

A button's value is a word and, after a colon, what it is about: 'seat-up:2', 'take:title'.
"""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.people.models import Account
from eventsite.programme.drafting.known_people import FoundPerson, describe, find_people, list_known_people
from eventsite.programme.forms import rows
from eventsite.programme.forms.session import SessionForm


@dataclass(frozen=True, slots=True)
class Pressed:
    """The form after a button. `found` are people to pick from, None when nobody was looked for."""

    form: SessionForm
    is_preview: bool = False
    found: tuple[FoundPerson, ...] | None = None


def press(form: SessionForm, do: str, account: Account) -> Pressed | None:
    """Do what the button `do` says, None when that is to save; at most 2 queries.

    Enter in the search presses "save" where there is no JavaScript: a name still in the search is looked up first.
    """
    verb, _, about = do.partition(":")
    fields, summit = form.fields, form.options.summit
    if verb == "find" or (verb in ("", "save") and fields["find"]):
        return Pressed(_again(form, fields), found=find_people(account, fields["find"]) if fields["find"] else ())
    if verb in ("", "save"):
        return None
    if verb == "slot-add":
        fields = rows.add_slot(fields, summit)
    elif verb == "seat-new":
        fields = rows.add_new(fields)
    elif verb == "seat-known":
        known = describe(person for person in list_known_people(account) if person.code == about)
        fields = rows.add_known(fields, known[0]) if known else fields
    elif verb == "take":
        fields = rows.take(fields, about, form.opened.fields)
    else:
        fields = rows.on_row(fields, verb, about)
    return Pressed(_again(form, fields), is_preview=verb == "preview")


def _again(form: SessionForm, fields: rows.Fields) -> SessionForm:
    return SessionForm(form.options, form.opened, fields=fields)
