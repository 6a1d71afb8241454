"""The buttons inside a pass's form. Only "save" saves; every other one shows the page again with all that was typed.

A button's value is a word and, after a colon, what it is about: 'phase-remove:2'.
"""

from __future__ import annotations

from dataclasses import dataclass

from eventsite.registration.forms.passes import MOST_ROWS, PassForm
from eventsite.registration.forms.shown import Fields, new_phase


@dataclass(frozen=True, slots=True)
class Pressed:
    """The form after a button."""

    form: PassForm
    is_preview: bool = False


def press(form: PassForm, do: str) -> Pressed | None:
    """Do what the button `do` says, None when that is to save."""
    verb, _, about = do.partition(":")
    if verb in ("", "save"):
        return None
    if verb == "preview":
        return Pressed(form, is_preview=True)
    return Pressed(PassForm(form.options, fields=_changed(form.fields, verb, about)))


def _changed(fields: Fields, verb: str, about: str) -> Fields:
    phases, sessions = list(fields["phases"]), list(fields["sessions"])
    if verb == "phase-add" and len(phases) < MOST_ROWS:
        phases.append(new_phase())
    elif verb == "session-add" and len(sessions) < MOST_ROWS:
        sessions.append("")
    elif verb == "phase-remove" and about.isascii() and about.isdigit() and len(about) < 4 and len(phases) > 1:
        phases[int(about) : int(about) + 1] = []
    return {**fields, "phases": phases, "sessions": sessions}
